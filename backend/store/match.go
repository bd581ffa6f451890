package store

import (
	"cmp"
	"encoding"
	"encoding/json"
	"reflect"
	"strings"

	"jemaa/backend/civic"
)

// field reads one indexed field of a document, as its JSON would say it.
type field struct {
	at    [][]int // the way there: a pointer, if any, stands between two parts
	empty bool    // left out of the JSON when it is empty
}

var (
	timeType  = reflect.TypeFor[civic.Time]()
	spokenFor = []reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()}
)

// fieldOf finds the field at a dotted JSON path of a type of struct; false when it
// is no plain scalar, or lies where only the JSON can tell.
func fieldOf(t reflect.Type, path string) (field, bool) {
	var f field
	part := []int{}
	for name := range strings.SplitSeq(path, ".") {
		if t.Kind() == reflect.Pointer {
			f.at, part, t = append(f.at, part), []int{}, t.Elem()
		}
		if t.Kind() != reflect.Struct || t == timeType || speaksForItself(t) {
			return f, false
		}
		sf, options, ok := named(t, name)
		if !ok {
			return f, false
		}
		part, t = append(part, sf.Index...), sf.Type
		f.empty = strings.Contains(options, "omitempty")
	}
	f.at = append(f.at, part)
	return f, t == timeType || scalarKind(t) && !speaksForItself(t)
}

func scalarKind(t reflect.Type) bool {
	return t.Kind() == reflect.String || t.Kind() == reflect.Bool || t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64
}

func speaksForItself(t reflect.Type) bool {
	for _, i := range spokenFor {
		if t.Implements(i) || reflect.PointerTo(t).Implements(i) {
			return true
		}
	}
	return false
}

// named finds the field that a name in JSON means. Embedded ones are passed by.
func named(t reflect.Type, name string) (reflect.StructField, string, bool) {
	for i := range t.NumField() {
		sf := t.Field(i)
		tag, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if sf.IsExported() && !sf.Anonymous && tag == name && !strings.Contains(options, "string") {
			return sf, options, true
		}
	}
	return reflect.StructField{}, "", false
}

// value reads the field: a string, bool, int64 or civic.Time, or nil when the JSON
// has none.
func (f field) value(doc reflect.Value) any {
	for i, part := range f.at {
		if i > 0 {
			if doc.IsNil() {
				return nil
			}
			doc = doc.Elem()
		}
		doc = doc.FieldByIndex(part)
	}
	if doc.Type() == timeType {
		t := doc.Interface().(civic.Time)
		if t.IsZero() {
			return nil
		}
		return t
	}
	if f.empty && doc.IsZero() {
		return nil
	}
	switch doc.Kind() {
	case reflect.String:
		return doc.String()
	case reflect.Bool:
		return doc.Bool()
	}
	return doc.Int()
}

// matcher tells whether documents still are what an index said of them.
type matcher struct {
	fields []field
	names  []string
}

// matcherOf is nil where only the JSON can tell.
func matcherOf(t reflect.Type, x Index) *matcher {
	m := &matcher{names: x.Fields}
	for _, name := range x.Fields {
		f, ok := field{}, true
		if name != "id" && name != "changed_at" {
			f, ok = fieldOf(t, name)
		}
		if !ok {
			return nil
		}
		m.fields = append(m.fields, f)
	}
	return m
}

func (m *matcher) value(i int, doc reflect.Value, h *Meta) any {
	switch m.names[i] {
	case "id":
		return h.ID
	case "changed_at":
		return h.ChangedAt
	}
	return m.fields[i].value(doc)
}

// matches tells whether a document belongs to a scan, its limit and cursor aside.
func (m *matcher) matches(s Scan, doc reflect.Value, h *Meta) bool {
	if !m.equal(s.Equal, doc, h) {
		return false
	}
	last := len(m.fields) - 1
	if last < 0 || !s.Index.Sparse && s.From == nil && s.To == nil {
		return true
	}
	v := m.value(last, doc, h)
	return (v != nil || !s.Index.Sparse) && (s.From == nil || atLeast(v, s.From)) && (s.To == nil || order(v, s.To) == -1)
}

func (m *matcher) equal(combinations [][]any, doc reflect.Value, h *Meta) bool {
	if len(combinations) == 0 || len(combinations[0]) == 0 {
		return true
	}
	var buffer [4]any
	values := buffer[:0]
	for i := range combinations[0] {
		values = append(values, m.value(i, doc, h))
	}
	for _, c := range combinations {
		same := true
		for i, want := range c {
			same = same && order(values[i], want) == 0
		}
		if same {
			return true
		}
	}
	return false
}

func atLeast(v, bound any) bool { o := order(v, bound); return o == 0 || o == 1 }

// order compares two scalars: -1, 0, 1, or 2 when they are of kinds that have no
// order between them.
func order(a, b any) int {
	switch x := a.(type) {
	case string:
		switch y := b.(type) {
		case string:
			return cmp.Compare(x, y)
		case civic.Time:
			if t, ok := ParseTime(x); ok {
				return t.Compare(y.Time)
			}
		}
	case bool:
		if y, ok := b.(bool); ok && x == y {
			return 0
		}
	case civic.Time:
		switch y := b.(type) {
		case civic.Time:
			return x.Compare(y.Time)
		case string:
			if t, ok := ParseTime(y); ok {
				return x.Compare(t.Time)
			}
		}
	case int64:
		switch y := b.(type) {
		case int64:
			return cmp.Compare(x, y)
		case float64:
			return cmp.Compare(float64(x), y)
		}
	}
	return 2
}
