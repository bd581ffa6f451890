package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// post adds messages behind those that wait.
func (e *Engine) post(x *tx, t *table, docID string, messages []store.Message) error {
	for _, m := range messages {
		var data any
		if m.Data != nil {
			data = string(m.Data)
		}
		_, err := x.exec("insert into "+t.outbox+" (seq, doc_id, id, kind, at, author, data) values (?, ?, ?, ?, ?, ?, ?)",
			e.arrival.Add(1), docID, string(m.ID), m.Kind, m.At.String(), string(m.By), data)
		if err != nil {
			return fmt.Errorf("post %s: %w", m.Kind, err)
		}
	}
	return nil
}

// ArrivesInOrder says that one writer numbers the arrivals as they are committed.
func (e *Engine) ArrivesInOrder() {}

// Pending returns documents that hold messages, by the arrival of the first one
// behind the mark.
func (e *Engine) Pending(ctx context.Context, collection, after string, limit int) ([]store.Pending, error) {
	t, err := e.table(collection)
	if err != nil || limit <= 0 {
		return nil, err
	}
	from := int64(0)
	if after != "" {
		if from, err = strconv.ParseInt(after, 10, 64); err != nil {
			return nil, fmt.Errorf("sqlite: pending %s: mark %q", collection, after)
		}
	}
	out, place, err := e.waiting(ctx, t, from, min(limit, store.MaxScan))
	if err != nil || len(out) == 0 {
		return nil, err
	}
	ids := make([]string, len(out))
	for i, p := range out {
		ids[i] = p.DocID
	}
	list, err := listOf(ids)
	if err != nil {
		return nil, err
	}
	err = e.read(ctx, "select doc_id, id, kind, at, author, data, taken from "+t.outbox+
		" where doc_id in (select value from json_each(?)) order by seq", []any{list},
		func(r *sql.Rows) error {
			docID, m, err := scanMessage(r)
			if err != nil {
				return err
			}
			p := &out[place[docID]]
			p.Messages = append(p.Messages, m)
			return nil
		})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(out, func(p store.Pending) bool { return len(p.Messages) == 0 }), nil // settled meanwhile
}

var errEnough = errors.New("enough")

// waiting finds the documents themselves, and each one's place in the answer.
func (e *Engine) waiting(ctx context.Context, t *table, from int64, limit int) ([]store.Pending, map[string]int, error) {
	var out []store.Pending
	place := make(map[string]int, limit)
	err := e.read(ctx, "select seq, doc_id from "+t.outbox+" where seq > ? order by seq", []any{from},
		func(r *sql.Rows) error {
			var seq int64
			var docID string
			if err := r.Scan(&seq, &docID); err != nil {
				return err
			}
			if _, known := place[docID]; known {
				return nil
			}
			if len(out) == limit {
				return errEnough
			}
			place[docID] = len(out)
			out = append(out, store.Pending{DocID: docID, Mark: strconv.FormatInt(seq, 10)})
			return nil
		})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return out, place, err
}

func scanMessage(r *sql.Rows) (string, store.PendingMessage, error) {
	var docID, at, taken string
	var data sql.NullString
	var m store.PendingMessage
	if err := r.Scan(&docID, &m.ID, &m.Kind, &at, &m.By, &data, &taken); err != nil {
		return "", m, err
	}
	if err := m.At.UnmarshalJSON([]byte(`"` + at + `"`)); err != nil {
		return "", m, err
	}
	if data.Valid {
		m.Data = json.RawMessage(data.String)
	}
	if taken == "[]" { // as most are
		return docID, m, nil
	}
	return docID, m, json.Unmarshal([]byte(taken), &m.Taken)
}

// Settle acknowledges messages, in one transaction; those that all have taken leave.
func (e *Engine) Settle(ctx context.Context, collection string, settlements []store.Settlement) error {
	t, err := e.table(collection)
	if err != nil || len(settlements) == 0 {
		return err
	}
	leaving := make([][2]string, 0, len(settlements))
	var rest []store.Settlement
	for _, s := range settlements {
		if covers([]string{s.Taker}, s.Needs) {
			leaving = append(leaving, [2]string{s.DocID, string(s.Message)})
		} else {
			rest = append(rest, s)
		}
	}
	list, err := json.Marshal(leaving)
	if err != nil {
		return fmt.Errorf("sqlite: settle: %w", err)
	}
	return e.submit(ctx, func(x *tx) error {
		for _, s := range rest {
			if err := t.settle(x, s); err != nil {
				return err
			}
		}
		if len(leaving) == 0 {
			return nil
		}
		_, err := x.exec(t.leaving(), string(list))
		return err
	})
}

// leaving deletes the messages of a list of documents' and messages' ids: the list
// comes first, and each is looked up by its document.
func (t *table) leaving() string {
	return "delete from " + t.outbox + " where seq in (select o.seq from json_each(?) j cross join " + t.outbox + " o" +
		" where o.doc_id = j.value ->> 0 and o.id = j.value ->> 1)"
}

func (t *table) settle(x *tx, s store.Settlement) error {
	taken := []string{s.Taker}
	if !covers(taken, s.Needs) {
		var text string
		err := x.value(&text, "select taken from "+t.outbox+" where doc_id = ? and id = ?", s.DocID, string(s.Message))
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		var before []string
		if err := json.Unmarshal([]byte(text), &before); err != nil {
			return err
		}
		if slices.Contains(before, s.Taker) {
			taken = before
		} else {
			taken = append(before, s.Taker)
		}
	}
	if covers(taken, s.Needs) {
		_, err := x.exec("delete from "+t.outbox+" where doc_id = ? and id = ?", s.DocID, string(s.Message))
		return err
	}
	b, err := json.Marshal(taken)
	if err != nil {
		return err
	}
	_, err = x.exec("update "+t.outbox+" set taken = ? where doc_id = ? and id = ?", string(b), s.DocID, string(s.Message))
	return err
}

// covers tells whether everything needed has been taken.
func covers(taken, needs []string) bool {
	for _, n := range needs {
		if !slices.Contains(taken, n) {
			return false
		}
	}
	return true
}

// Backlog counts the messages that wait and tells the oldest one's time.
func (e *Engine) Backlog(ctx context.Context, collection string) (int64, civic.Time, error) {
	t, err := e.table(collection)
	if err != nil {
		return 0, civic.Time{}, err
	}
	var n int64
	var at sql.NullString
	err = e.read(ctx, "select count(*), (select at from "+t.outbox+" order by seq limit 1) from "+t.outbox, nil,
		func(r *sql.Rows) error { return r.Scan(&n, &at) })
	if err != nil || !at.Valid {
		return n, civic.Time{}, err
	}
	var oldest civic.Time
	err = oldest.UnmarshalJSON([]byte(`"` + at.String + `"`))
	return n, oldest, err
}
