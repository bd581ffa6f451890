package store

import "reflect"

// sizeOf is about how many bytes a value takes: itself and all that it leads to.
func sizeOf(v reflect.Value) int {
	return int(v.Type().Size()) + beyond(v)
}

// beyond is what a value leads to, outside its own bytes.
func beyond(v reflect.Value) int {
	switch v.Kind() {
	case reflect.String:
		return v.Len()
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return 0
		}
		return sizeOf(v.Elem())
	case reflect.Slice:
		n := v.Cap() * int(v.Type().Elem().Size())
		if flat(v.Type().Elem()) {
			return n
		}
		for i := range v.Len() {
			n += beyond(v.Index(i))
		}
		return n
	case reflect.Map:
		n := 48
		for entries := v.MapRange(); entries.Next(); {
			n += 16 + sizeOf(entries.Key()) + sizeOf(entries.Value())
		}
		return n
	case reflect.Struct:
		n := 0
		if v.Type() == timeType {
			return n
		}
		for i := range v.NumField() {
			n += beyond(v.Field(i))
		}
		return n
	}
	return 0
}

// flat tells whether a type leads nowhere.
func flat(t reflect.Type) bool {
	return t.Kind() >= reflect.Bool && t.Kind() <= reflect.Complex128
}

// trim gives back the room behind the ends of a fresh value's slices, which grew as
// they were read: a timeline of three would keep place for a fourth.
func trim(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			trim(v.Elem())
		}
	case reflect.Struct:
		if v.Type() == timeType {
			return
		}
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				trim(f)
			}
		}
	case reflect.Slice:
		if v.Cap() > v.Len() && v.Len() > 0 {
			exact := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(exact, v)
			v.Set(exact)
		}
		if v.Type().Elem().Kind() == reflect.Struct {
			for i := range v.Len() {
				trim(v.Index(i))
			}
		}
	}
}
