package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jemaa/backend/civic"
)

// kindsOfMessage look like error codes and are not.
var kindsOfMessage = []string{
	"report.submitted", "report.edited", "report.status_changed", "report.answered", "report.asked", "report.replied", "report.noted",
	"report.assigned", "report.handed_over", "report.contested", "report.confirmed", "report.duplicate", "report.duplicate_undone",
	"report.withdrawn", "report.restored", "report.photos_released", "support.cast", "support.withdrawn", "confirmation.given",
	"tally.changed", "flag.raised", "case.decided", "notification.made", "fanout.step", "code.requested", "code.refused",
}

// notCodes are field paths, files and the like that a source names.
var codeLike = regexp.MustCompile(`^(account|answer|auth|category|cursor|email|grant|id|input|internal|lang|limit|mail|map|media|moderation|name|notification|notify|photo|push|report|route|search|engine|demo|verify|logbook)(\.[a-z0-9_]+)?$`)

// codesOf finds every error code that the source tree can give: the literals
// handed to package civic and, where a code comes through a variable, every
// literal of that file that looks like one.
func codesOf(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, root := range []string{"../../backend", "../../moderation", "../../search"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return nil // somebody is writing it
			}
			for _, code := range codesIn(f) {
				out[code] = path
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func codesIn(f *ast.File) []string {
	var out, literals []string
	dynamic := false
	ast.Inspect(f, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if s, err := strconv.Unquote(l.Value); err == nil && strings.Contains(s, ".") && codeLike.MatchString(s) {
				literals = append(literals, s)
			}
		}
		if s, ok := n.(*ast.Field); ok && s.Tag != nil {
			return false // tags are no codes
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		arg := codeArgument(call, f.Name.Name)
		if l, ok := arg.(*ast.BasicLit); ok {
			s, _ := strconv.Unquote(l.Value)
			out = append(out, s)
		} else if arg != nil {
			dynamic = true
		}
		return true
	})
	if dynamic {
		out = append(out, literals...)
	}
	return slices.DeleteFunc(out, func(s string) bool { return slices.Contains(kindsOfMessage, s) })
}

// codeArgument is the argument of a call into civic, or within it, that holds a
// code.
func codeArgument(call *ast.CallExpr, room string) ast.Expr {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		if room == "civic" {
			name = f.Name
		}
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok && x.Name == "civic" {
			name = f.Sel.Name
		}
	}
	switch name {
	case "Invalid", "NotFound", "Denied":
		return call.Args[0]
	case "Fail":
		return call.Args[1]
	}
	return nil
}

func TestEveryCodeHasWords(t *testing.T) {
	codes := codesOf(t)
	if len(codes) < 80 {
		t.Fatalf("only %d codes found: the scan is broken", len(codes))
	}
	for code, path := range codes {
		if other, ok := alike[code]; ok {
			code = other
		}
		for _, l := range civic.Langs {
			if catalogues[l][code] == "" {
				t.Errorf("%s: no words for %q (%s)", l, code, path)
			}
		}
	}
}

var braces = regexp.MustCompile(`\{[a-z_]+\}`)

func TestCataloguesAgree(t *testing.T) {
	codes := codesOf(t)
	for _, f := range findings {
		codes[f.code] = "input.go"
	}
	used := map[string]bool{}
	for code := range codes {
		if other, ok := alike[code]; ok {
			code = other
		}
		used[code] = true
	}
	params := func(l civic.Lang, code string) []string {
		p := braces.FindAllString(catalogues[l][code], -1)
		slices.Sort(p)
		return p
	}
	for _, l := range civic.Langs {
		for code := range catalogues[l] {
			if !used[code] {
				t.Errorf("%s: words for %q, which nothing says", l, code)
			}
			if got, want := params(l, code), params(civic.English, code); !slices.Equal(got, want) {
				t.Errorf("%s: %q mentions %v, English %v", l, code, got, want)
			}
		}
		for kind := range statusOf {
			if titles[l][kind] == "" {
				t.Errorf("%s: no title for %q", l, kind)
			}
		}
		if w := words[l]; len(w.statuses) != 7 || len(w.kinds) != 16 || w.about == "" {
			t.Errorf("%s: pages lack words", l)
		}
	}
}

func TestWordsMentionValues(t *testing.T) {
	e := civic.Fail(civic.KindConflict, "report.transition_impossible").With("from", "submitted").With("to", "resolved")
	if got := wordsOf(civic.English, e); got != "A report can’t go from « Submitted » to « Resolved »." {
		t.Errorf("got %q", got)
	}
	if got := wordsOf(civic.French, civic.Invalid("input.duplicate", "a.b")); !strings.Contains(got, "a.b") {
		t.Errorf("got %q", got)
	}
}
