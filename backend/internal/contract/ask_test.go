package contract

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// ask draws a request to any operation by anybody.
func (w *world) ask(t *rapid.T) request {
	id := one(t, w.doc.ids(), "operation")
	return w.to(t, w.doc.operation(id), one(t, append([]string{""}, people...), "as"))
}

// busy are the operations whose answers hang most on what was done before, and
// those who may do them.
var busy = map[string][]string{
	"submitReport": {"resident", "resident2"}, "editReport": {"resident"}, "withdrawReport": {"resident", "resident2"},
	"addUpdate": {responsible, "resident"}, "confirmReport": {"resident", "resident2"}, "flagReport": {"resident2", "official"},
	"decideCase": {"moderator"}, "revealAuthor": {responsible, "official"}, "putPhoto": {"resident", "resident2"},
	"supportReport": {"resident2", "admin"}, "putTemplate": {responsible}, "removeTemplate": {responsible}, "listTemplates": {responsible},
	"listHolders": {"admin"}, "giveRole": {"admin"}, "findPerson": {"admin"}, "takeRole": {"admin"}, "listRecoveries": {"admin"}, "listCases": {"moderator"}, "readLog": {"admin"}, "askTakeout": {"resident"}, "getTakeout": {"resident"},
	"deskNumbers": {responsible}, "readNotifications": {"resident"}, "subscribePush": {"resident", "resident2"},
}

// deep draws a request that changes something, by somebody who may.
func (w *world) deep(t *rapid.T) request {
	id := one(t, sorted(busy), "deep")
	return w.to(t, w.doc.operation(id), one(t, busy[id], "as"))
}

// repeat is the last request once more, as a phone on a bad line sends it.
func (w *world) repeat(t *rapid.T) request {
	if w.last.op.id == "" {
		return w.ask(t)
	}
	return w.last
}

// to draws a request to an operation.
func (w *world) to(t *rapid.T, op operation, as string) request {
	r := request{op: op, method: op.method, as: as, form: sound}
	query := url.Values{}
	path := op.path
	for _, ref := range op.Parameters {
		p := ref.Value
		if p.In == "header" {
			continue // when it is known of what
		}
		if p.In == "query" && dice(t, 10, "with "+p.Name) > chance(op, p) {
			if p.Required {
				r.form = unsound
			}
			continue
		}
		text := w.text(t, op, p)
		r.judge(p, text)
		if p.In == "path" {
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(text))
			r.subject = text
		} else {
			query.Set(p.Name, text)
		}
	}
	if dice(t, 30, "unknown parameter") == 0 {
		query.Set("$where", "1")
		r.worse(unsure) // only lists and search refuse it
	}
	r.target = path
	if len(query) > 0 {
		r.target += "?" + query.Encode()
	}
	for _, ref := range op.Parameters {
		if ref.Value.In == "header" {
			w.header(t, &r, ref.Value)
		}
	}
	w.body(t, &r)
	w.ambience(t, &r)
	return r
}

// chance is how likely a query parameter is given, of ten.
func chance(op operation, p *openapi3.Parameter) int {
	switch {
	case p.Required:
		return 8
	case len(op.Parameters) > 8:
		return 0
	}
	return 2
}

func (r *request) worse(f form) {
	if r.form == sound || f == unsound {
		r.form = f
	}
}

// text draws a parameter as it is written.
func (w *world) text(t *rapid.T, op operation, p *openapi3.Parameter) string {
	if dice(t, 12, "bad "+p.Name) == 0 {
		return one(t, scribbles, p.Name)
	}
	if p.Name == "id" && p.In == "path" {
		return w.subject(t, op)
	}
	switch v := w.draw(t, p.Schema.Value, p.Name).(type) {
	case []any:
		var parts []string
		for _, x := range v {
			parts = append(parts, fmt.Sprint(x))
		}
		return strings.Join(parts, ",")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return fmt.Sprint(v)
	}
}

// scribbles are what no parameter means.
var scribbles = []string{
	"x", "-1", "0", "101", "999999999999999999999", "1e9", "NaN", "Inf", "-Infinity", `{"$ne":""}`, "[]", "null", "true", "..", "%2e%2e%2f",
	"\x00", "é", "٣", "01K0C0NTRACT00000000000000", "01k0c0ntract00000000000001", "ZZZZZZZZZZZZZZZZZZZZZZZZZZ", strings.Repeat("A", 2000),
	"a,b,c,d,e,f,g,h,i,j,k", "2026-02-30T00:00:00Z", "2026-02-12", "me", "'; --", "\u202e", "submitted,submitted,resolved", "-7.6,33.6,1",
	"AAAA", "eyJ2IjoxfQ", "000-000-0000", "٠٠٠٠٠٠٠٠٠٠",
}

