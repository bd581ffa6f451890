package report_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// sameLines holds what nobody in particular gets against what encoding/json makes of
// the list, and gives how many lines that were.
func (w *world) sameLines(f report.Filter) int {
	w.t.Helper()
	list, refused := w.List(w.ctx, w.nobody, f)
	page, err := w.Lines(w.ctx, f)
	if refused != nil {
		wantCode(w.t, err, refused.(*civic.Error).Code)
		return 0
	}
	if err != nil || len(page.Items) != len(list.Items) || page.Next != list.Next {
		w.t.Fatalf("%+v: %d lines of %d, next %q of %q, %v", f, len(page.Items), len(list.Items), page.Next, list.Next, err)
	}
	for i, s := range list.Items {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			w.t.Fatal(err)
		}
		if got := string(page.Items[i].Text) + "\n"; got != want.String() {
			w.t.Fatalf("%+v: a line\n%snot\n%s", f, got, want.String())
		}
	}
	return len(list.Items)
}

// What was written before is given only while every byte of it holds: over time
// deadlines pass, supports come, words, photos and statuses change, reports vanish.
func TestLinesAreListsInEveryByte(t *testing.T) {
	w := newWorld(t)
	rng := rand.New(rand.NewPCG(3, 5))
	odd := []string{"<b>&amp;</b> \"12\"", "حفرة \u2028 كبيرة", "a\\b\tc", "😀 Ⓐ é", "fin."}
	var mine []civic.ID
	for _, title := range odd {
		mine = append(mine, w.submit(func(in *report.Submission) { in.Title, in.Photos = title, []civic.ID{w.photo(w.author)} }))
		w.clock.pass(time.Second)
	}
	w.scatter(rng, 160)
	seen := 0
	for round := range 5 {
		for _, sort := range []report.Sort{report.SortNew, report.SortUpdated, report.SortDeadline} {
			for _, f := range []report.Filter{{}, {Area: "anfa", Status: []report.Status{report.Submitted}}, {Area: "maarif"}, {Status: []report.Status{report.Resolved}}} {
				f.Sort, f.Limit = sort, 1+rng.IntN(100)
				seen += w.sameLines(f)
			}
		}
		w.support(mine[0], 1)
		title := odd[round] + odd[0]
		if _, err := w.Edit(w.ctx, w.author, mine[1], report.Edit{Title: &title}); err != nil {
			t.Fatal(err)
		}
		if round == 3 {
			w.decide(mine[2], report.Hide, "r")
		}
		w.clock.pass(19 * 24 * time.Hour)
	}
	if seen < 1000 {
		t.Errorf("only %d lines", seen)
	}
}

// A page for everybody is refused as the list is.
func TestLinesRefuse(t *testing.T) {
	w := newWorld(t)
	_, err := w.Lines(w.ctx, report.Filter{Assignee: w.roads.ID})
	wantCode(t, err, "report.assignee_private")
	_, err = w.Lines(w.ctx, report.Filter{After: "nowhere"})
	wantCode(t, err, "report.cursor_malformed")
	if p, err := w.Lines(w.ctx, report.Filter{Category: "light", Domain: "mobility"}); err != nil || len(p.Items) != 0 {
		t.Errorf("%d, %v", len(p.Items), err)
	}
}
