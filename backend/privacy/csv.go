package privacy

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// csvOf makes a table of records of one struct type: a column for each JSON name, and
// what is no plain value as JSON. It begins with the mark by which spreadsheets know
// UTF-8, and no cell begins like a formula.
func csvOf(records []any) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.UseCRLF = true // RFC 4180
	kind := reflect.Indirect(reflect.ValueOf(records[0])).Type()
	if kind.Kind() != reflect.Struct {
		return nil, fmt.Errorf("a record is a %s, no struct", kind)
	}
	columns := columnsOf(kind, nil)
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.name
	}
	if err := w.Write(head); err != nil {
		return nil, err
	}
	for _, r := range records {
		row := make([]string, len(columns))
		for i, c := range columns {
			var err error
			if row[i], err = cell(reflect.Indirect(reflect.ValueOf(r)).FieldByIndex(c.index)); err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

type column struct {
	name  string
	index []int
}

// columnsOf lists a struct's JSON names, those of embedded structs among them.
func columnsOf(t reflect.Type, below []int) []column {
	var out []column
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int{}, below...), i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			out = append(out, columnsOf(f.Type, index)...)
		case f.IsExported() && name != "" && name != "-":
			out = append(out, column{name, index})
		}
	}
	return out
}

func cell(v reflect.Value) (string, error) {
	b, err := json.Marshal(v.Interface())
	if err != nil {
		return "", err
	}
	var text string
	if json.Unmarshal(b, &text) != nil {
		if text = string(b); text == "null" || text == "[]" || text == "{}" {
			text = ""
		}
	}
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) && !number(v) {
		text = "'" + text
	}
	return text, nil
}

func number(v reflect.Value) bool { return v.CanInt() || v.CanUint() || v.CanFloat() }
