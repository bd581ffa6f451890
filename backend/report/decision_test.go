package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
	"jemaa/backend/store"
)

func TestDecisions(t *testing.T) {
	w := newWorld(t)
	id := w.submit()
	before := w.get(w.nobody, id)
	w.clock.pass(time.Minute)
	hide := report.Decision{Message: w.id(), Report: id, Action: report.Hide, Reason: "Données privées", By: w.mod.ID, At: w.clock.pointNow()}
	for range 3 {
		if err := w.ApplyDecision(w.ctx, hide); err != nil {
			t.Fatal(err)
		}
	}
	if v := w.get(w.author, id); v.Hidden == nil || v.Hidden.Reason != "Données privées" || v.Rev != 2 {
		t.Errorf("the author is told %+v at revision %d", v.Hidden, v.Rev)
	}
	for name, err := range map[string]error{
		"reply": w.does(report.Act{Kind: report.ActReply, Text: "x"})(w.author, id),
		"edit":  func() error { d := "x"; _, err := w.Edit(w.ctx, w.author, id, report.Edit{Title: &d}); return err }(),
	} {
		if codes(err) != " report.hidden" {
			t.Errorf("%s of a hidden report: %v", name, err)
		}
	}
	w.decide(id, report.Restore, "Erreur")
	if err := w.ApplyDecision(w.ctx, hide); err != nil { // delivered once more, late
		t.Fatal(err)
	}
	v := w.get(w.nobody, id)
	if v.Hidden != nil || v.UpdatedAt != before.UpdatedAt || len(v.Updates) != len(before.Updates) {
		t.Errorf("restored whole: %+v", v.Summary)
	}
	p, err := w.List(w.ctx, w.nobody, report.Filter{Sort: report.SortDeadline, Area: "maarif"})
	if err != nil || len(p.Items) != 1 {
		t.Errorf("back in the lists: %d, %v", len(p.Items), err)
	}
	if m := w.messages("report", string(id)); !slices.Equal(m, []string{"report.submitted", "report.hidden", "report.restored"}) {
		t.Errorf("messages %v", m)
	}
	if err := w.ApplyDecision(w.ctx, report.Decision{Message: w.id(), Report: w.id(), Action: report.Hide}); err != nil {
		t.Errorf("a decision about what was purged meanwhile comes back for ever: %v", err)
	}
	if err := w.ApplyDecision(w.ctx, report.Decision{Message: w.id(), Report: id, Action: "burn"}); err == nil {
		t.Error("an action that nobody knows")
	}
}

