package mongodb

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// holding is a document as the relay sees it.
type holding struct {
	ID        string                    `bson:"_id"`
	WaitingAt primitive.DateTime        `bson:"waiting_at"`
	Messages  map[string]waitingMessage `bson:"messages"`
}

type waitingMessage struct {
	Rev   int64              `bson:"rev"`
	N     int32              `bson:"n"`
	Kind  string             `bson:"kind"`
	At    primitive.DateTime `bson:"at"`
	By    string             `bson:"by"`
	Data  bson.RawValue      `bson:"data"`
	Taken map[string]bool    `bson:"taken"`
}

// Pending returns documents that hold messages, by the time of their last one.
func (e *Engine) Pending(ctx context.Context, collection, after string, limit int) ([]store.Pending, error) {
	c, err := e.collection(collection)
	if err != nil || limit <= 0 {
		return nil, err
	}
	limit = min(limit, store.MaxScan)
	filters, err := behind(after)
	if err != nil {
		return nil, err
	}
	var out []store.Pending
	for _, f := range filters {
		found, err := e.holdings(ctx, c, f, limit-len(out))
		if err != nil {
			return nil, err
		}
		if out = append(out, found...); len(out) >= limit {
			break
		}
	}
	return out, nil
}

// behind cuts the waiting documents at a mark: "milliseconds id".
func behind(mark string) ([]bson.D, error) {
	// Only what asks for it in words is answered by a partial index.
	waits := bson.E{Key: "$exists", Value: true}
	if mark == "" {
		return []bson.D{{{Key: "waiting_at", Value: bson.D{waits}}}}, nil
	}
	text, id, ok := strings.Cut(mark, " ")
	ms, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil {
		return nil, fmt.Errorf("mongodb: pending: mark %q", mark)
	}
	at := primitive.DateTime(ms)
	return []bson.D{
		{{Key: "waiting_at", Value: bson.D{waits, {Key: "$eq", Value: at}}}, {Key: "_id", Value: bson.D{{Key: "$gt", Value: id}}}},
		{{Key: "waiting_at", Value: bson.D{waits, {Key: "$gt", Value: at}}}},
	}, nil
}

func (e *Engine) holdings(ctx context.Context, c *mongo.Collection, filter bson.D, limit int) ([]store.Pending, error) {
	var all []holding
	err := e.call(ctx, "pending", func(ctx context.Context) error {
		cursor, err := c.Find(ctx, filter, options.Find().SetLimit(int64(limit)).SetBatchSize(int32(limit)+1).
			SetSort(bson.D{{Key: "waiting_at", Value: 1}, {Key: "_id", Value: 1}}).
			SetHint(waitingIndex).
			SetProjection(bson.D{{Key: "messages", Value: 1}, {Key: "waiting_at", Value: 1}}))
		if err != nil {
			return err
		}
		return cursor.All(ctx, &all)
	})
	if err != nil {
		return nil, err
	}
	out := make([]store.Pending, 0, len(all))
	var emptied []mongo.WriteModel
	for _, h := range all {
		if len(h.Messages) == 0 {
			emptied = append(emptied, tidy(h.ID))
			continue
		}
		p, err := h.pending()
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	if len(emptied) == 0 {
		return out, nil
	}
	// A process ended between the last message's leaving and the tidying after it.
	return out, e.call(ctx, "tidy", func(ctx context.Context) error {
		_, err := c.BulkWrite(ctx, emptied)
		return err
	})
}

// tidy takes what speaks of messages off a document that holds none.
func tidy(id string) mongo.WriteModel {
	return mongo.NewUpdateOneModel().
		SetFilter(bson.D{{Key: "_id", Value: id}, {Key: "messages", Value: bson.D{}}}).
		SetUpdate(bson.D{{Key: "$unset", Value: bson.D{
			{Key: "messages", Value: ""}, {Key: "waiting", Value: ""}, {Key: "waiting_at", Value: ""},
		}}})
}

func (h holding) pending() (store.Pending, error) {
	p := store.Pending{DocID: h.ID, Mark: fmt.Sprint(int64(h.WaitingAt), " ", h.ID)}
	ids := make([]string, 0, len(h.Messages))
	for id := range h.Messages {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		x, y := h.Messages[a], h.Messages[b]
		return cmp.Or(cmp.Compare(x.Rev, y.Rev), cmp.Compare(x.N, y.N))
	})
	for _, id := range ids {
		m, err := h.Messages[id].message(civic.ID(unescape(id)))
		if err != nil {
			return p, fmt.Errorf("mongodb: message %s: %w", id, err)
		}
		p.Messages = append(p.Messages, m)
	}
	return p, nil
}

