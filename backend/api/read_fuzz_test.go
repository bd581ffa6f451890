package api

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"jemaa/backend/civic"
)

// Whatever a browser accepts, the reader's language is one of ours.
func FuzzAcceptLanguage(f *testing.F) {
	for _, seed := range []string{"fr", "ar;q=0.9,*;q=0.1", "zgh-Tfng-MA, en-GB-oed", "i-klingon", ";;;", strings.Repeat("a-", 120), "x-" + strings.Repeat("b", 250), "*", "\x00"} {
		f.Add(seed, seed)
	}
	d := &Door{set: Settings{Default: civic.French}}
	f.Fuzz(func(t *testing.T, asked, accept string) {
		if l := d.langOf(asked, civic.Actor{}, accept); !l.Valid() {
			t.Errorf("%q, %q: %q", asked, accept, l)
		}
	})
}

// If-Match is a revision that a report can have, or refused; our own ETags are
// always taken.
func FuzzIfMatch(f *testing.F) {
	for _, seed := range []string{`"17.3f2a"`, `W/"2.x"`, "3", "*", "", `"9223372036854775807.x"`, `"9223372036854775808"`, `"-1"`, ` "1" `, `"+1"`, `"0x10"`} {
		f.Add(seed, int64(len(seed)), []byte(seed))
	}
	f.Fuzz(func(t *testing.T, given string, rev int64, body []byte) {
		if n, err := revision(given); err == nil && n <= 0 {
			t.Errorf("%q is revision %d", given, n)
		}
		etag := etagOf(rev, body)
		if n, err := revision(etag); rev > 0 && (err != nil || n != rev) {
			t.Errorf("our own %s is revision %d, %v", etag, n, err)
		}
		for _, same := range []string{etag, "W/" + etag, suffixed(etag, "-gz"), given + ", " + etag, "*"} {
			if !fresh(same, etag) {
				t.Errorf("%s is not %s", same, etag)
			}
		}
		if given != "" && fresh(given, etag) && !strings.Contains(given, "*") && !strings.Contains(given, strings.Trim(etag, `"`)) {
			t.Errorf("%q passes for %s", given, etag)
		}
	})
}

// What is let in as JSON is JSON, and reads the same to everybody: UTF-8, no key
// twice, no null, not deep.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		"{}", `{"a":1,"a":2}`, `{"a":{"$ne":null}}`, "[[[[[[[[[1]]]]]]]]]", `"\ud800"`, "1 2", "\xff", `{"a":1e999}`, `{"\u0061":1,"a":2}`, "nul", " \n[]\t", `{"a":[null]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if wellFormed(body) != nil {
			return
		}
		if !json.Valid(body) {
			t.Fatalf("%q is no JSON", body)
		}
		var v any
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber() // a number too large for a float is still JSON
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		if n := depthOf(v); n > maxDepth {
			t.Errorf("%q is %d deep", body, n)
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := wellFormed(text); err != nil {
			t.Errorf("%q was taken, and %q is not: %v", body, text, err)
		}
	})
}

func depthOf(v any) int {
	deepest := 0
	switch v := v.(type) {
	case map[string]any:
		for _, x := range v {
			deepest = max(deepest, depthOf(x))
		}
	case []any:
		for _, x := range v {
			deepest = max(deepest, depthOf(x))
		}
	default:
		return 0
	}
	return deepest + 1
}

// Numbers in a query are finite.
func FuzzPlaces(f *testing.F) {
	for _, seed := range []string{"-7.6,33.5", "NaN,1", "1e999,0", "0x1p-2,1", " 1 , 2 ", "1,2,3", ",", "Infinity,-inf", "1_0,2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, n := range []int{2, 4} {
			got, err := numbers("near", text, n)
			if err != nil {
				continue
			}
			for _, v := range got {
				if len(got) != n || v-v != 0 {
					t.Errorf("%q: %v", text, got)
				}
			}
		}
	})
}
