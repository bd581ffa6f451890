package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"jemaa/backend/civic"
)

// strictJSON reads one JSON value and nothing behind it. Unknown fields are
// Huma's validation to refuse, before anything is read into a type.
var strictJSON = huma.Format{Marshal: written, Unmarshal: json.Unmarshal}

// written writes an answer. A page whose parts are JSON already is not read again.
func written(w io.Writer, v any) error {
	if p, ok := v.(ReportPage); ok && p.lines != nil {
		return p.write(w)
	}
	return huma.DefaultJSONFormat.Marshal(w, v)
}

// maxDepth is how deep the JSON of a request may nest.
const maxDepth = 8

// wellFormed refuses what encoding/json would let pass: text that is not UTF-8,
// an object with the same key twice (of which the last would win), null, deep
// nests.
func wellFormed(body []byte) error {
	if !utf8.Valid(body) {
		return civic.Invalid("input.json", "").By(errors.New("not UTF-8"))
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if err := value(dec, 0, func() string { return "" }); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return civic.Invalid("input.json", "").By(errors.New("text after the value"))
	}
	return nil
}

// value reads one value; path names it, and is asked only when something is
// wrong with it.
func value(dec *json.Decoder, depth int, path func() string) error {
	t, err := dec.Token()
	if err != nil {
		return civic.Invalid("input.json", "").By(err)
	}
	if t == nil && depth > 0 { // Huma would take it for a field left out: a title set to null would stay, with a 200
		return civic.Invalid("input.format", clipped(path()))
	}
	open, ok := t.(json.Delim)
	if !ok {
		return nil
	}
	if depth >= maxDepth {
		return civic.Invalid("input.depth", clipped(path())).With("max", maxDepth)
	}
	seen := map[string]bool{}
	for i := 0; dec.More(); i++ {
		at := func() string { return fmt.Sprintf("%s[%d]", path(), i) }
		if open == '{' {
			t, err := dec.Token()
			if err != nil {
				return civic.Invalid("input.json", "").By(err)
			}
			key, _ := t.(string)
			at = func() string { return join(path(), key) }
			if seen[key] {
				return civic.Invalid("input.duplicate", clipped(at()))
			}
			seen[key] = true
		}
		if err := value(dec, depth+1, at); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return civic.Invalid("input.json", "").By(err)
	}
	return nil
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// clipped keeps a field's path short enough to be shown.
func clipped(path string) string {
	if r := []rune(path); len(r) > 80 {
		return string(r[:80])
	}
	return path
}

// exactlyJSON accepts application/json and no other way to say it: a form post
// needs no permission from the browser to cross sites.
func exactlyJSON(contentType string) error {
	mt, params, err := mime.ParseMediaType(contentType)
	charset, given := params["charset"]
	if err != nil || mt != "application/json" || len(params) > 1 || given && charset != "utf-8" && charset != "UTF-8" ||
		len(params) == 1 && !given {
		return civic.Fail(civic.KindUnsupported, "input.type").With("want", "application/json")
	}
	return nil
}
