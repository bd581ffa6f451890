package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"jemaa/backend/civic"
)

// Index declares an order in which a collection can be read. Fields are dotted
// JSON paths of strings, numbers, booleans or times ("place.area"); the id
// follows as the last tie-break. "id" and "changed_at" name the store's own.
type Index struct {
	Name   string   // unique in its collection, [a-z0-9_]+
	Fields []string // equality fields first, the sorted field last
	Sparse bool     // leaves out documents in which the last field is missing; without it every document has the field
}

// Match asks that a field equals one of a few values.
type Match struct {
	Field  string
	Values []any // string, bool, int64, float64 or civic.Time; 1..MaxSet
}

// Eq asks that a field equals one of the values.
func Eq(field string, values ...any) Match { return Match{field, values} }

// Query asks for documents that match all of Where, in the order of Sort. An
// index must be declared whose fields are those of Where (in any order) and then
// Sort. From (inclusive) and To (exclusive) bound Sort's own field.
type Query struct {
	Where []Match
	Sort  string // the index's last field; "" sorts by id alone
	From  any
	To    any
	Desc  bool
	Limit int    // 1..1000; 0 means civic.MaxPage
	After string // a cursor from Cursor, "" for the start
}

// Scan is a Query that has found its index: what an engine runs. Equal unfolds
// the query's sets: each element is one combination of values for the index's
// leading fields; an engine merges their results in order.
type Scan struct {
	Index Index
	Equal [][]any
	From  any
	To    any
	Desc  bool
	Limit int
	After *Position
}

// Position is where a page ended: the sorted field's value and the id.
type Position struct {
	Value any
	ID    string
}

// MaxScan is the most documents one Find reads at once.
const MaxScan = 1000

// plan finds the index that answers the query, or ErrNoIndex.
func (q Query) plan(indexes []Index) (Scan, error) {
	s := Scan{From: q.From, To: q.To, Desc: q.Desc, Limit: q.Limit}
	if s.Limit <= 0 {
		s.Limit = civic.MaxPage
	}
	s.Limit = min(s.Limit, MaxScan)
	i := slices.IndexFunc(indexes, q.answeredBy)
	if i < 0 {
		return Scan{}, fmt.Errorf("%w: where %s sort %q", ErrNoIndex, q.fields(), q.Sort)
	}
	s.Index = indexes[i]
	var err error
	if s.Equal, err = q.unfold(s.Index); err != nil {
		return Scan{}, err
	}
	if q.After != "" {
		pos, err := parseCursor(q.After)
		if err != nil {
			return Scan{}, err
		}
		s.After = &pos
	}
	return s, nil
}

func (q Query) fields() string {
	names := make([]string, len(q.Where))
	for i, m := range q.Where {
		names[i] = m.Field
	}
	return strings.Join(names, ",")
}

func (q Query) answeredBy(x Index) bool {
	n := len(q.Where)
	if q.Sort != "" {
		if len(x.Fields) != n+1 || x.Fields[n] != q.Sort {
			return false
		}
	} else if len(x.Fields) != n {
		return false
	}
	for _, m := range q.Where {
		if !slices.Contains(x.Fields[:n], m.Field) {
			return false
		}
	}
	return true
}

// unfold makes the product of the query's sets in the index's field order.
func (q Query) unfold(x Index) ([][]any, error) {
	out := [][]any{nil}
	for _, f := range x.Fields[:len(q.Where)] {
		i := slices.IndexFunc(q.Where, func(m Match) bool { return m.Field == f })
		values := q.Where[i].Values
		if len(values) == 0 || len(out)*len(values) > MaxSet {
			return nil, fmt.Errorf("%w: %d values for %s", ErrNoIndex, len(values), f)
		}
		next := make([][]any, 0, len(out)*len(values))
		for _, prefix := range out {
			for _, v := range values {
				if !scalar(v) {
					return nil, fmt.Errorf("store: %T is no value to compare %s with", v, f)
				}
				next = append(next, append(slices.Clone(prefix), v))
			}
		}
		out = next
	}
	return out, nil
}

func scalar(v any) bool {
	switch v.(type) {
	case string, bool, int64, float64, civic.Time:
		return true
	}
	return false
}

// position is the cursor's content: t tells a time from a text that looks alike.
type position struct {
	V any    `json:"v"`
	T bool   `json:"t,omitempty"`
	I string `json:"i"`
}

// Cursor writes a position as an opaque text.
func (p Position) Cursor() string {
	w := position{V: p.Value, I: p.ID}
	_, w.T = p.Value.(civic.Time)
	b, err := json.Marshal(w)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func parseCursor(s string) (Position, error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) > 1024 {
		return Position{}, ErrCursor
	}
	var w position
	if json.Unmarshal(b, &w) != nil || w.I == "" {
		return Position{}, ErrCursor
	}
	if w.T {
		var t civic.Time
		text, ok := w.V.(string)
		if !ok || t.UnmarshalJSON([]byte(`"`+text+`"`)) != nil {
			return Position{}, ErrCursor
		}
		w.V = t
	}
	if w.V != nil && !scalar(w.V) {
		return Position{}, ErrCursor
	}
	return Position{Value: w.V, ID: w.I}, nil
}
