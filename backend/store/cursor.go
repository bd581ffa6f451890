package store

import (
	"encoding/json"
	"strings"

	"jemaa/backend/civic"
)

// positionOf reads where a record stands in an index's order.
func positionOf(r Record, x Index, sort string) Position {
	switch sort {
	case "", "id":
		return Position{ID: r.ID}
	case "changed_at":
		return Position{Value: r.ChangedAt, ID: r.ID}
	}
	return Position{Value: Lookup(r.Doc, sort), ID: r.ID}
}

// Lookup reads the scalar at a dotted path of a JSON object: a string, float64,
// bool or, where the text is exactly a civic.TimeFormat, a civic.Time; nil when
// it is missing, null, an object or an array.
func Lookup(doc json.RawMessage, path string) any {
	first, rest, deeper := strings.Cut(path, ".")
	var fields map[string]json.RawMessage
	if json.Unmarshal(doc, &fields) != nil {
		return nil
	}
	raw, ok := fields[first]
	if !ok {
		return nil
	}
	if deeper {
		return Lookup(raw, rest)
	}
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	if s, ok := v.(string); ok {
		if t, ok := ParseTime(s); ok {
			return t
		}
	}
	if v != nil && !scalar(v) {
		return nil
	}
	return v
}

// ParseTime recognises a text that is exactly in civic.TimeFormat, the only form
// in which documents hold times; engines with a date type of their own map it
// there and back without loss.
func ParseTime(s string) (civic.Time, bool) {
	if len(s) != len(civic.TimeFormat) || s[len(s)-1] != 'Z' || s[10] != 'T' || s[4] != '-' {
		return civic.Time{}, false
	}
	var t civic.Time
	if t.UnmarshalJSON([]byte(`"`+s+`"`)) != nil || t.String() != s {
		return civic.Time{}, false
	}
	return t, true
}
