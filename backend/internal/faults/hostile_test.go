package faults

import (
	"bytes"
	"compress/gzip"
	bigendian "encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// contract is what is read of the OpenAPI document.
type contract struct {
	Paths map[string]map[string]struct {
		ID         string `json:"operationId"`
		Parameters []struct {
			Name   string `json:"name"`
			In     string `json:"in"`
			Schema schema `json:"schema"`
		} `json:"parameters"`
		Body struct {
			Content map[string]struct {
				Schema schema `json:"schema"`
			} `json:"content"`
		} `json:"requestBody"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

// schema is a JSON schema as far as these tests go.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"`
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
}

func (c *contract) resolve(s schema) schema {
	if s.Ref != "" {
		return c.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	return s
}

// holes are the places of a body where a text belongs, each as a body that holds
// nothing but the payload there.
func (c *contract) holes(s schema, payload any) (bodies []any) {
	s = c.resolve(s)
	switch {
	case len(s.Properties) > 0:
		for name, inner := range s.Properties {
			for _, b := range c.holes(inner, payload) {
				bodies = append(bodies, map[string]any{name: b})
			}
		}
	case s.Items != nil:
		for _, b := range c.holes(*s.Items, payload) {
			bodies = append(bodies, []any{b})
		}
	case fmt.Sprint(s.Type) != "boolean":
		bodies = append(bodies, payload)
	}
	return bodies
}

var operators = []any{
	map[string]any{"$ne": ""}, map[string]any{"$gt": ""}, map[string]any{"$where": "1==1"}, map[string]any{"$regex": ".*"},
	map[string]any{"$in": []any{"a"}}, []any{map[string]any{"$ne": nil}},
}

// TestOperators puts operators of MongoDB where texts and numbers belong, in every
// body and every question of the contract, on a store that would obey them.
func TestOperators(t *testing.T) {
	f := breaking(t, "12a operators in JSON", "$ne, $gt, $where, $regex, $in in every field of every body and question of the OpenAPI document",
		"refused with a problem: never obeyed, never a 5xx")
	p := run(t, "JEMAA_MONGODB_URI=mongodb://"+ferretdb(t)+"/operators")
	author, category := p.signIn("resident"), p.servedBy("official")
	id := newID(1, 1, 1)
	if err := author.do(t.Context(), http.MethodPut, "/reports/"+id, report(category, id), nil); err != nil {
		t.Fatal(err)
	}
	h := hostile{t: t, people: []*person{author, p.signIn("official"), p.signIn("moderator"), p.signIn("admin")}, id: id}
	_, body, err := fetch(p.url + "/api/v1/openapi.json")
	if err == nil {
		err = decode(body, &h.contract)
	}
	if err != nil {
		t.Fatal(err)
	}
	for path, methods := range h.contract.Paths {
		for method, op := range methods {
			where := strings.NewReplacer("{id}", id, "{kind}", "report").Replace(strings.TrimPrefix(path, "/api/v1"))
			if body, ok := op.Body.Content["application/json"]; ok {
				h.bodies(strings.ToUpper(method), where, body.Schema)
			}
			for _, q := range op.Parameters {
				if q.In == "query" {
					h.questions(where, q.Name)
				}
			}
		}
	}
	if h.fields < 20 || h.asked < 30 {
		t.Errorf("only %d fields and %d questions were found", h.fields, h.asked)
	}
	f.measured("%d fields of bodies, %d questions, %d requests: all refused or without effect (FerretDB)", h.fields, h.asked, h.sent)
}

type hostile struct {
	t        *testing.T
	contract contract
	people   []*person
	id       string

	fields, asked, sent int
}

func (h *hostile) bodies(method, path string, s schema) {
	for _, payload := range operators {
		holes := h.contract.holes(s, payload)
		for _, body := range holes {
			judged := false
			for _, who := range h.people {
				h.sent++
				err := who.do(h.t.Context(), method, path, body, nil, "If-Match: 1")
				if status := statusOf(err); status < 400 || status >= 500 {
					h.t.Errorf("%s %s %v: %v", method, path, body, err)
				}
				judged = judged || statusOf(err) == http.StatusBadRequest
			}
			if !judged {
				h.t.Errorf("%s %s: nobody was told that %v is malformed", method, path, body)
			}
		}
		h.fields += count(len(holes) > 0) * len(holes) / len(operators)
	}
}

// questions asks with operators in place of a parameter's value and in its name.
func (h *hostile) questions(path, name string) {
	h.asked++
	for _, query := range []string{name + "[$ne]=x", name + "[$where]=1", name + "=%7B%22$ne%22:%22%22%7D", "$where=1"} {
		var page struct {
			Items []named `json:"items"`
		}
		h.sent++
		err := h.people[0].do(h.t.Context(), http.MethodGet, path+"?"+query, nil, &page)
		if s := statusOf(err); s == 0 || s >= 500 {
			h.t.Errorf("%s?%s: %v", path, query, err)
		}
		obeyed := strings.Contains(query, "=%7B") && slices.Contains([]string{"area", "category", "domain", "authority", "assignee", "ref", "status"}, name)
		if obeyed && len(page.Items) > 0 {
			h.t.Errorf("%s?%s found %d", path, query, len(page.Items))
		}
	}
}

// TestHostileBodies sends what is dangerous to open, and what another site would
// make a browser send.
func TestHostileBodies(t *testing.T) {
	f := breaking(t, "12b bombs, polyglots, foreign origins", "a gzip bomb, a PNG of 20,000² in 100 bytes, a JPEG with a page and a ZIP behind it, every write as another site's",
		"refused with a problem, or made harmless; memory stays")
	p := run(t)
	who, category := p.signIn("resident"), p.servedBy("official")
	before, err := p.metric("process_resident_memory_bytes")
	if err != nil {
		t.Fatal(err)
	}
	h := hostile{t: t, people: []*person{who}}
	h.bomb(p.url)
	refused := map[string]int{"png": statusOf(who.do(t.Context(), http.MethodPut, "/photos/"+newID(0, 0, 1), pixelBomb(), nil, "Content-Type: image/png"))}
	if refused["png"] != http.StatusBadRequest && refused["png"] != http.StatusRequestEntityTooLarge && refused["png"] != http.StatusUnsupportedMediaType {
		t.Errorf("a picture of 400 megapixels: %v", refused)
	}
	h.polyglot()
	sites := h.foreign(p, category)
	after, err := p.metric("process_resident_memory_bytes")
	if err != nil || after-before > 150<<20 {
		t.Errorf("memory went from %.0f to %.0f MB: %v", before/1e6, after/1e6, err)
	}
	f.measured("memory from %.0f to %.0f MB; %d writes refused as another site's", before/1e6, after/1e6, sites)
}

// bomb is a gibibyte of zeros in a mebibyte.
func (h *hostile) bomb(url string) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.CopyN(w, zeros{}, 60<<20)
	_ = w.Close()
	for _, path := range []string{"/auth/codes", "/photos/" + newID(0, 0, 2)} {
		req, err := http.NewRequest(http.MethodPost, url+"/api/v1"+path, bytes.NewReader(b.Bytes()))
		if err != nil {
			h.t.Fatal(err)
		}
		req.Header.Set("Content-Encoding", "gzip")
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			h.t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusUnsupportedMediaType {
			h.t.Errorf("a gzip bomb at %s: %d", path, res.StatusCode)
		}
	}
}

type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// pixelBomb is a PNG's head that promises 20,000 × 20,000 pixels.
func pixelBomb() []byte {
	head := append([]byte("IHDR"), bigendian.BigEndian.AppendUint32(bigendian.BigEndian.AppendUint32(nil, 20_000), 20_000)...)
	head = append(head, 8, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), bigendian.BigEndian.AppendUint32(nil, uint32(len(head)-4))...)
	out = append(out, head...)
	out = bigendian.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(head))
	return append(out, make([]byte, 60)...)
}

