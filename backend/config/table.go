package config

import (
	"fmt"
	"reflect"
	"strings"
)

// row is one setting as the documentation shows it.
type row struct{ name, value, doc string }

func rows() []row { return rowsOf(reflect.TypeFor[Config]()) }

func rowsOf(t reflect.Type) []row {
	var out []row
	for i := range t.NumField() {
		f := t.Field(i)
		if name, ok := f.Tag.Lookup("env"); ok {
			out = append(out, row{prefix + name, f.Tag.Get("envDefault"), f.Tag.Get("doc")})
		} else if f.Type.Kind() == reflect.Struct {
			out = append(out, rowsOf(f.Type)...)
		}
	}
	return out
}

// Table is the settings as a Markdown table: variable, default, meaning.
func Table() string {
	var b strings.Builder
	b.WriteString("| variable | default | meaning |\n|---|---|---|\n")
	for _, r := range rows() {
		value := r.value
		if value != "" {
			value = "`" + value + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r.name, value, r.doc)
	}
	return b.String()
}
