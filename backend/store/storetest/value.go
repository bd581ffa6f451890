package storetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

var values = []promise{
	{"texts of every script come back as they were", scripts},
	{"what looks like an operator stays a text", operators},
	{"ids of any letters", ids},
	{"numbers keep their value", numbers},
	{"times keep their milliseconds, and a text that looks like one its text", times},
	{"any JSON comes back with the same content", anyJSON},
}

var texts = []string{
	"Ḥefra f ṭ-ṭriq", "حفرة فالطريق \u200fمقابل المدرسة", "ⴰⵙⴰⵔⴰⴳ ⵏ ⵜⵎⴷⵉⵏⵜ", "👩🏽‍🚒 زنقة é É e\u0301", "", " ", "\u0000", "a\u0000b",
	"line\nbreak\ttab\r\"quoted\"\\", "\u2028\u2029", "<script>&amp;</script>", "null", "true", "12", "-0", "{}", "[]",
}

var payloads = []string{
	`{"$ne":""}`, `{"$ne":null}`, `{"$gt":""}`, `{"$where":"sleep(1000)"}`, `{"$regex":".*"}`, "$where", "$area", "$$ROOT", "$", ".",
	"a.b", "'; drop table c_items; --", `" or "1"="1`, "' or '1'='1", "%", "_", "*", `\`, "?", "?1", ":id", "@id", "--", "/*", "\x1a",
}

func scripts(t *testing.T, e store.Engine) { everyText(t, e, texts) }

func operators(t *testing.T, e store.Engine) {
	everyText(t, e, payloads)
	c := items(t, e)
	for i, p := range payloads { // as the key of an object, too
		id := fmt.Sprint("key", i)
		var deep map[string]any
		if json.Unmarshal([]byte(p), &deep) != nil {
			deep = map[string]any{p: p, "_id": p, "id": p, "rev": p, "changed_at": p, "messages": p, "doc": p}
		}
		put(t, c, id, item{Free: deep})
		got, err := c.Get(t.Context(), id)
		must(t, err)
		equal(t, "keys of "+p, got.Free, deep)
		_, err = c.Update(t.Context(), id, func(i *item) ([]store.Message, error) {
			i.Count++
			return nil, nil
		})
		must(t, err)
		got, err = c.Get(t.Context(), id)
		must(t, err)
		equal(t, "keys after an update of "+p, got.Free, deep)
	}
}

// everyText puts each text into every text field and asks for exactly it.
func everyText(t *testing.T, e store.Engine, all []string) {
	c := items(t, e)
	for i, s := range all {
		put(t, c, name(i), item{Area: s, Status: s, Place: place{Code: s}, Text: s, At: at(i)})
	}
	for i, s := range all {
		got, err := c.Get(t.Context(), name(i))
		must(t, err)
		equal(t, "texts", [4]string{got.Area, got.Status, got.Place.Code, got.Text}, [4]string{s, s, s, s})
		q := store.Query{Where: with(store.Eq("area", s), store.Eq("status", s)), Sort: "at"}
		equal(t, fmt.Sprintf("found by %q", s), found(t, c, q), []string{name(i)})
		n, err := c.Count(t.Context(), q)
		must(t, err)
		equal(t, "count", n, 1)
	}
}

func ids(t *testing.T, e store.Engine) {
	c := items(t, e)
	all := append([]string{"01JQ0000000000000000000000", "report/01JQ/a@b.ma", "a b", "Á", "a/b/c"}, payloads...)
	for _, id := range all {
		put(t, c, id, item{Text: id, Area: "x"})
	}
	for _, id := range all {
		got, err := c.Get(t.Context(), id)
		must(t, err)
		equal(t, "text", got.Text, id)
	}
	docs, err := c.GetAll(t.Context(), all)
	must(t, err)
	equal(t, "all at once", len(docs), len(all))
	equal(t, "all by the index", len(found(t, c, store.Query{Where: with(store.Eq("area", "x")), Limit: 3})), len(all))
	n, err := c.Purge(t.Context(), all...)
	must(t, err)
	equal(t, "removed", n, len(all))
}

func numbers(t *testing.T, e store.Engine) {
	c := items(t, e)
	for i, n := range []int64{0, 1, -1, 1 << 31, -1 << 31, 1 << 53, 1<<53 + 1, 1<<63 - 1, -1 << 63} {
		put(t, c, name(i), item{Count: n, Weight: float64(n)})
		got, err := c.Get(t.Context(), name(i))
		must(t, err)
		equal(t, "integer", got.Count, n)
		equal(t, "number", got.Weight, float64(n))
	}
	for i, f := range []float64{33, 33.5, -7.589843, 0.1, 1e-9, 1.7976931348623157e308, 5e-324, 1e21} {
		id := fmt.Sprint("f", i)
		put(t, c, id, item{Area: "floats", Weight: f, Place: place{Spot: civic.Point{Lon: f}}})
		got, err := c.Get(t.Context(), id)
		must(t, err)
		equal(t, "number", [2]float64{got.Weight, got.Place.Spot.Lon}, [2]float64{f, f})
	}
	q := store.Query{Where: with(store.Eq("weight", 33)), Limit: 5}
	equal(t, "an integer finds its number", found(t, c, q), []string{"f0"})
	q = store.Query{Sort: "weight", From: 0.05, To: 33.5, Limit: 1}
	equal(t, "numbers in their order", found(t, c, q), []string{"f3", "item/0001", "f0"})
	q = store.Query{Where: with(store.Eq("count", 1))}
	equal(t, "a number is no text", found(t, c, q), []string{"item/0001"})
	q.Where = with(store.Eq("count", "1"))
	equal(t, "a text is no number", found(t, c, q), []string{})
}

func times(t *testing.T, e store.Engine) {
	c := items(t, e)
	moments := []string{
		"2026-03-29T01:59:59.999Z", "2026-03-29T02:00:00.000Z", "2026-03-29T02:00:00.001Z", "2027-01-01T00:00:00.000Z",
		"1956-03-02T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "0001-01-02T00:00:00.000Z",
	}
	for i, s := range moments {
		var m civic.Time
		must(t, m.UnmarshalJSON([]byte(`"`+s+`"`)))
		put(t, c, name(i), item{Area: "times", At: m, Text: s})
		got, err := c.Get(t.Context(), name(i))
		must(t, err)
		equal(t, "time", got.At.String(), s)
		equal(t, "a text that looks like it", got.Text, s)
		equal(t, "found by its time", found(t, c, store.Query{Where: with(store.Eq("area", "times"), store.Eq("at", m))}), []string{name(i)})
		equal(t, "found by the look-alike",
			found(t, c, store.Query{Where: with(store.Eq("area", "times"), store.Eq("text", s))}), []string{name(i)})
	}
	order := []string{name(6), name(4), name(0), name(1), name(2), name(3), name(5)}
	equal(t, "times in order", found(t, c, store.Query{Where: with(store.Eq("area", "times")), Sort: "at", Limit: 2}), order)
	for i, s := range []string{"2026-03-29T01:59:59Z", "2026-02-30T00:00:00.000Z", "2026-03-29T01:59:59.999+01:00", "2026-03-29T24:00:00.000Z", "2026-03-29t01:59:59.999Z"} {
		id := fmt.Sprint("like", i)
		put(t, c, id, item{Text: s, Free: map[string]any{"at": s, s: s}})
		got, err := c.Get(t.Context(), id)
		must(t, err)
		equal(t, "nearly a time", []any{got.Text, got.Free}, []any{s, map[string]any{"at": s, s: s}})
	}
}

func anyJSON(t *testing.T, e store.Engine) {
	jsonComesBack(t, e,
		`{}`, `{"a":null}`, `{"":""}`, `{"b":1,"a":[{"c":[{}]},{"c":[null]}]}`, `{"a":{"b":{"c":{"d":{"e":{"f":1}}}}}}`,
		`{"z":1,"y":{"x":1,"w":2},"a":3}`, `{"$date":"2026-01-01","$oid":"1","$numberLong":"5"}`, `{"a":{"$numberLong":"5"}}`,
		`{"a":9223372036854775807,"b":-9223372036854775808,"c":0.1,"d":1e+100}`,
		`{"t":"2026-03-29T01:59:59.999Z","l":["2026-03-29T01:59:59.999Z",{"t":"2026-03-29T01:59:59.999Z"}]}`,
		`{"a.b":1,"a":{"b":2}}`, `{"a\u0000":1}`, `{"%":1,"%24":2,"a%2Eb":3,"%%":4}`,
	)
}

func jsonComesBack(t *testing.T, e store.Engine, all ...string) {
	t.Helper()
	items(t, e)
	for i, s := range all {
		id := fmt.Sprint(i)
		must(t, e.Insert(t.Context(), "items", store.Record{ID: id, Rev: 1, ChangedAt: at(0), Doc: []byte(s)}, nil))
		got, err := e.Get(t.Context(), "items", []string{id})
		must(t, err)
		if g, w := content(t, got[0].Doc), content(t, []byte(s)); !reflect.DeepEqual(g, w) {
			t.Errorf("wrote %s\n read %s", s, got[0].Doc)
		}
	}
}

// content decodes JSON without losing digits.
func content(t *testing.T, b []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	must(t, d.Decode(&v))
	return v
}
