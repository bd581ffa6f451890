package report_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

func (w *world) support(id civic.ID, n int) []civic.Actor {
	w.t.Helper()
	var out []civic.Actor
	for range n {
		a := w.actor("supporter")
		if _, err := w.Support(w.ctx, a, id); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

// Fifty people support in the same instant, some twice, some leave and come
// back: each counts once.
func TestSupportRace(t *testing.T) {
	w := newWorld(t)
	id := w.submit()
	var wg sync.WaitGroup
	for i := range 50 {
		a := w.actor("supporter")
		wg.Go(func() {
			steps := []func() (report.Supporting, error){
				func() (report.Supporting, error) { return w.Support(w.ctx, a, id) },
				func() (report.Supporting, error) { return w.Support(w.ctx, a, id) },
			}
			if i%3 == 0 {
				steps = append(steps, func() (report.Supporting, error) { return w.Unsupport(w.ctx, a, id) }, steps[0])
			}
			for _, step := range steps {
				if _, err := step(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	of := []civic.Subject{{Kind: report.Kind, ID: id}, {Kind: report.Kind, ID: "gone"}}
	counts, err := w.Count(w.ctx, of)
	if err != nil || len(counts) != 1 || counts[of[0]]["supports"] != 50 {
		t.Errorf("%v, %v", counts, err)
	}
	if v := w.get(w.nobody, id); v.Supports != 50 || v.Rev != 1 {
		t.Errorf("%d supports at revision %d", v.Supports, v.Rev)
	}
}

func TestSupport(t *testing.T) {
	w := newWorld(t)
	id := w.submit()
	_, err := w.Support(w.ctx, w.nobody, id)
	wantCode(t, err, "report.sign_in")
	_, err = w.Support(w.ctx, w.author, id)
	wantCode(t, err, "report.support_own")
	for _, want := range []int64{1, 1} {
		if s, err := w.Support(w.ctx, w.other, id); err != nil || !s.Supported || s.Supports != want {
			t.Errorf("%+v, %v", s, err)
		}
	}
	if v := w.get(w.other, id); !v.Viewer.Supported {
		t.Error("not told that they support")
	}
	w.set(id, report.Resolved)
	if _, err := w.Support(w.ctx, w.other, id); err != nil {
		t.Errorf("repeating a support of what is now resolved: %v", err)
	}
	_, err = w.Support(w.ctx, w.water, id)
	wantCode(t, err, "report.support_closed")
	for range 2 {
		if s, err := w.Unsupport(w.ctx, w.other, id); err != nil || s.Supported || s.Supports != 0 {
			t.Errorf("%+v, %v", s, err)
		}
	}
	if _, err := w.Unsupport(w.ctx, w.water, id); err != nil {
		t.Errorf("leaving what one never supported: %v", err)
	}
	edge := string(id) + "/" + string(w.other.ID)
	if m := w.messages("support", edge); !slices.Equal(m, []string{"support.cast", "support.withdrawn"}) {
		t.Errorf("messages %v", m)
	}
	pending, err := w.engine.Pending(w.ctx, "support", "", 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pending {
		for _, m := range p.Messages {
			if s, ok := report.SubjectOf(m.Message); !ok || s.ID != id || s.Kind != "report" {
				t.Errorf("%s is about %v", m.Kind, s)
			}
		}
	}
}

func TestAuthorContests(t *testing.T) {
	w := newWorld(t)
	id := w.submit()
	no := report.Confirm{Words: "Toujours là", Photo: w.photo(w.author)}
	_, err := w.Confirm(w.ctx, w.author, id, no)
	wantCode(t, err, "report.not_resolved")
	w.set(id, report.Resolved)
	w.clock.pass(time.Hour)
	for range 2 { // the second is the first one again
		v, err := w.Confirm(w.ctx, w.author, id, no)
		if err != nil || v.Status != report.InProgress || !v.Contested || v.Confirmations.No != 1 || v.Rev != 3 {
			t.Fatalf("%+v, %v", v.Summary, err)
		}
		last := v.Updates[len(v.Updates)-1]
		if last.Kind != report.UpdateContested || last.Text != no.Words || len(last.Photos) != 1 || last.To != "in_progress" {
			t.Errorf("%+v", last)
		}
	}
	w.set(id, report.Resolved)
	if v := w.get(w.author, id); v.Contested || v.Confirmations.No+v.Confirmations.Yes != 0 {
		t.Errorf("a new round: %+v", v.Summary)
	}
	v, err := w.Confirm(w.ctx, w.author, id, report.Confirm{Resolved: true})
	if err != nil || v.Status != report.Resolved || v.Confirmations.Yes != 1 || *v.Viewer.Confirmed != true {
		t.Errorf("%+v, %v", v.Summary, err)
	}
	kinds := w.messages("report", string(id))
	want := []string{"report.submitted", "report.status_changed", "report.contested", "report.status_changed", "report.confirmed"}
	if !slices.Equal(kinds, want) {
		t.Errorf("messages %v", kinds)
	}
	w.clock.pass(report.ContestWindow + time.Millisecond)
	_, err = w.Confirm(w.ctx, w.author, id, report.Confirm{Words: "trop tard"})
	wantCode(t, err, "report.confirm_late")
	w.clock.pass(-2 * time.Millisecond)
	if v, err := w.Confirm(w.ctx, w.author, id, report.Confirm{}); err != nil || v.Status != report.InProgress {
		t.Errorf("on the last day: %s, %v", v.Status, err)
	}
}

func TestSupportersConfirm(t *testing.T) {
	w := newWorld(t)
	id := w.submit()
	people := w.support(id, 4)
	if _, err := w.Support(w.ctx, w.roads, id); err != nil {
		t.Fatal(err)
	}
	w.set(id, report.Resolved)
	for name, a := range map[string]civic.Actor{"other": w.other, "official": w.roads, "moderator": w.mod} {
		if _, err := w.Confirm(w.ctx, a, id, report.Confirm{}); codes(err) != " report.confirm_denied" {
			t.Errorf("%s: %v", name, err)
		}
	}
	say := func(a civic.Actor, c report.Confirm) report.View {
		t.Helper()
		v, err := w.Confirm(w.ctx, a, id, c)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	say(people[0], report.Confirm{Resolved: true})
	say(people[1], report.Confirm{Words: "WORDMARK"})
	say(people[1], report.Confirm{Words: "WORDMARK"})
	say(people[2], report.Confirm{Resolved: true})
	v := say(people[2], report.Confirm{Resolved: false}) // looked again
	if v.Confirmations.Yes != 1 || v.Confirmations.No != 2 || v.Status != report.Resolved || v.Contested || *v.Viewer.Confirmed {
		t.Errorf("%+v %+v", v.Confirmations, v.Summary)
	}
	if m := w.messages("confirmation", string(id)+"/"+string(people[1].ID)); len(m) != 1 {
		t.Errorf("messages %v", m)
	}
	for name, a := range w.readers() {
		words := mustJSON(t, w.get(a, id))
		may := name == "official" || name == "moderator"
		if strings.Contains(words, "WORDMARK") != may || strings.Contains(words, string(people[1].ID)) {
			t.Errorf("%s reads supporters' words: %v", name, !may)
		}
	}
	if _, err := w.Confirm(w.ctx, w.author, id, report.Confirm{}); err != nil {
		t.Fatal(err)
	}
	if v := w.get(w.nobody, id); v.Confirmations.No != 3 || !v.Contested {
		t.Errorf("%+v", v.Confirmations)
	}
	w.set(id, report.Resolved)
	if v := w.get(people[1], id); v.Confirmations.Yes+v.Confirmations.No != 0 || v.Viewer.Confirmed != nil {
		t.Errorf("a new round begins with %+v", v.Confirmations)
	}
	w.clock.pass(report.ContestWindow + time.Millisecond)
	_, err := w.Confirm(w.ctx, people[0], id, report.Confirm{})
	wantCode(t, err, "report.confirm_late")
}

// An answer that comes again under its id is the same answer, whatever became of
// the report meanwhile; words or a photo that come on top are never dropped.
func TestConfirmAgain(t *testing.T) {
	w := newWorld(t)
	id := w.submit()
	supporter := w.support(id, 1)[0]
	w.set(id, report.Resolved)
	say := func(a civic.Actor, c report.Confirm) report.View {
		t.Helper()
		v, err := w.Confirm(w.ctx, a, id, c)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	say(supporter, report.Confirm{Words: "SAME"})
	photo := w.photo(supporter)
	more := report.Confirm{ID: w.id(), Words: "SAME", Photo: photo}
	say(supporter, more)
	if err := w.MaySeePhoto(w.ctx, w.roads, id, photo); err != nil {
		t.Errorf("the photo that came on top of the same words: %v", err)
	}
	say(w.author, report.Confirm{Resolved: true})
	if v := say(w.author, report.Confirm{Resolved: true, Words: "ENFIN"}); v.Updates[len(v.Updates)-1].Text != "ENFIN" {
		t.Error("the words that came on top of the same answer are gone")
	}
	no := report.Confirm{ID: w.id(), Words: "Toujours là"}
	rev := say(w.author, no).Rev
	for _, again := range []report.Confirm{no, {}} {
		if v := say(w.author, again); v.Rev != rev {
			t.Errorf("the same no again wrote revision %d", v.Rev)
		}
	}
	_, err := w.Confirm(w.ctx, w.author, id, report.Confirm{ID: w.id(), Words: "autre"})
	wantCode(t, err, "report.not_resolved")
	if v := say(supporter, more); v.Confirmations.No != 2 {
		t.Errorf("%+v", v.Confirmations)
	}
	w.set(id, report.Resolved)
	if v := say(w.author, no); v.Status != report.Resolved {
		t.Error("the no of an earlier round opened the report again")
	}
	if v := say(supporter, more); v.Confirmations.No != 0 {
		t.Error("the answer of an earlier round counts in this one")
	}
	_, err = w.Confirm(w.ctx, w.author, id, report.Confirm{ID: no.ID, Resolved: true})
	wantCode(t, err, "report.update_taken")
}

// What supporters photograph waits where the category says so, and is never for
// the public.
func TestSupportersPhotos(t *testing.T) {
	w := newWorld(t)
	id := w.submit(func(in *report.Submission) { in.Category = "safety" })
	a := w.support(id, 1)[0]
	w.set(id, report.Resolved)
	photo := w.photo(a)
	if _, err := w.Confirm(w.ctx, a, id, report.Confirm{Photo: photo}); err != nil {
		t.Fatal(err)
	}
	see := func(name string, who civic.Actor, want bool) {
		t.Helper()
		if err := w.MaySeePhoto(w.ctx, who, id, photo); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	see("public", w.nobody, false)
	see("themselves", a, true)
	see("moderator", w.mod, true)
	see("official", w.roads, false)
	w.clock.pass(time.Second)
	w.decide(id, report.ReleasePhotos, "r")
	see("public, released", w.nobody, false)
	see("official, released", w.roads, true)
	_, err := w.Confirm(w.ctx, a, id, report.Confirm{Photo: w.photo(w.other), Resolved: true})
	if codes(err) != "photos[0] report.photo_unknown" {
		t.Errorf("%s", codes(err))
	}
}