// fitting are the pools whose reports an operation can do something with.
var fitting = map[string]string{"addUpdate": "open", "editReport": "open", "confirmReport": "resolved"}

// subject draws an id for a path: a live one, one to be made, or nobody's.
func (w *world) subject(t *rapid.T, op operation) string {
	pool := "report"
	switch {
	case strings.Contains(op.path, "/photos/"):
		pool = "photo"
	case strings.Contains(op.path, "/push/"):
		pool = "subscription"
	case strings.Contains(op.path, "/sessions/"):
		pool = "session"
	case strings.Contains(op.path, "/tokens/"):
		pool = "token"
	case strings.Contains(op.path, "/recoveries/"):
		pool = "account"
	}
	if better := fitting[op.id]; better != "" && dice(t, 2, "fitting") == 0 {
		return w.live(t, better)
	}
	n := dice(t, 10, "subject")
	if op.method == http.MethodPut && strings.HasSuffix(op.path, "{id}") && n < 5 || n == 0 {
		return w.fresh(t)
	}
	return w.live(t, pool)
}

// judge weighs what the contract says of a parameter's text.
func (r *request) judge(p *openapi3.Parameter, text string) {
	s := p.Schema.Value
	var v any = text
	switch {
	case text == "":
		r.worse(unsure)
		return
	case s.Format == "date-time":
		if !slices.Contains(moments, text) {
			r.worse(unsure)
		}
		return
	case s.Type.Is("boolean"):
		b, err := strconv.ParseBool(text)
		if err != nil {
			r.worse(unsound)
			return
		}
		v = b
	case s.Type.Is("integer"):
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			r.worse(unsound)
			return
		}
		v = float64(n)
	case s.Type.Is("number"):
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f-f != 0 { // JSON has neither NaN nor infinities
			r.worse(unsound)
			return
		}
		v = f
	case s.Type.Is("array"):
		list := []any{}
		for part := range strings.SplitSeq(text, ",") {
			list = append(list, part)
		}
		v = list
	}
	if p.In == "path" && strings.ContainsAny(text, "./%") {
		r.astray = true // servers tidy such paths: another route may answer
	}
	if s.VisitJSON(v) != nil {
		r.worse(unsound)
	}
}

// header draws a header that the contract names: If-Match.
func (w *world) header(t *rapid.T, r *request, p *openapi3.Parameter) {
	if !p.Required && dice(t, 3, "without") > 0 {
		return
	}
	v := one(t, []string{"live", "live", "live", "live", "live", "live", "", "1", `"1"`, `W/"2.x"`, "*", "0", "-3", "x", "99999999999999999999"}, p.Name)
	switch v {
	case "live":
		v = w.etags[r.subject]
		if v == "" {
			v = `"1"`
		}
	case "":
		if p.Required {
			r.form = unsound
		}
		return
	case "1", `"1"`:
	default:
		r.worse(unsure)
	}
	r.headers = append(r.headers, [2]string{p.Name, v})
}

