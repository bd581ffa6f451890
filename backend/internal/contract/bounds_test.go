package contract

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// elsewhere are inputs whose bound is not a number of the document: a photo by
// its own limit (api.TestUploads…), a moment by the form of its text.
func elsewhere(s *openapi3.Schema) bool {
	return s.Format == "binary" || s.Format == "date-time" || len(s.Enum) > 0
}

// short are the lists without a limit to ask for, and what bounds them.
var short = map[string]string{
	"guessCategory":  "three guesses",
	"similarReports": "the nearest few",
	"listOfficials":  "who work for one authority",
	"listTemplates":  "report.MaxTemplates",
	"listPasskeys":   "account.MaxPasskeys",
	"listSessions":   "the newest hundred",
	"listTokens":     "account.MaxTokens",
	"listRecoveries": "those of one day, at most a hundred",
}

// Every text, list and object that a request may hold has an end.
func TestEveryInputIsBounded(t *testing.T) {
	doc := read(t)
	seen := 0
	for _, o := range doc.operations {
		for _, p := range o.Parameters {
			seen += unbounded(t, o.id+" "+p.Value.Name, p.Value.Schema.Value)
		}
		if o.RequestBody == nil {
			continue
		}
		for kind, media := range o.RequestBody.Value.Content {
			seen += unbounded(t, o.id+" "+kind, media.Schema.Value)
		}
	}
	if seen < 100 {
		t.Errorf("only %d inputs seen", seen)
	}
}

// unbounded tells of every schema below this one that has no end, and counts
// those it looked at.
func unbounded(t *testing.T, at string, s *openapi3.Schema) int {
	t.Helper()
	seen := 1
	switch {
	case elsewhere(s):
	case s.Type.Is("string"):
		if s.MaxLength == nil {
			t.Errorf("%s: a text of any length", at)
		}
	case s.Type.Is("array"):
		if s.MaxItems == nil {
			t.Errorf("%s: a list of any length", at)
		}
		seen += unbounded(t, at+"[]", s.Items.Value)
	case s.Type.Is("object"):
		seen += unboundedObject(t, at, s)
	case !s.Type.Is("boolean") && !s.Type.Is("integer") && !s.Type.Is("number"):
		t.Errorf("%s: of any type", at)
	}
	return seen
}

func unboundedObject(t *testing.T, at string, s *openapi3.Schema) int {
	t.Helper()
	seen := 0
	for _, name := range sorted(s.Properties) {
		seen += unbounded(t, at+"."+name, s.Properties[name].Value)
	}
	rest := s.AdditionalProperties
	if rest.Has != nil && !*rest.Has {
		return seen
	}
	if s.MaxProps == nil {
		t.Errorf("%s: an object of any size", at)
	}
	if rest.Schema == nil {
		t.Errorf("%s: fields of any kind", at)
		return seen
	}
	return seen + unbounded(t, at+".*", rest.Schema.Value)
}

// Every list takes a limit of at most a hundred.
func TestEveryListIsBounded(t *testing.T) {
	lists := 0
	for _, o := range read(t).operations {
		ok := o.Responses.Value("200")
		if o.method != http.MethodGet || ok == nil {
			continue
		}
		items := ok.Value.Content["application/json"].Schema.Value.Properties["items"]
		if items == nil || !items.Value.Type.Includes("array") {
			continue
		}
		lists++
		i := slices.IndexFunc(o.Parameters, func(p *openapi3.ParameterRef) bool { return p.Value.Name == "limit" })
		if i < 0 {
			if short[o.id] == "" {
				t.Errorf("%s lists without a limit", o.id)
			}
			continue
		}
		if hi := o.Parameters[i].Value.Schema.Value.Max; hi == nil || *hi > 100 {
			t.Errorf("%s: a page may be of any size", o.id)
		}
	}
	if lists < 6 {
		t.Errorf("only %d lists seen", lists)
	}
}

// The judge refuses what it is there to refuse.
func TestTheJudgeBites(t *testing.T) {
	doc := read(t)
	report := doc.Components.Schemas["Report"].Value
	for name, v := range map[string]any{
		"an empty report": map[string]any{}, "a text": "x", "null": nil,
		"an unknown field": map[string]any{"extra": 1.0},
	} {
		if report.VisitJSON(v) == nil {
			t.Errorf("%s passes for a report", name)
		}
	}
	author := report.Properties["author"].Value
	for name, row := range map[string]struct {
		v  any
		ok bool
	}{
		"null": {nil, true}, "a name": {map[string]any{"name": "S"}, true}, "no name": {map[string]any{}, false}, "a number": {1.0, false},
	} {
		if (author.VisitJSON(row.v) == nil) != row.ok {
			t.Errorf("%s as an author: %v", name, author.VisitJSON(row.v))
		}
	}
	created := report.Properties["created_at"].Value
	if created.VisitJSON("yesterday") == nil || created.VisitJSON("2026-02-12T09:00:00.000Z") != nil {
		t.Error("times are not judged")
	}
	for _, leak := range []string{"sql: no rows", "at api.go:12", "in /root/x", "Panic: nil pointer"} {
		if !inside.MatchString(leak) {
			t.Errorf("%q would pass", leak)
		}
	}
	if o := doc.operation("getCity"); o.response(http.StatusTeapot) != nil || o.response(http.StatusNotFound) != nil {
		t.Error("an undeclared status passes")
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %s", doc.OpenAPI)
	}
}
