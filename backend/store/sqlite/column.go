package sqlite

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"jemaa/backend/store"
)

// Every field that an index of a collection names stands in a column of its own,
// beside the JSON that it is read from. A write picks them all in one walk over
// the document; SQLite reads no JSON, however many indexes there are.

// column is the column of a field, as statements write it. SQLite takes large and
// small letters for the same, fields do not. Field names were checked.
func column(field string) string {
	if field == "id" || field == "changed_at" {
		return field
	}
	var b strings.Builder
	b.WriteString(`"f_`)
	for _, c := range []byte(field) {
		if 'A' <= c && c <= 'Z' {
			b.WriteByte('^')
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	b.WriteByte('"')
	return b.String()
}

// fieldOf is column's inverse, for the name that a column has in the file; false
// for columns that hold no field.
func fieldOf(name string) (string, bool) {
	rest, ok := strings.CutPrefix(name, "f_")
	if !ok {
		return "", false
	}
	var b strings.Builder
	for i := 0; i < len(rest); i++ {
		if rest[i] == '^' && i+1 < len(rest) {
			i++
			b.WriteByte(rest[i] - ('a' - 'A'))
			continue
		}
		b.WriteByte(rest[i])
	}
	return b.String(), true
}

// fieldsOf lists the fields that indexes need columns for, each once, in order.
func fieldsOf(indexes []store.Index) []string {
	var out []string
	for _, x := range indexes {
		for _, f := range x.Fields {
			if f != "id" && f != "changed_at" {
				out = append(out, f)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// branch is a part of the paths of a table's fields.
type branch struct {
	place int // of the field that ends here among the table's, -1 for none
	more  map[string]*branch
}

func branches(fields []string) *branch {
	root := &branch{place: -1}
	for i, f := range fields {
		b := root
		for _, name := range strings.Split(f, ".") {
			next := b.more[name]
			if next == nil {
				next = &branch{place: -1}
				if b.more == nil {
					b.more = map[string]*branch{}
				}
				b.more[name] = next
			}
			b = next
		}
		b.place = i
	}
	return root
}

// values picks a table's fields out of a valid JSON object, as they are kept:
// texts, numbers, truth as 1 or 0, times as milliseconds since 1970; nil for what
// is missing, null, an object or an array.
func (t *table) values(doc []byte) []any {
	out := make([]any, len(t.fields))
	if len(out) > 0 {
		w := walker{doc: doc}
		w.blanks()
		w.object(t.paths, out)
	}
	return out
}

// walker goes over JSON that is known to be valid.
type walker struct {
	doc []byte
	at  int
}

func (w *walker) blanks() {
	for w.doc[w.at] <= ' ' {
		w.at++
	}
}

func (w *walker) object(b *branch, out []any) {
	w.at++
	for {
		w.blanks()
		switch w.doc[w.at] {
		case '}':
			w.at++
			return
		case ',':
			w.at++
			continue
		}
		next := b.named(w.text())
		w.blanks()
		w.at++ // the colon
		w.blanks()
		switch {
		case next != nil && next.more != nil && w.doc[w.at] == '{':
			w.object(next, out)
		case next != nil && next.place >= 0:
			out[next.place] = scalar(w.skip())
		default:
			w.skip()
		}
	}
}

// named finds the branch of a key, which comes in its quotes.
func (b *branch) named(key []byte) *branch {
	if slices.Contains(key, '\\') {
		return b.more[unquote(key)]
	}
	return b.more[string(key[1:len(key)-1])]
}

// text passes over a text and gives it with its quotes.
func (w *walker) text() []byte {
	from := w.at
	for w.at++; w.doc[w.at] != '"'; w.at++ {
		if w.doc[w.at] == '\\' {
			w.at++
		}
	}
	w.at++
	return w.doc[from:w.at]
}

// skip passes over any value and gives it.
func (w *walker) skip() []byte {
	from, depth := w.at, 0
	for {
		switch w.doc[w.at] {
		case '"':
			w.text()
		case '{', '[':
			depth++
			w.at++
		case '}', ']':
			depth--
			w.at++
		case ',', ':', ' ', '\t', '\r', '\n':
			w.at++
			continue // within an object or array: the end of a value ends this walk
		default:
			w.plain()
		}
		if depth == 0 {
			return w.doc[from:w.at]
		}
	}
}

// plain passes over a number or a word.
func (w *walker) plain() {
	for w.at < len(w.doc) {
		switch w.doc[w.at] {
		case ',', ':', '}', ']', ' ', '\t', '\r', '\n':
			return
		}
		w.at++
	}
}

// scalar is a JSON value as a column keeps it.
func scalar(raw []byte) any {
	switch raw[0] {
	case '"':
		return kept(unquote(raw))
	case 't':
		return int64(1)
	case 'f':
		return int64(0)
	case 'n', '{', '[':
		return nil
	}
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return n
	}
	f, _ := strconv.ParseFloat(string(raw), 64) // beyond its range: infinite
	return f
}

func unquote(raw []byte) string {
	if !slices.Contains(raw, '\\') {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	_ = json.Unmarshal(raw, &s) // it is known to be valid
	return s
}

// kept is a text as a column keeps it: the exact form of a time takes six bytes
// as a number, in place of 24 in each index that it stands in.
func kept(s string) any {
	if t, ok := store.ParseTime(s); ok {
		return t.UnixMilli()
	}
	return s
}