// body draws a body: one that the contract allows, one with a fault, or no JSON
// at all.
func (w *world) body(t *rapid.T, r *request) {
	if r.op.RequestBody == nil {
		if dice(t, 30, "a body all the same") == 0 {
			r.body, r.kind, r.form = []byte("{}"), "application/json", unsound
		}
		return
	}
	media := r.op.RequestBody.Value.Content["application/json"]
	if media == nil {
		w.photo(t, r)
		return
	}
	r.kind = "application/json"
	v := w.likely(t, r.op, w.draw(t, media.Schema.Value, "").(map[string]any))
	switch dice(t, 12, "body") {
	case 0, 1:
		v = w.spoil(t, v)
	case 2:
		w.scrawl(t, r)
		return
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	r.body = text
	var again any
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if len(text) > 64<<10 || media.Schema.Value.VisitJSON(again) != nil {
		r.form = unsound
	}
}

// likely puts into half the bodies what makes them mean something: fields that
// belong together.
func (w *world) likely(t *rapid.T, op operation, v map[string]any) any {
	if dice(t, 2, "likely") == 0 {
		return v
	}
	more := map[string]any{}
	switch op.id {
	case "submitReport":
		more = w.pothole()
		more["source"], more["anonymous"] = "app", dice(t, 4, "anonymous") == 0
	case "addUpdate":
		v = w.act(t)
	case "subscribePush":
		more["endpoint"] = endpoints[dice(t, 2, "endpoint")]
		more["keys"] = map[string]any{"p256dh": point, "auth": base64.RawURLEncoding.EncodeToString(make([]byte, 16))}
	case "decideCase":
		more["reason"] = phrases[0]
	}
	maps.Copy(v, more)
	return v
}

// act is one that its rule may take.
func (w *world) act(t *rapid.T) map[string]any {
	v := map[string]any{"id": w.fresh(t), "text": phrases[dice(t, 3, "text")]}
	switch v["kind"] = one(t, []string{"status", "status", "answer", "note", "ask", "reply", "assign", "hand_over", "duplicate", "undo_duplicate"}, "kind"); v["kind"] {
	case "status":
		v["status"] = one(t, []string{"acknowledged", "in_progress", "resolved", "declined", "submitted"}, "status")
		v["reason"] = phrases[0]
	case "assign":
		v["assignee"] = w.live(t, "account")
	case "hand_over":
		v["authority"], v["reason"] = w.code(t, len(w.city.Authorities), func(i int) string { return w.city.Authorities[i].Code }), phrases[0]
	case "duplicate":
		v["duplicate_of"] = w.live(t, "report")
	}
	return v
}

// scrawl is a body that is no JSON object, or says it is something else.
func (w *world) scrawl(t *rapid.T, r *request) {
	bodies := []string{
		"", "{", "[]", "null", `"x"`, "1", "{}{}", `{"a":1,"a":2}`, "\xff\xfe", `{"a":"\ud800"}`, strings.Repeat("[", 5000),
		strings.Repeat(`{"a":`, 30) + "1" + strings.Repeat("}", 30), strings.Repeat(" ", 66_000), `{"a":1e99999}`, "a=1&b=2", "<a/>", "\x1f\x8b\x08",
	}
	r.body = []byte(one(t, bodies, "scrawl"))
	r.form = unsound
	if dice(t, 3, "kind") == 0 {
		kinds := []string{"", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", "application/json5",
			"multipart/form-data; boundary=x", "application/merge-patch+json", ";;;"}
		r.kind = one(t, kinds, "kind")
	}
}

// photo draws a picture, or what is none.
func (w *world) photo(t *rapid.T, r *request) {
	r.kind = one(t, []string{"image/jpeg", "image/jpeg", "image/png", "image/webp", "image/svg+xml", "application/json"}, "kind")
	jpeg := picture("jpeg", uint8(dice(t, 7, "shade")))
	bodies := [][]byte{
		jpeg, jpeg, jpeg, picture("png", 1), jpeg[:len(jpeg)/2], jpeg[2:], []byte("<svg/>"), {}, []byte("GIF89a"), append(slices.Clone(jpeg), "<script>"...),
		[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x06\x00\x00\x00"), []byte("RIFF\x04\x00\x00\x00WEBP"),
	}
	r.body = one(t, bodies, "picture")
	r.worse(unsure)
}

// ambience draws the headers that any request may have.
func (w *world) ambience(t *rapid.T, r *request) {
	all := [][2]string{
		{"Accept-Language", "ar"}, {"Accept-Language", "zgh;q=1, fr;q=0.1"}, {"Accept-Language", "en-GB,en;q=0.9"}, {"Accept-Language", ";;;q=x"},
		{"Accept-Language", strings.Repeat("fr,", 400)}, {"Accept-Language", "*"}, {"Accept", "text/html"}, {"Accept", "application/xml"},
		{"Accept-Encoding", "gzip, br"}, {"Accept-Encoding", "zstd"}, {"If-None-Match", w.live(t, "etag")}, {"If-None-Match", "*"}, {"If-None-Match", `W/"x", "y`},
		{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-origin"}, {"Authorization", "Bearer nobody"},
		{"Authorization", "Basic eDp5"}, {"Cookie", "jemaa=nobody; jemaa-code=x"}, {"X-Forwarded-Host", "evil.example"}, {"Range", "bytes=0-1"},
		{"Content-Encoding", "gzip"}, {"X-Http-Method-Override", "DELETE"}, {"If-Modified-Since", "yesterday"}, {"Expect", ""},
		{"Origin", "null"}, {"Origin", w.base},
	}
	if known := w.etags[r.as+" "+r.target]; known != "" && dice(t, 2, "fresh") == 0 {
		r.headers = append(r.headers, [2]string{"If-None-Match", known})
	}
	r.cookie = dice(t, 4, "cookie") == 0
	for range dice(t, 3, "headers") {
		h := one(t, all, "header")
		r.headers = append(r.headers, h)
		if h[0] == "Content-Encoding" {
			r.form = unsound
		}
	}
}
