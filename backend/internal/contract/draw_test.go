package contract

import (
	"encoding/base64"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"

	"jemaa/backend/privacy"
)

// coins are tossed for a number below 2^12, each as likely: rapid's own ranges
// lean to their lower end.
var coins = rapid.Custom(func(t *rapid.T) int {
	n := 0
	for range 12 {
		n <<= 1
		if rapid.Bool().Draw(t, "coin") {
			n |= 1
		}
	}
	return n
})

// dice gives a number from 0 to n-1, n being small.
func dice(t *rapid.T, n int, label string) int { return coins.Draw(t, label) * n >> 12 }

// one draws one of a list.
func one[T any](t *rapid.T, from []T, label string) T { return from[dice(t, len(from), label)] }

// draw makes a value that a schema allows, of the kind that its name asks for
// where the world has such values.
func (w *world) draw(t *rapid.T, s *openapi3.Schema, name string) any {
	if v, ok := w.known(t, name); ok && !tooLong(s, v) {
		return v
	}
	switch {
	case len(s.Enum) > 0:
		return one(t, s.Enum, name)
	case s.Type.Is("object"):
		return w.object(t, s)
	case s.Type.Is("array"):
		out := []any{}
		for range dice(t, 4, name+" length") {
			out = append(out, w.draw(t, s.Items.Value, name))
		}
		return out
	case s.Type.Is("boolean"):
		return rapid.Bool().Draw(t, name)
	case s.Type.Is("integer"):
		lo, hi := limits(s)
		return float64(rapid.IntRange(int(lo), int(hi)).Draw(t, name))
	case s.Type.Is("number"):
		lo, hi := limits(s)
		return rapid.Float64Range(lo, hi).Draw(t, name)
	case s.Format == "date-time":
		return one(t, moments, name)
	}
	return w.words(t, s, name)
}

// tooLong tells of a text that only has its name in common with what is asked.
func tooLong(s *openapi3.Schema, v any) bool {
	text, ok := v.(string)
	return ok && s.MaxLength != nil && len([]rune(text)) > int(*s.MaxLength)
}

// fresh is an id of something new.
func (w *world) fresh(t *rapid.T) string {
	return fmt.Sprintf("01K0C0NTRACTDRAWN%09d", rapid.IntRange(0, 999_999_999).Draw(t, "id"))
}

func limits(s *openapi3.Schema) (lo, hi float64) {
	lo, hi = 0, 50
	if s.Min != nil {
		lo = *s.Min
	}
	if s.Max != nil {
		hi = *s.Max
	}
	return lo, hi
}

var moments = []string{
	"2026-02-12T09:00:00Z", "2020-01-01T00:00:00Z", "2031-12-31T23:59:59.999Z", "2026-02-12T09:00:00+01:00", "0001-01-01T00:00:00Z",
	"9999-12-31T23:59:59Z",
}

// object draws the required properties always and the others now and then.
func (w *world) object(t *rapid.T, s *openapi3.Schema) map[string]any {
	out := map[string]any{}
	required := map[string]bool{}
	for _, name := range s.Required {
		required[name] = true
	}
	for _, name := range sorted(s.Properties) {
		if required[name] || dice(t, 2, "with "+name) == 0 {
			out[name] = w.draw(t, s.Properties[name].Value, name)
		}
	}
	return out
}

// words are texts that people write, within the schema's bounds.
func (w *world) words(t *rapid.T, s *openapi3.Schema, name string) string {
	text := one(t, phrases, name)
	if n := int(s.MinLength); len([]rune(text)) < n {
		text += strings.Repeat("x", n-len([]rune(text)))
	}
	if s.MaxLength != nil {
		if r := []rune(text); len(r) > int(*s.MaxLength) {
			text = string(r[:*s.MaxLength])
		}
	}
	return text
}

var phrases = []string{
	"Un nid de poule profond", "حفرة كبيرة أمام المدرسة", "ⵜⴰⴼⵔⴰⵡⵜ", "A deep hole", "👷🏽‍♀️ chantier 🚧", "a\u0301\u0301\u0301", "x",
	"ligne\r\nligne\n\n\nligne", "\u202eevil\u2066", " \t ", "", "nul\x00l", "<b>gras</b> & \"cité\"", "123-456-7890", "%00%2e%2e/",
	strings.Repeat("long ", 60), strings.Repeat("ش", 199), strings.Repeat("w", 300), `{"$ne":""}`, "1e309", "-0", "café\u0300",
}