// What a moderator saw is released, and nothing that came while they were looking:
// not in a reply, not from a supporter, however many there are. What still waits
// is said, so that the case waits too.
func TestReleaseIsForWhatWasSeen(t *testing.T) {
	w := newWorld(t)
	first, second := w.photo(w.author), w.photo(w.author)
	id := w.submit(func(in *report.Submission) { in.Category, in.Photos = "safety", []civic.ID{first} })
	seen := w.held(id)
	w.act(w.roads, id, report.Act{Kind: report.ActAsk, Text: "?"})
	w.act(w.author, id, report.Act{Kind: report.ActReply, Photos: []civic.ID{second}})
	d := report.Decision{
		Message: w.id(), Report: id, Action: report.ReleasePhotos, Reason: "r", By: w.mod.ID, At: w.clock.pointNow(), Photos: seen,
	}
	for range 2 {
		if err := w.ApplyDecision(w.ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.MaySeePhoto(w.ctx, w.nobody, id, first); err != nil {
		t.Errorf("released: %v", err)
	}
	if err := w.MaySeePhoto(w.ctx, w.nobody, id, second); err == nil {
		t.Error("shown before anybody saw it")
	}
	if got := w.held(id); !slices.Equal(got, []civic.ID{second}) || !w.saysHeld(id) {
		t.Errorf("still held: %v, and it is said: %v", got, w.saysHeld(id))
	}
	supporter := w.support(id, 1)[0]
	w.set(id, report.Resolved)
	third := w.photo(supporter)
	d.Message, d.Photos = w.id(), w.held(id)
	if _, err := w.Confirm(w.ctx, supporter, id, report.Confirm{Photo: third}); err != nil {
		t.Fatal(err)
	}
	if err := w.ApplyDecision(w.ctx, d); err != nil {
		t.Fatal(err)
	}
	if got := w.held(id); !slices.Equal(got, []civic.ID{third}) || !w.saysHeld(id) {
		t.Errorf("of supporters: %v, and it is said: %v", got, w.saysHeld(id))
	}
	w.decide(id, report.ReleasePhotos, "r")
	if got := w.held(id); len(got) != 0 || w.saysHeld(id) {
		t.Errorf("all are released: %v, and it is said that some wait: %v", got, w.saysHeld(id))
	}
}

// Where nobody says what was seen, it is what was there when the moderator decided.
func TestReleaseUnnamed(t *testing.T) {
	w := newWorld(t)
	id := w.submit(func(in *report.Submission) { in.Category, in.Photos = "safety", []civic.ID{w.photo(w.author)} })
	d := report.Decision{Message: w.id(), Report: id, Action: report.ReleasePhotos, Reason: "r", By: w.mod.ID, At: w.clock.pointNow()}
	w.clock.pass(time.Second)
	late := w.photo(w.author)
	w.act(w.roads, id, report.Act{Kind: report.ActAsk, Text: "?"})
	w.act(w.author, id, report.Act{Kind: report.ActReply, Photos: []civic.ID{late}})
	if err := w.ApplyDecision(w.ctx, d); err != nil {
		t.Fatal(err)
	}
	if got := w.held(id); !slices.Equal(got, []civic.ID{late}) {
		t.Errorf("still held: %v", got)
	}
}

// saysHeld tells whether a report's last message says that photos wait.
func (w *world) saysHeld(id civic.ID) bool {
	w.t.Helper()
	pending, err := w.engine.Pending(w.ctx, "report", "", 1000)
	if err != nil || len(pending) != 1 {
		w.t.Fatalf("%d documents, %v", len(pending), err)
	}
	last := pending[0].Messages[len(pending[0].Messages)-1]
	return strings.Contains(string(last.Data), `"held":true`)
}

// However many supporters sent photos, the last one's is found and released too.
func TestReleaseBeyondOneScan(t *testing.T) {
	w := newWorld(t)
	id := w.submit(func(in *report.Submission) { in.Category = "safety" })
	var last civic.ID
	for range store.MaxScan + 1 {
		account := w.id()
		last = max(last, account)
		doc := fmt.Sprintf(`{"report":%q,"account":%q,"round":1,"resolved":true,"at":%q,"photo":{"id":%q,"held":true}}`, id, account, w.clock.pointNow(), account)
		r := store.Record{ID: string(id) + "/" + string(account), Rev: 1, ChangedAt: w.clock.pointNow(), Doc: []byte(doc)}
		if err := w.engine.Insert(w.ctx, "confirmation", r, nil); err != nil {
			t.Fatal(err)
		}
	}
	d := report.Decision{Message: w.id(), Report: id, Action: report.ReleasePhotos, Reason: "r", By: w.mod.ID, Photos: []civic.ID{last}}
	if err := w.ApplyDecision(w.ctx, d); err != nil {
		t.Fatal(err)
	}
	if err := w.MaySeePhoto(w.ctx, w.roads, id, last); err != nil {
		t.Error(err)
	}
	if n := len(w.held(id)); n != report.MaxHeld {
		t.Errorf("%d held photos at once", n)
	}
}

// Only moderators are shown what is held.
func TestHeldPhotosAreForModerators(t *testing.T) {
	w := newWorld(t)
	photo := w.photo(w.author)
	id := w.submit(func(in *report.Submission) { in.Category, in.Photos = "safety", []civic.ID{photo} })
	for name, a := range w.readers() {
		got, err := w.HeldPhotos(w.ctx, a, id)
		if may := name == "moderator"; may != (err == nil) || may != (len(got) == 1) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}
