package privacy

import (
	"reflect"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Leaves lists the fields of a document type as the register names them: the JSON path
// of every value, through structs, lists and pointers. What a map holds is one field,
// and so are times and bytes.
func Leaves(doc reflect.Type) []string { return leaves(doc, "", nil) }

var (
	timeType = reflect.TypeFor[civic.Time]()
	metaType = reflect.TypeFor[store.Meta]()
)

func leaves(t reflect.Type, path string, out []string) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8 || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == timeType {
		return append(out, path)
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Type == metaType || name == "-":
		case f.Anonymous && name == "":
			out = leaves(f.Type, path, out)
		case f.IsExported():
			if name == "" {
				name = f.Name
			}
			out = leaves(f.Type, strings.TrimPrefix(path+"."+name, "."), out)
		}
	}
	return out
}