// known draws what a name stands for in the world; nothing for other names.
func (w *world) known(t *rapid.T, name string) (any, bool) {
	live := func(pool string) (any, bool) { return w.live(t, pool), true }
	switch name {
	case "category":
		if dice(t, 3, "pothole") > 0 {
			return "pothole", true
		}
		return w.code(t, len(w.city.Categories), func(i int) string { return w.city.Categories[i].Code }), true
	case "area":
		return w.code(t, len(w.city.Areas), func(i int) string { return w.city.Areas[i].Code }), true
	case "domain":
		return w.code(t, len(w.city.Domains), func(i int) string { return w.city.Domains[i].Code }), true
	case "authority", "code":
		if dice(t, 2, "ours") == 0 {
			return ours, true
		}
		return w.code(t, len(w.city.Authorities), func(i int) string { return w.city.Authorities[i].Code }), true
	case "description", "text":
		if dice(t, 2, "plain") == 0 {
			return phrases[0], true
		}
		return nil, false
	case "location":
		return w.place(t), true
	case "lon", "lat":
		return w.place(t)[name], true
	case "answers":
		return w.answers(t), true
	case "photo":
		return live("photo")
	case "photos":
		if dice(t, 2, "no photo") == 0 {
			return []any{}, true
		}
		return []any{w.live(t, "photo")}, true
	case "id":
		return w.fresh(t), true
	case "duplicate_of":
		return live("report")
	case "assignee", "account":
		return live("account")
	case "version":
		return privacy.Terms, true
	case "ids":
		return []any{w.live(t, "notification")}, true
	case "ref":
		if dice(t, 3, "nobody's") == 0 {
			return "000-000-0000", true
		}
		return live("ref")
	case "after":
		return live("cursor")
	case "persona":
		return one(t, append([]string{"nobody"}, people...), name), true
	case "email":
		return one(t, []string{"a@example.org", "é@example.org", "x@", "salma@demo.example", "resident@demo.example", "a@مثال.example"}, name), true
	case "birth_date":
		return one(t, []string{"1980-02-03", "2999-01-01", ""}, name), true
	case "address", "name", "reason":
		if dice(t, 2, "plain") == 0 {
			return "12 rue des Orangers", true
		}
		return nil, false
	case "expires_at", "until":
		return time.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339), true
	case "endpoint":
		return one(t, endpoints, name), true
	case "p256dh":
		return one(t, []string{point, "AA", ""}, name), true
	case "auth":
		return one(t, []string{base64.RawURLEncoding.EncodeToString(make([]byte, 16)), "AA"}, name), true
	}
	return w.asked(t, name)
}

// asked draws what search and the lists are asked for.
func (w *world) asked(t *rapid.T, name string) (any, bool) {
	pick := func(from ...string) (any, bool) { return one(t, from, name), true }
	switch name {
	case "status":
		return pick("submitted", "acknowledged", "in_progress", "resolved", "declined", "duplicate", "withdrawn")
	case "near":
		return pick("-7.6149,33.5985", "0,0", "-180,-90", "180, 90")
	case "bbox":
		return pick("-7.7,33.5,-7.5,33.7", "-180,-90,180,90", "170,-10,-170,10", "0,0,0,0")
	case "facets":
		return pick("status", "area", "category", "domain", "authority")
	case "kind":
		return nil, false
	case "lang":
		return pick("fr", "ar", "zgh", "en")
	}
	return nil, false
}

var endpoints = []string{
	"https://push.example/v1/abc", "https://push.example/v1/def", "http://push.example/x", "https://127.0.0.1/x", "https://[::1]/x",
	"https://user@push.example/x", "https://push.example:8443/x", "https://169.254.169.254/latest", "ftp://push.example/", "https://", "",
}

// point is the generator of P-256 (FIPS 186-4, D.1.2.3), uncompressed: a key
// that any browser might have.
var point = base64.RawURLEncoding.EncodeToString([]byte(
	"\x04\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96" +
		"\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5"))

// live draws one of the world's own values, the scene's rather than later ones.
func (w *world) live(t *rapid.T, pool string) string {
	values := w.pools[pool]
	if len(values) == 0 {
		return "01K0C0NTRACT99999999999999"
	}
	return values[dice(t, len(values), "live "+pool)]
}

func (w *world) code(t *rapid.T, n int, at func(int) string) string {
	i := dice(t, n+1, "code")
	if i == n {
		return "nowhere"
	}
	return at(i)
}

// place is mostly in Sidi Belyout, whose official is among the people.
func (w *world) place(t *rapid.T) map[string]any {
	lon, lat := -7.6149, 33.5985
	switch dice(t, 8, "place") {
	case 0:
		lon, lat = 0, 0
	case 1:
		lon, lat = -180, 90
	case 2:
		lon += rapid.Float64Range(-0.1, 0.1).Draw(t, "east")
	}
	return map[string]any{"lon": lon, "lat": lat}
}

// answers are to the questions of a category: by chance the one of the report.
func (w *world) answers(t *rapid.T) map[string]any {
	switch dice(t, 4, "answers") {
	case 0:
		return map[string]any{}
	case 1:
		c := one(t, w.city.Categories, "answers of")
		out := map[string]any{}
		for _, q := range c.Questions {
			if len(q.Options) > 0 {
				out[q.Code] = []any{q.Options[dice(t, len(q.Options), q.Code)].Code}
			}
		}
		return out
	}
	return map[string]any{"size": []any{"large"}}
}

// hostile are values of every type, for where another is due.
var hostile = []any{
	nil, true, 0.0, -1.0, 1.5, 1e300, -1e300, math.MaxInt64, float64(math.MaxUint32), "", "x", "null", strings.Repeat("L", 66_000),
	strings.Repeat("é", 6000), []any{}, []any{nil}, []any{[]any{[]any{}}}, map[string]any{}, map[string]any{"$ne": ""},
	map[string]any{"$gt": nil}, map[string]any{"$where": "1"}, []any{map[string]any{"$regex": ".*"}}, "\x00", "\u2028", "../../x", "%s%n",
	"01k0c0ntract00000000000001", "-9223372036854775809", strewn(200),
}

func strewn(n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = fmt.Sprint(i)
	}
	return out
}

// spoil changes one thing of a value somewhere in it.
func (w *world) spoil(t *rapid.T, v any) any {
	m, ok := v.(map[string]any)
	if !ok || len(m) == 0 || dice(t, 10, "whole") == 0 {
		return one(t, hostile, "hostile")
	}
	key := one(t, sorted(m), "spoilt")
	switch dice(t, 4, "how") {
	case 0:
		delete(m, key)
	case 1:
		m[one(t, []string{"$where", "extra", strings.ToUpper(key), "__proto__", ""}, "unknown")] = m[key]
	default:
		m[key] = w.spoil(t, m[key])
	}
	return m
}
