package searchtest

import (
	"testing"

	"jemaa/search"
)

func testWrite(t *testing.T, open Open) {
	t.Run("an empty index answers", func(t *testing.T) {
		x := open(t)
		wantIDs(t, "all", find(t, x, search.Query{}))
		wantIDs(t, "words", find(t, x, search.Query{Text: "rien"}))
		if err := x.Ping(ctx(t)); err != nil {
			t.Errorf("ping: %v", err)
		}
	})
	t.Run("what was put is found at once", func(t *testing.T) {
		x := open(t)
		put(t, x, doc("a", "Lampadaire cassé"), doc("b", "Fuite"))
		r := find(t, x, search.Query{Text: "lampadaire"})
		wantIDs(t, "words", r, "a")
		if h := r.Hits[0]; h.Kind != "report" || h.Rev != 1 {
			t.Errorf("hit %+v", h)
		}
		wantIDs(t, "all", find(t, x, search.Query{}), "a", "b")
	})
	t.Run("nothing is a batch too", func(t *testing.T) {
		x := open(t)
		put(t, x)
		if err := x.Delete(ctx(t), nil); err != nil {
			t.Error(err)
		}
	})
	t.Run("the same id of two kinds is two documents", func(t *testing.T) {
		x := open(t)
		event := doc("a", "Lampadaire")
		event.Kind = "event"
		put(t, x, doc("a", "Lampadaire"), event)
		wantIDs(t, "both", find(t, x, search.Query{Text: "lampadaire"}), "a", "a")
		if err := x.Delete(ctx(t), []search.Ref{{Kind: "event", ID: "a"}}); err != nil {
			t.Fatal(err)
		}
		wantIDs(t, "one", find(t, x, search.Query{Text: "lampadaire"}), "a")
	})
	t.Run("revisions", func(t *testing.T) { testRevisions(t, open) })
	t.Run("one batch", func(t *testing.T) { testOneBatch(t, open) })
}

func testRevisions(t *testing.T, open Open) {
	at := func(rev int64, title string) search.Document {
		d := doc("a", title)
		d.Rev = rev
		return d
	}
	gone := func(rev int64) search.Ref { return search.Ref{Kind: "report", ID: "a", Rev: rev} }
	for _, c := range []struct {
		what  string
		steps []any // a Document is put, a Ref deleted
		want  string
	}{
		{"repeating does no harm", []any{at(1, "un"), at(1, "un")}, "un"},
		{"a later one replaces", []any{at(1, "un"), at(2, "deux")}, "deux"},
		{"an older one does not", []any{at(5, "cinq"), at(4, "quatre")}, "cinq"},
		{"an equal one replaces, for counts move without a revision", []any{at(5, "cinq"), at(5, "cinq bis")}, "cinq bis"},
		{"deleted", []any{at(1, "un"), gone(2)}, ""},
		{"deleted at its own revision", []any{at(2, "deux"), gone(2)}, ""},
		{"deleted whatever the revision", []any{at(7, "sept"), gone(0)}, ""},
		{"a late delete spares a later one", []any{at(3, "trois"), gone(2)}, "trois"},
		{"a late put does not bring it back", []any{at(1, "un"), gone(3), at(2, "deux")}, ""},
		{"nor after an unconditional delete", []any{at(3, "trois"), gone(0), at(2, "deux")}, ""},
		{"nor when the delete came first", []any{gone(3), at(2, "deux")}, ""},
		{"a restored one comes back", []any{at(1, "un"), gone(2), at(3, "trois")}, "trois"},
		{"deleting twice", []any{at(1, "un"), gone(2), gone(2), gone(0)}, ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			x := open(t)
			for _, step := range c.steps {
				switch step := step.(type) {
				case search.Document:
					put(t, x, step)
				case search.Ref:
					if err := x.Delete(ctx(t), []search.Ref{step}); err != nil {
						t.Fatal(err)
					}
				}
			}
			r := find(t, x, search.Query{})
			if c.want == "" {
				wantIDs(t, "all", r)
				wantIDs(t, "by kind", find(t, x, search.Query{Kinds: []string{"report"}}))
				return
			}
			wantIDs(t, "all", r, "a")
			if got := r.Hits[0].Title.String(); got != c.want {
				t.Errorf("title %q, want %q", got, c.want)
			}
		})
	}
}

func testOneBatch(t *testing.T, open Open) {
	x := open(t)
	newer, older := doc("a", "deux"), doc("a", "un")
	newer.Rev = 2
	put(t, x, newer, older, doc("b", "autre"))
	r := find(t, x, search.Query{Text: "deux "})
	wantIDs(t, "the greatest revision of a batch", r, "a")
	wantIDs(t, "the other", find(t, x, search.Query{Text: "un "}))
	refs := []search.Ref{{Kind: "report", ID: "a", Rev: 2}, {Kind: "report", ID: "a", Rev: 1}, {Kind: "report", ID: "never", Rev: 1}}
	if err := x.Delete(ctx(t), refs); err != nil {
		t.Fatal(err)
	}
	wantIDs(t, "after the delete", find(t, x, search.Query{}), "b")
	put(t, x, older)
	wantIDs(t, "after a late put", find(t, x, search.Query{}), "b")
}
