package meilitest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
)

func TestFilter(t *testing.T) {
	x := newIndex("key")
	x.settings.FilterableAttributes = []string{"f", "n", "gone", "_geo"}
	d := map[string]any{
		"f": map[string]any{"area": "Anfa", "quote": `a"b\`, "list": []any{"x", "y"}}, "n": 5.0, "gone": false, "secret": "s",
		"_geo": map[string]any{"lat": 33.6, "lng": -7.6},
	}
	for _, c := range []struct {
		filter string
		want   string // "yes", "no", or "error"
	}{
		{``, "yes"}, {`f.area = anfa`, "yes"}, {`f.area = "Anfa"`, "yes"}, {`f.area != 'anfa'`, "no"}, {`f.area = "anf"`, "no"},
		{`f.quote = "a\"b\\"`, "yes"}, {`f.quote = 'a"b\\'`, "yes"}, {`f.list = y`, "yes"}, {`f.area IN [a, "anfa"]`, "yes"},
		{`f.area NOT IN [a, "anfa"]`, "no"}, {`f.area IN []`, "no"}, {`f.other EXISTS`, "no"}, {`f.area NOT EXISTS`, "no"},
		{`n > 4 AND n <= 5`, "yes"}, {`n > 5`, "no"}, {`n = "5"`, "yes"}, {`gone = false`, "yes"}, {`NOT gone = false`, "no"},
		{`n = 1 OR n = 5 AND gone = true`, "no"}, {`(n = 1 OR n = 5) AND gone = false`, "yes"},
		{`_geoRadius(33.6, -7.6, 10)`, "yes"}, {`_geoRadius(33.7, -7.6, 1000)`, "no"},
		{`_geoBoundingBox([34, -7], [33, -8])`, "yes"}, {`_geoBoundingBox([34, -8], [33, -7])`, "no"}, {`_geoBoundingBox([34, -7.5], [33, 170])`, "yes"},
		{`secret = s`, "error"}, {`f.area = `, "error"}, {`f.area = "anfa`, "error"}, {`f.area = AND`, "error"}, {`f.area = a b`, "error"},
		{`(n = 5`, "error"}, {`n IN [5`, "error"}, {`n ~ 5`, "error"}, {`f.area = "a\b"`, "error"}, {`_geoRadius(1, 2)`, "error"}, {`_geoRadius(1, x, 2)`, "error"},
	} {
		got := "error"
		if match, err := x.filter(c.filter, "invalid"); err == nil {
			got = map[bool]string{true: "yes", false: "no"}[match(d)]
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.filter, got, c.want)
		}
	}
}

// call sends one request and returns its status and decoded answer.
func call(t *testing.T, s *Server, method, path, body string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+path, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+Key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if len(text) > 0 {
		if err := json.Unmarshal(text, &answer); err != nil {
			t.Fatalf("%s: %s", path, text)
		}
	}
	return resp.StatusCode, answer
}

func TestTasksAreQueuedAndDoneInOrder(t *testing.T) {
	s := Start(t)
	s.Hold(true)
	for _, body := range []string{`{"uid":"a","primaryKey":"key"}`, `{"uid":"b","primaryKey":"key"}`, `{"uid":"a","primaryKey":"key"}`} {
		if status, answer := call(t, s, "POST", "/indexes", body); status != 202 || answer["status"] != "enqueued" {
			t.Errorf("%d %v", status, answer)
		}
	}
	call(t, s, "POST", "/indexes/a/documents", `[{"key":"1","w":"here"}]`)
	call(t, s, "POST", "/swap-indexes", `[{"indexes":["a","b"]}]`)
	call(t, s, "POST", "/indexes/a/documents", `[{"key":"2","w":"there"}]`)
	if status, _ := call(t, s, "GET", "/indexes/a", ``); status != 404 {
		t.Errorf("a held task was done: %d", status)
	}
	s.Hold(false)
	for path, want := range map[string]string{"/tasks/2": "failed", "/tasks/5": "succeeded"} {
		_, answer := call(t, s, "GET", path, ``)
		for answer["status"] == "enqueued" || answer["status"] == "processing" {
			_, answer = call(t, s, "GET", path, ``)
		}
		if answer["status"] != want {
			t.Errorf("%s: %v", path, answer)
		}
	}
	for uid, want := range map[string]string{"a": "2", "b": "1"} {
		_, answer := call(t, s, "POST", "/indexes/"+uid+"/documents/fetch", `{}`)
		results := answer["results"].([]any)
		if len(results) != 1 || results[0].(map[string]any)["key"] != want {
			t.Errorf("index %s holds %v, want %s", uid, results, want)
		}
	}
}

func TestItRefusesWhatTheServerRefuses(t *testing.T) {
	s := Start(t)
	call(t, s, "POST", "/indexes", `{"uid":"a","primaryKey":"key"}`)
	_, answer := call(t, s, "POST", "/indexes/a/documents", `[{"key":"no/good"}]`)
	for task := answer; task["status"] != "failed"; {
		if _, task = call(t, s, "GET", "/tasks/1", ``); task["status"] == "succeeded" {
			t.Fatal("took a bad key")
		}
	}
	for _, c := range []struct{ method, path, body, code string }{
		{"POST", "/indexes/none/search", `{"q":"x","matchingStrategy":"all"}`, "index_not_found"},
		{"POST", "/indexes/a/search", `{"q":"x","matchingStrategy":"all","filter":"n = 1"}`, "invalid_search_filter"},
		{"POST", "/indexes/a/search", `{"q":"x","matchingStrategy":"all","sort":["n:asc"]}`, "invalid_search_sort"},
		{"POST", "/indexes/a/search", `{"q":"x","matchingStrategy":"all","facets":["n"]}`, "invalid_search_facets"},
		{"POST", "/indexes/a/search", `{"q":"x","unknown":1}`, "bad_request"},
		{"PATCH", "/indexes/a/settings", `{"rankingRules":["luck"]}`, "invalid_settings_ranking_rules"},
		{"PATCH", "/indexes/a/settings", `{"unknown":1}`, "bad_request"},
		{"POST", "/indexes/a/documents", `{`, "malformed_payload"},
		{"POST", "/swap-indexes", `[{"indexes":["a"]}]`, "invalid_swap_indexes"},
		{"GET", "/tasks/99", ``, "task_not_found"},
	} {
		if _, answer := call(t, s, c.method, c.path, c.body); answer["code"] != c.code {
			t.Errorf("%s %s %s: %v, want %s", c.method, c.path, c.body, answer, c.code)
		}
	}
}