// polyglot sends a picture that is a page and a ZIP too: what is served is only a
// picture, and no browser may take it for anything else.
func (h *hostile) polyglot() {
	who, id := h.people[0], newID(0, 0, 3)
	evil := append(picture(9), "<html><script>alert(1)</script></html>PK\x03\x04evil.zip"...)
	if err := who.do(h.t.Context(), http.MethodPut, "/photos/"+id, evil, nil); err != nil {
		h.t.Logf("a polyglot is refused: %v", err)
		return
	}
	req, err := http.NewRequest(http.MethodGet, who.url+"/media/"+id+"/320.jpg", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+who.token)
	res, err := who.client.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || bytes.Contains(b, []byte("script")) || bytes.Contains(b, []byte("PK\x03\x04")) {
		h.t.Errorf("a polyglot came through: %d %v", res.StatusCode, err)
	}
	if res.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(res.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		h.t.Errorf("it may be taken for a page: %v", res.Header)
	}
}

// foreign tries every write of the contract as another site would make a browser
// send it, with the visitor's cookie.
func (h *hostile) foreign(p *program, category string) (tried int) {
	b := newBrowser(p.url, "")
	if err := b.do(h.t.Context(), http.MethodPost, "/auth/demo", map[string]any{"persona": "resident"}, nil); err != nil {
		h.t.Fatal(err)
	}
	_, doc, err := fetch(p.url + "/api/v1/openapi.json")
	if err == nil {
		err = decode(doc, &h.contract)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	for path, methods := range h.contract.Paths {
		for method := range methods {
			if method == "get" {
				continue
			}
			where := strings.NewReplacer("{id}", newID(5, 5, 5), "{kind}", "report").Replace(strings.TrimPrefix(path, "/api/v1"))
			for _, origin := range []string{"Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Origin: null"} {
				tried++
				err := b.do(h.t.Context(), strings.ToUpper(method), where, nil, nil, origin)
				if statusOf(err) != http.StatusForbidden || codeOf(err) != "auth.cross_site" {
					h.t.Errorf("%s %s with %s: %v", method, path, origin, err)
				}
			}
		}
	}
	id := newID(5, 5, 6)
	if err := b.do(h.t.Context(), http.MethodPut, "/reports/"+id, report(category, id), nil, "Sec-Fetch-Site: same-origin"); err != nil {
		h.t.Errorf("the city's own page is refused: %v", err)
	}
	return tried
}
