package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

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

// Match asks that a field equals one of a few values: texts, booleans, numbers
// (integers beyond ±2^53 are not told apart) or civic.Time, also of named types.
type Match struct {
	Field  string
	Values []any // 1..MaxSet
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

var (
	nameForm  = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)
	fieldForm = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}(\.[A-Za-z0-9_]{1,64}){0,7}$`)
)

// CheckDeclaration refuses names that are not plain words; engines ask it before
// they build statements from names.
func CheckDeclaration(collection string, indexes []Index) error {
	if !nameForm.MatchString(collection) {
		return fmt.Errorf("store: %q is no name for a collection", collection)
	}
	seen := map[string]bool{}
	for _, x := range indexes {
		if !nameForm.MatchString(x.Name) || seen[x.Name] {
			return fmt.Errorf("store: %s: %q is no name for an index, or used twice", collection, x.Name)
		}
		seen[x.Name] = true
		for i, f := range x.Fields {
			if !fieldForm.MatchString(f) || slices.Contains(x.Fields[:i], f) {
				return fmt.Errorf("store: %s: index %s: field %q is malformed or named twice", collection, x.Name, f)
			}
		}
		if x.Sparse && len(x.Fields) == 0 {
			return fmt.Errorf("store: %s: index %s: sparse without a field", collection, x.Name)
		}
	}
	return nil
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
	for _, bound := range []*any{&s.From, &s.To} {
		if *bound == nil {
			continue
		}
		if *bound, err = valueOf(*bound); err != nil {
			return Scan{}, err
		}
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
	for _, f := range x.Fields[:n] { // both ways round, so that none is named twice
		if !slices.ContainsFunc(q.Where, func(m Match) bool { return m.Field == f }) {
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
		values, err := distinct(q.Where[i])
		if err != nil {
			return nil, err
		}
		if len(values) == 0 || len(out)*len(values) > MaxSet {
			return nil, fmt.Errorf("%w: %d values for %s", ErrNoIndex, len(values), f)
		}
		next := make([][]any, 0, len(out)*len(values))
		for _, prefix := range out {
			for _, v := range values {
				next = append(next, append(slices.Clone(prefix), v))
			}
		}
		out = next
	}
	return out, nil
}

// distinct is the match's values, each once: a value asked for twice would give
// its documents twice.
func distinct(m Match) ([]any, error) {
	if len(m.Values) > MaxSet {
		return nil, fmt.Errorf("%w: %d values for %s", ErrNoIndex, len(m.Values), m.Field)
	}
	var out []any
	for _, v := range m.Values {
		v, err := valueOf(v)
		if err != nil {
			return nil, fmt.Errorf("store: %s: %w", m.Field, err)
		}
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out, nil
}

// valueOf brings a value to one of the types that engines compare.
func valueOf(v any) (any, error) {
	switch t := v.(type) {
	case civic.Time:
		return civic.At(t.Time), nil
	case time.Time:
		return civic.At(t), nil
	case nil:
		return nil, fmt.Errorf("store: nothing equals a missing value")
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.String:
		return r.String(), nil
	case r.Kind() == reflect.Bool:
		return r.Bool(), nil
	case r.CanInt():
		return r.Int(), nil
	case r.CanUint() && r.Uint() <= math.MaxInt64:
		return int64(r.Uint()), nil
	case r.CanFloat() && !math.IsNaN(r.Float()) && !math.IsInf(r.Float(), 0):
		return r.Float(), nil
	}
	return nil, fmt.Errorf("store: %v (%T) is no value to compare with", v, v)
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
