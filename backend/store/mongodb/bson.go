package mongodb

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// JSON and BSON, there and back without loss:
//
//	object  document, in the order in which the fields were written
//	array   array
//	text    string; one that is exactly in civic.TimeFormat is a date
//	number  int64 when it is written as an integer, else double; an integer that
//	        neither holds is refused
//	others  boolean, null
//
// Names that a server would take for a path or an operator are written with % and
// two hexadecimal digits for each such letter, the empty name as a bare %.

// toBSON reads one JSON value.
func toBSON(raw json.RawMessage) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	v, err := readValue(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one JSON value")
	}
	return v, nil
}

func readValue(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return readArray(d)
		}
		return readObject(d)
	case string:
		return textValue(t), nil
	case json.Number:
		return numberValue(t.String())
	}
	return t, nil // bool, nil
}

func readObject(d *json.Decoder) (any, error) {
	out := bson.D{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := readValue(d)
		if err != nil {
			return nil, err
		}
		out = append(out, bson.E{Key: escape(name.(string)), Value: v})
	}
	_, err := d.Token()
	return out, err
}

func readArray(d *json.Decoder) (any, error) {
	out := bson.A{}
	for d.More() {
		v, err := readValue(d)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	_, err := d.Token()
	return out, err
}

func textValue(s string) any {
	if t, ok := store.ParseTime(s); ok {
		return primitive.NewDateTimeFromTime(t.Time)
	}
	return s
}

func numberValue(s string) (any, error) {
	if !strings.ContainsAny(s, ".eE") && s != "-0" {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return n, nil
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, fmt.Errorf("number %s is out of range", s)
	}
	if !strings.ContainsAny(s, ".eE") { // so large a number is kept if a double is what it was
		if back, err := appendNumber(nil, f); err != nil || string(back) != s {
			return nil, fmt.Errorf("integer %s has more than 64 bits", s)
		}
	}
	return f, nil
}

// bind writes a value to compare with as the field holds it.
func bind(field string, v any) any {
	switch v := v.(type) {
	case civic.Time:
		return primitive.NewDateTimeFromTime(v.Time)
	case string:
		if field != "id" {
			return textValue(v)
		}
	}
	return v
}

// appendJSON writes one BSON value as JSON.
func appendJSON(b []byte, v bson.RawValue) ([]byte, error) {
	switch v.Type {
	case bson.TypeEmbeddedDocument:
		return appendObject(b, v.Document())
	case bson.TypeArray:
		return appendArray(b, v.Array())
	case bson.TypeString:
		return appendText(b, v.StringValue()), nil
	case bson.TypeDateTime:
		return appendText(b, civic.At(v.Time()).String()), nil
	case bson.TypeInt32:
		return strconv.AppendInt(b, int64(v.Int32()), 10), nil
	case bson.TypeInt64:
		return strconv.AppendInt(b, v.Int64(), 10), nil
	case bson.TypeBoolean:
		return strconv.AppendBool(b, v.Boolean()), nil
	case bson.TypeNull:
		return append(b, "null"...), nil
	case bson.TypeDouble:
		return appendNumber(b, v.Double())
	}
	return nil, fmt.Errorf("a document holds a value of type %s, which this program never writes", v.Type)
}

func appendNumber(b []byte, f float64) ([]byte, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, fmt.Errorf("a document holds the number %v, which JSON cannot", f)
	}
	n, err := json.Marshal(f)
	return append(b, n...), err
}

func appendObject(b []byte, d bson.Raw) ([]byte, error) {
	fields, err := d.Elements()
	if err != nil {
		return nil, err
	}
	b = append(b, '{')
	for i, f := range fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, unescape(f.Key())), ':')
		if b, err = appendJSON(b, f.Value()); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

func appendArray(b []byte, a bson.Raw) ([]byte, error) {
	values, err := a.Values()
	if err != nil {
		return nil, err
	}
	b = append(b, '[')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendJSON(b, v); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendText(b []byte, s string) []byte {
	t, _ := json.Marshal(s) // a string always marshals
	return append(b, t...)
}

const escaped = "%.$\x00"

func escape(name string) string {
	if name == "" {
		return "%"
	}
	if !strings.ContainsAny(name, escaped) {
		return name
	}
	var b strings.Builder
	for i := range len(name) {
		if strings.IndexByte(escaped, name[i]) >= 0 {
			fmt.Fprintf(&b, "%%%02X", name[i])
		} else {
			b.WriteByte(name[i])
		}
	}
	return b.String()
}

func unescape(name string) string {
	if name == "%" {
		return ""
	}
	if !strings.Contains(name, "%") {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		if name[i] == '%' && i+2 < len(name) {
			if n, err := strconv.ParseUint(name[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(name[i])
	}
	return b.String()
}