func (w waitingMessage) message(id civic.ID) (store.PendingMessage, error) {
	m := store.PendingMessage{Message: store.Message{ID: id, Kind: w.Kind, At: civic.At(w.At.Time()), By: civic.ID(w.By)}}
	for taker := range w.Taken {
		m.Taken = append(m.Taken, unescape(taker))
	}
	slices.Sort(m.Taken)
	if w.Data.Type == 0 {
		return m, nil
	}
	data, err := appendJSON(nil, w.Data)
	m.Data = json.RawMessage(data)
	return m, err
}

// Settle acknowledges messages. Every step is one update that takes hold only
// where it still applies, so that takers may settle side by side, and again.
func (e *Engine) Settle(ctx context.Context, collection string, settlements []store.Settlement) error {
	c, err := e.collection(collection)
	if err != nil || len(settlements) == 0 {
		return err
	}
	var steps []mongo.WriteModel
	docs := map[string]bool{}
	for _, s := range settlements {
		steps = append(steps, stepsOf(s)...)
		docs[s.DocID] = true
	}
	for id := range docs {
		steps = append(steps, tidy(id))
	}
	return e.call(ctx, "settle", func(ctx context.Context) error {
		_, err := c.BulkWrite(ctx, steps, options.BulkWrite().SetOrdered(true))
		return err
	})
}

// stepsOf writes one acknowledgement: note who took the message, then let it leave
// if all who need it have.
func stepsOf(s store.Settlement) []mongo.WriteModel {
	message := "messages." + escape(string(s.Message))
	there := bson.E{Key: message, Value: bson.D{{Key: "$exists", Value: true}}}
	var out []mongo.WriteModel
	leave := bson.D{{Key: "_id", Value: s.DocID}, there}
	if slices.ContainsFunc(s.Needs, func(n string) bool { return n != s.Taker }) {
		out = append(out, mongo.NewUpdateOneModel().SetFilter(leave).
			SetUpdate(bson.D{{Key: "$set", Value: bson.D{{Key: message + ".taken." + escape(s.Taker), Value: true}}}}))
		for _, n := range s.Needs {
			leave = append(slices.Clone(leave), bson.E{Key: message + ".taken." + escape(n), Value: true})
		}
	}
	return append(out, mongo.NewUpdateOneModel().SetFilter(leave).SetUpdate(bson.D{
		{Key: "$unset", Value: bson.D{{Key: message, Value: ""}}},
		{Key: "$inc", Value: bson.D{{Key: "waiting", Value: int64(-1)}}},
	}))
}

// Backlog counts the messages that wait. The oldest one's time is that of the
// document longest untouched: exact, unless an older message waits in a document
// that has spoken again since.
func (e *Engine) Backlog(ctx context.Context, collection string) (int64, civic.Time, error) {
	c, err := e.collection(collection)
	if err != nil {
		return 0, civic.Time{}, err
	}
	var sums []struct {
		N int64 `bson:"n"`
	}
	err = e.call(ctx, "backlog", func(ctx context.Context) error {
		cursor, err := c.Aggregate(ctx, bson.A{
			bson.D{{Key: "$match", Value: bson.D{{Key: "waiting_at", Value: bson.D{{Key: "$exists", Value: true}}}}}},
			bson.D{{Key: "$group", Value: bson.D{{Key: "_id", Value: nil}, {Key: "n", Value: bson.D{{Key: "$sum", Value: "$waiting"}}}}}},
		})
		if err != nil {
			return err
		}
		return cursor.All(ctx, &sums)
	})
	if err != nil || len(sums) == 0 || sums[0].N == 0 {
		return 0, civic.Time{}, err
	}
	first, err := e.Pending(ctx, collection, "", 1)
	if err != nil || len(first) == 0 || len(first[0].Messages) == 0 {
		return sums[0].N, civic.Time{}, err
	}
	return sums[0].N, first[0].Messages[0].At, nil
}
