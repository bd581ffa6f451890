package mongodb

import (
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// kept is a document as the server gives it.
type kept struct {
	ID        string             `bson:"_id"`
	Rev       int64              `bson:"rev"`
	ChangedAt primitive.DateTime `bson:"changed_at"`
	Doc       bson.RawValue      `bson:"doc"`
}

func (k kept) record() (store.Record, error) {
	doc, err := appendJSON(make([]byte, 0, len(k.Doc.Value)+len(k.Doc.Value)/4), k.Doc)
	if err != nil {
		return store.Record{}, fmt.Errorf("read %s: %w", k.ID, err)
	}
	return store.Record{ID: k.ID, Rev: k.Rev, ChangedAt: civic.At(k.ChangedAt.Time()), Doc: doc}, nil
}

// content reads a record's document and refuses what cannot be kept.
func content(r store.Record) (bson.D, error) {
	if len(r.Doc) > store.MaxDocument {
		return nil, store.ErrTooLarge
	}
	v, err := toBSON(r.Doc)
	if err != nil {
		return nil, fmt.Errorf("mongodb: %q: %w", r.ID, err)
	}
	d, ok := v.(bson.D)
	if !ok || r.ID == "" {
		return nil, fmt.Errorf("mongodb: %q: not a JSON object with an id", r.ID)
	}
	return d, nil
}

// collection finds one that was declared.
func (e *Engine) collection(name string) (*mongo.Collection, error) {
	if _, ok := e.declared.Load(name); !ok {
		return nil, fmt.Errorf("mongodb: collection %q was not declared", name)
	}
	return e.db.Collection(name), nil
}

// Insert writes a new record and its messages, or says store.ErrExists.
func (e *Engine) Insert(ctx context.Context, collection string, r store.Record, m []store.Message) error {
	c, err := e.collection(collection)
	if err != nil {
		return err
	}
	doc, err := content(r)
	if err != nil {
		return err
	}
	whole := bson.D{{Key: "_id", Value: r.ID}, {Key: "rev", Value: int64(1)}, {Key: "changed_at", Value: dateOf(r.ChangedAt)}, {Key: "doc", Value: doc}}
	if len(m) > 0 {
		waiting, err := messages(1, m)
		if err != nil {
			return err
		}
		whole = append(whole, bson.E{Key: "messages", Value: waiting},
			bson.E{Key: "waiting", Value: int64(len(m))}, bson.E{Key: "waiting_at", Value: dateOf(r.ChangedAt)})
	}
	return e.call(ctx, "insert", func(ctx context.Context) error {
		_, err := c.InsertOne(ctx, whole)
		return err
	})
}

func dateOf(t civic.Time) primitive.DateTime { return primitive.NewDateTimeFromTime(t.Time) }

// Replace writes a record over the revision before it, and its messages beside
// those that wait.
func (e *Engine) Replace(ctx context.Context, collection string, r store.Record, m []store.Message) error {
	c, err := e.collection(collection)
	if err != nil {
		return err
	}
	doc, err := content(r)
	if err != nil {
		return err
	}
	set := bson.D{{Key: "rev", Value: r.Rev}, {Key: "changed_at", Value: dateOf(r.ChangedAt)}, {Key: "doc", Value: doc}}
	change := bson.D{}
	if len(m) > 0 {
		waiting, err := messages(r.Rev, m)
		if err != nil {
			return err
		}
		for _, x := range waiting {
			set = append(set, bson.E{Key: "messages." + x.Key, Value: x.Value})
		}
		set = append(set, bson.E{Key: "waiting_at", Value: dateOf(r.ChangedAt)})
		change = append(change, bson.E{Key: "$inc", Value: bson.D{{Key: "waiting", Value: int64(len(m))}}})
	}
	change = append(change, bson.E{Key: "$set", Value: set})
	return e.call(ctx, "replace", func(ctx context.Context) error {
		done, err := c.UpdateOne(ctx, bson.D{{Key: "_id", Value: r.ID}, {Key: "rev", Value: r.Rev - 1}}, change)
		if err != nil || done.MatchedCount > 0 {
			return err
		}
		return whyNot(ctx, c, r.ID)
	})
}

// whyNot tells why no document had the revision.
func whyNot(ctx context.Context, c *mongo.Collection, id string) error {
	n, err := c.CountDocuments(ctx, bson.D{{Key: "_id", Value: id}}, options.Count().SetLimit(1))
	if err != nil {
		return err
	}
	if n == 0 {
		return store.ErrNotFound
	}
	return store.ErrStale
}

// messages writes new messages as the document keeps them, by their ids; rev and
// n give their order.
func messages(rev int64, all []store.Message) (bson.D, error) {
	out := bson.D{}
	for i, m := range all {
		d := bson.D{
			{Key: "rev", Value: rev}, {Key: "n", Value: int32(i)}, {Key: "kind", Value: m.Kind},
			{Key: "at", Value: dateOf(m.At)}, {Key: "by", Value: string(m.By)},
		}
		if m.Data != nil {
			v, err := toBSON(m.Data)
			if err != nil {
				return nil, fmt.Errorf("mongodb: message %s: %w", m.Kind, err)
			}
			d = append(d, bson.E{Key: "data", Value: v})
		}
		out = append(out, bson.E{Key: escape(string(m.ID)), Value: d})
	}
	return out, nil
}

var withoutMessages = bson.D{{Key: "rev", Value: 1}, {Key: "changed_at", Value: 1}, {Key: "doc", Value: 1}}

// Get returns those of the records that exist.
func (e *Engine) Get(ctx context.Context, collection string, ids []string) ([]store.Record, error) {
	c, err := e.collection(collection)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	if len(ids) > store.MaxIDs {
		return nil, fmt.Errorf("mongodb: %d ids at once", len(ids))
	}
	filter := bson.D{{Key: "_id", Value: ids[0]}}
	if len(ids) > 1 {
		filter = bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: slices.Compact(slices.Sorted(slices.Values(ids)))}}}}
	}
	return e.records(ctx, "get", c, filter, options.Find().SetBatchSize(int32(len(ids)+1)))
}

// records reads what a filter finds.
func (e *Engine) records(ctx context.Context, what string, c *mongo.Collection, filter any, o *options.FindOptions) ([]store.Record, error) {
	var out []store.Record
	err := e.call(ctx, what, func(ctx context.Context) error {
		cursor, err := c.Find(ctx, filter, o.SetProjection(withoutMessages))
		if err != nil {
			return err
		}
		var all []kept
		if err := cursor.All(ctx, &all); err != nil {
			return err
		}
		for _, k := range all {
			r, err := k.record()
			if err != nil {
				return err
			}
			out = append(out, r)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Purge removes records that hold no messages.
func (e *Engine) Purge(ctx context.Context, collection string, ids []string) (int, error) {
	c, err := e.collection(collection)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	if len(ids) > store.MaxIDs {
		return 0, fmt.Errorf("mongodb: %d ids at once", len(ids))
	}
	n := 0
	err = e.call(ctx, "purge", func(ctx context.Context) error {
		done, err := c.DeleteMany(ctx, bson.D{
			{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}},
			{Key: "waiting_at", Value: bson.D{{Key: "$exists", Value: false}}},
		})
		if err == nil {
			n = int(done.DeletedCount)
		}
		return err
	})
	return n, err
}
