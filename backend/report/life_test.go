package report_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// reach makes a report of the author's in a status.
func (w *world) reach(status report.Status) civic.ID {
	w.t.Helper()
	id := w.submit()
	switch status {
	case report.Submitted:
	case report.Withdrawn:
		if err := w.Withdraw(w.ctx, w.author, id); err != nil {
			w.t.Fatal(err)
		}
	case report.Duplicate:
		w.act(w.roads, id, report.Act{Kind: report.ActDuplicate, DuplicateOf: w.submit()})
	default:
		w.set(id, status)
	}
	if v := w.get(w.author, id); v.Status != status {
		w.t.Fatalf("reached %s, not %s", v.Status, status)
	}
	return id
}

// life is what the glossary says of a report's life: from a status, what an
// official of the responsible authority may make of it.
var life = map[report.Status]string{
	report.Submitted:    "acknowledged in_progress resolved declined",
	report.Acknowledged: "in_progress resolved declined",
	report.InProgress:   "resolved declined",
	report.Resolved:     "in_progress",
	report.Declined:     "acknowledged in_progress",
}

func TestEveryTransitionByEveryRole(t *testing.T) {
	w := newWorld(t)
	actors := w.readers()
	for _, from := range report.Statuses {
		shared := w.reach(from) // what is refused leaves it as it is
		rev := w.get(w.author, shared).Rev
		for name, a := range actors {
			can := w.can(a, shared)
			for _, to := range report.Statuses {
				may := name == "official" && slices.Contains(strings.Fields(life[from]), string(to))
				if told := slices.Contains(can, "status:"+string(to)); told != may {
					t.Errorf("%s: %s → %s: may %v, told %v", name, from, to, may, can)
				}
				id, want := shared, from
				if may {
					id, want = w.reach(from), to
				}
				_, _, err := w.AddUpdate(w.ctx, a, id, report.Act{Kind: report.ActStatus, Status: to, Reason: "r"})
				if (err == nil) != may {
					t.Errorf("%s: %s → %s: %v", name, from, to, err)
				}
				if v := w.get(w.author, id); v.Status != want || id == shared && v.Rev != rev {
					t.Errorf("%s: %s → %s left %s at revision %d", name, from, to, v.Status, v.Rev)
				}
			}
		}
	}
}

// can is what the actor is offered; nothing when they can't see the report.
func (w *world) can(a civic.Actor, id civic.ID) []string {
	v, err := w.Get(w.ctx, a, id)
	if err != nil || v.Viewer == nil {
		return nil
	}
	return v.Viewer.Can
}

func TestReasons(t *testing.T) {
	w := newWorld(t)
	id := w.submit()
	for _, act := range []report.Act{
		{Kind: report.ActStatus, Status: report.Declined},
		{Kind: report.ActStatus, Status: report.Declined, Reason: " \u200b"},
		{Kind: report.ActHandOver, Authority: "water"},
	} {
		if _, _, err := w.AddUpdate(w.ctx, w.roads, id, act); codes(err) != "reason report.text_empty" {
			t.Errorf("%s without a reason: %s", act.Kind, codes(err))
		}
	}
	w.set(id, report.Declined)
	_, _, err := w.AddUpdate(w.ctx, w.roads, id, report.Act{Kind: report.ActStatus, Status: report.InProgress})
	if codes(err) != "reason report.text_empty" {
		t.Errorf("taking up again without a reason: %s", codes(err))
	}
}

// offered is one act: its word in Viewer.Can, in which statuses it makes sense,
// and for whom.
type offered struct {
	word, states, role string
	do                 func(a civic.Actor, id civic.ID) error
}

func (w *world) acts() []offered {
	all := "submitted acknowledged in_progress resolved declined duplicate"
	open := "submitted acknowledged in_progress"
	return []offered{
		{"answer", all, "official", w.does(report.Act{Kind: report.ActAnswer, Text: "Nous arrivons"})},
		{"note", all, "official", w.does(report.Act{Kind: report.ActNote, Text: "interne"})},
		{"assign", all, "official", w.does(report.Act{Kind: report.ActAssign, Assignee: w.roads2.ID})},
		{"ask", open, "official", w.does(report.Act{Kind: report.ActAsk, Text: "Où ?"})},
		{"hand_over", open, "official", w.does(report.Act{Kind: report.ActHandOver, Authority: "water", Reason: "r"})},
		{"duplicate", open, "official", func(a civic.Actor, id civic.ID) error {
			return w.does(report.Act{Kind: report.ActDuplicate, DuplicateOf: w.submit()})(a, id)
		}},
		{"undo_duplicate", "duplicate", "official", w.does(report.Act{Kind: report.ActUndoDuplicate})},
		{"edit", "submitted", "author", func(a civic.Actor, id civic.ID) error {
			title := "t"
			_, err := w.Edit(w.ctx, a, id, report.Edit{Title: &title})
			return err
		}},
		{"withdraw", "submitted acknowledged", "author", func(a civic.Actor, id civic.ID) error { return w.Withdraw(w.ctx, a, id) }},
		{"confirm", "resolved", "author", func(a civic.Actor, id civic.ID) error {
			_, err := w.Confirm(w.ctx, a, id, report.Confirm{Resolved: true})
			return err
		}},
		{"reply", "", "author", w.does(report.Act{Kind: report.ActReply, Text: "Ici"})},
		{"reveal", all, "official", func(a civic.Actor, id civic.ID) error { _, err := w.Reveal(w.ctx, a, id); return err }},
		{"support", open, "not author", func(a civic.Actor, id civic.ID) error { _, err := w.Support(w.ctx, a, id); return err }},
	}
}

// Every other act: who may, in which status. What Viewer.Can offers is the same.
func TestEveryActByEveryRole(t *testing.T) {
	w := newWorld(t)
	actors := w.readers()
	for _, act := range w.acts() {
		for _, status := range report.Statuses {
			shared := w.reach(status)
			for name, a := range actors {
				may := slices.Contains(strings.Fields(act.states), string(status)) &&
					(act.role == name || act.role == "not author" && name != "author" && name != "nobody")
				if told := slices.Contains(w.can(a, shared), act.word); told != may {
					t.Errorf("%s in %s by %s: may %v, told %v", act.word, status, name, may, told)
				}
				id := shared
				if may {
					id = w.reach(status)
				}
				err := act.do(a, id)
				// Withdrawing again is safe to repeat.
				if again := act.word == "withdraw" && status == report.Withdrawn && name == "author"; (err == nil) != (may || again) {
					t.Errorf("%s in %s by %s: %v", act.word, status, name, err)
				}
				if err != nil && civic.KindOf(err) == "" {
					t.Errorf("%s in %s by %s: an error without a kind: %v", act.word, status, name, err)
				}
			}
		}
	}
}

func (w *world) does(act report.Act) func(civic.Actor, civic.ID) error {
	return func(a civic.Actor, id civic.ID) error {
		_, _, err := w.AddUpdate(w.ctx, a, id, act)
		return err
	}
}

func TestUnknownAndGone(t *testing.T) {
	w := newWorld(t)
	for name, do := range map[string]func(context.Context, civic.Actor, civic.ID) error{
		"get":      func(ctx context.Context, a civic.Actor, id civic.ID) error { _, err := w.Get(ctx, a, id); return err },
		"withdraw": w.Withdraw,
		"edit": func(ctx context.Context, a civic.Actor, id civic.ID) error {
			_, err := w.Edit(ctx, a, id, report.Edit{})
			return err
		},
		"support": func(ctx context.Context, a civic.Actor, id civic.ID) error {
			_, err := w.Support(ctx, a, id)
			return err
		},
		"unsupport": func(ctx context.Context, a civic.Actor, id civic.ID) error {
			_, err := w.Unsupport(ctx, a, id)
			return err
		},
		"confirm": func(ctx context.Context, a civic.Actor, id civic.ID) error {
			_, err := w.Confirm(ctx, a, id, report.Confirm{})
			return err
		},
		"reveal": func(ctx context.Context, a civic.Actor, id civic.ID) error {
			_, err := w.Reveal(ctx, a, id)
			return err
		},
		"flag": func(ctx context.Context, a civic.Actor, id civic.ID) error {
			_, err := w.Flaggable(ctx, a, id)
			return err
		},
		"note": func(_ context.Context, a civic.Actor, id civic.ID) error {
			return w.does(report.Act{Kind: report.ActNote, Text: "n"})(a, id)
		},
		"photo": func(ctx context.Context, a civic.Actor, id civic.ID) error { return w.MaySeePhoto(ctx, a, id, w.id()) },
	} {
		for _, a := range []civic.Actor{w.other, w.roads} {
			if err := do(w.ctx, a, w.id()); civic.KindOf(err) != civic.KindNotFound {
				t.Errorf("%s of nothing: %v", name, err)
			}
			hidden := w.submit()
			w.decide(hidden, report.Hide, "r")
			for _, id := range []civic.ID{w.reach(report.Withdrawn), hidden} {
				if err := do(w.ctx, a, id); codes(err) != " report.gone" {
					t.Errorf("%s of what is gone: %v", name, err)
				}
			}
		}
	}
}

func TestUpdateAgain(t *testing.T) {
	w := newWorld(t)
	id, uid := w.submit(), w.id()
	in := report.Act{ID: uid, Kind: report.ActStatus, Status: report.InProgress, Text: "On y va"}
	v, created, err := w.AddUpdate(w.ctx, w.roads, id, in)
	if err != nil || !created || len(v.Updates) != 2 {
		t.Fatal(created, err)
	}
	w.set(id, report.Resolved) // meanwhile
	in.IfRev = 1               // and the first answer was lost
	again, created, err := w.AddUpdate(w.ctx, w.roads, id, in)
	if err != nil || created || again.Status != report.Resolved || len(again.Updates) != 3 {
		t.Errorf("again: created %v, %s, %d updates, %v", created, again.Status, len(again.Updates), err)
	}
	in.Text = "autre"
	_, _, err = w.AddUpdate(w.ctx, w.roads, id, in)
	wantCode(t, err, "report.update_taken")
	in.Text = "On y va"
	_, _, err = w.AddUpdate(w.ctx, w.roads2, id, in)
	wantCode(t, err, "report.update_taken")
	_, _, err = w.AddUpdate(w.ctx, w.roads, id, report.Act{Kind: report.ActNote, Text: "n", IfRev: 1})
	wantCode(t, err, "report.stale")
	if m := w.messages("report", string(id)); !slices.Equal(m, []string{"report.submitted", "report.status_changed", "report.status_changed"}) {
		t.Errorf("messages %v", m)
	}
}

func TestHandOver(t *testing.T) {
	w := newWorld(t)
	id := w.submit()
	w.act(w.roads, id, report.Act{Kind: report.ActAssign, Assignee: w.roads2.ID})
	w.act(w.roads, id, report.Act{Kind: report.ActNote, Text: "NOTEMARK"})
	v := w.act(w.roads, id, report.Act{Kind: report.ActHandOver, Authority: "water", Reason: "Une conduite"})
	if v.Authority != "water" || v.Assignee != "" {
		t.Errorf("%+v", v.Summary)
	}
	_, _, err := w.AddUpdate(w.ctx, w.roads, id, report.Act{Kind: report.ActStatus, Status: report.Resolved})
	wantCode(t, err, "report.not_authority")
	if got := mustJSON(t, w.get(w.water, id)); strings.Contains(got, "NOTEMARK") || strings.Contains(got, string(w.roads2.ID)) {
		t.Errorf("the new authority reads the old one's internals")
	}
	if got := mustJSON(t, w.get(w.roads, id)); !strings.Contains(got, "NOTEMARK") {
		t.Errorf("the old authority no longer reads its own notes")
	}
	_, _, err = w.AddUpdate(w.ctx, w.water, id, report.Act{Kind: report.ActAssign, Assignee: w.roads2.ID})
	wantCode(t, err, "report.assignee_unknown")
	_, _, err = w.AddUpdate(w.ctx, w.water, id, report.Act{Kind: report.ActHandOver, Authority: "water", Reason: "r"})
	wantCode(t, err, "report.authority_unknown")
	w.act(w.water, id, report.Act{Kind: report.ActStatus, Status: report.Resolved})
	if v := w.get(w.nobody, id); v.ResolvedBy != "water" || v.ResolvedAt != w.clock.pointNow() {
		t.Errorf("resolved by %s at %s", v.ResolvedBy, v.ResolvedAt)
	}
}

func TestDuplicate(t *testing.T) {
	w := newWorld(t)
	original, id := w.submit(), w.submit()
	w.set(id, report.Acknowledged)
	hidden, resolved := w.submit(), w.reach(report.Resolved)
	w.decide(hidden, report.Hide, "r")
	for name, of := range map[string]civic.ID{
		"nothing": "", "itself": id, "unknown": w.id(), "hidden": hidden, "resolved": resolved,
		"withdrawn": w.reach(report.Withdrawn), "a duplicate": w.reach(report.Duplicate),
	} {
		if _, _, err := w.AddUpdate(w.ctx, w.roads, id, report.Act{Kind: report.ActDuplicate, DuplicateOf: of}); codes(err) != "duplicate_of report.original_unfit" {
			t.Errorf("duplicate of %s: %v", name, err)
		}
	}
	if _, err := w.Support(w.ctx, w.other, id); err != nil {
		t.Fatal(err)
	}
	v := w.act(w.roads, id, report.Act{Kind: report.ActDuplicate, DuplicateOf: original})
	if v.Status != report.Duplicate || v.DuplicateOf != original || v.Supports != 1 {
		t.Errorf("%+v", v.Summary)
	}
	if _, _, err := w.AddUpdate(w.ctx, w.roads, original, report.Act{Kind: report.ActDuplicate, DuplicateOf: id}); codes(err) != "duplicate_of report.original_unfit" {
		t.Errorf("a circle: %v", err)
	}
	if v = w.act(w.roads, id, report.Act{Kind: report.ActUndoDuplicate}); v.Status != report.Acknowledged || v.DuplicateOf != "" {
		t.Errorf("undone: %+v", v.Summary)
	}
	kinds := w.messages("report", string(id))
	if !slices.Equal(kinds[2:], []string{"report.duplicate", "report.duplicate_undone"}) {
		t.Errorf("messages %v", kinds)
	}
}

// Two officials mark two reports as each other's duplicates in the same instant.
func TestDuplicateRace(t *testing.T) {
	w := newWorld(t)
	for range 20 {
		a, b := w.submit(), w.submit()
		done := make(chan error, 2)
		mark := func(x, of civic.ID) {
			_, _, err := w.AddUpdate(w.ctx, w.roads, x, report.Act{Kind: report.ActDuplicate, DuplicateOf: of})
			done <- err
		}
		go mark(a, b)
		go mark(b, a)
		if e1, e2 := <-done, <-done; e1 != nil && e2 != nil {
			t.Fatal(errors.Join(e1, e2))
		}
		if va, vb := w.get(w.roads, a), w.get(w.roads, b); va.DuplicateOf == b && vb.DuplicateOf == a {
			t.Fatal("a circle of duplicates")
		}
	}
}

func TestClock(t *testing.T) {
	w := newWorld(t)
	day := 24 * time.Hour
	id := w.submit() // due in 10 days, by law in 60
	first := w.get(w.nobody, id)
	w.clock.pass(4 * day)
	w.act(w.roads, id, report.Act{Kind: report.ActAsk, Text: "Quel côté ?"})
	w.clock.pass(day)
	w.act(w.roads, id, report.Act{Kind: report.ActAsk, Text: "Et quand ?"}) // the clock stands since the first
	w.clock.pass(19 * day)
	v := w.get(w.nobody, id)
	if !v.AwaitingAnswer || v.Overdue || v.DueAt != first.DueAt || v.AwaitingSince.IsZero() {
		t.Errorf("while awaited: %+v", v.Summary)
	}
	v = w.act(w.author, id, report.Act{Kind: report.ActReply, Text: "À gauche"})
	if v.AwaitingAnswer || v.DueAt != first.DueAt.Plus(20*day) || v.LegalDueAt != first.LegalDueAt {
		t.Errorf("after the answer: due %s, legal %s", v.DueAt, v.LegalDueAt)
	}
	_, _, err := w.AddUpdate(w.ctx, w.author, id, report.Act{Kind: report.ActReply, Text: "encore"})
	wantCode(t, err, "report.not_asked")
	w.clock.pass(6*day + time.Millisecond)
	if v = w.get(w.nobody, id); !v.Overdue {
		t.Error("not overdue past its moved deadline")
	}
	w.act(w.roads, id, report.Act{Kind: report.ActAsk, Text: "?"}) // a late question mends nothing
	if v = w.get(w.nobody, id); !v.Overdue {
		t.Error("a question made an overdue report punctual")
	}
	w.set(id, report.Resolved)
	if v = w.get(w.nobody, id); v.Overdue || v.AwaitingAnswer {
		t.Errorf("resolved: %+v", v.Summary)
	}

	slow := w.submit()
	w.act(w.roads, slow, report.Act{Kind: report.ActAsk, Text: "?"})
	w.clock.pass(60*day + time.Millisecond)
	if v = w.get(w.nobody, slow); !v.Overdue {
		t.Error("the legal deadline passed while an answer was awaited, and nobody is told")
	}
}

func TestTimelineIsBounded(t *testing.T) {
	w := newWorld(t)
	id := w.submit()
	text := strings.Repeat("<", report.MaxText)
	var err error
	n := 0
	for ; err == nil && n < report.MaxUpdates; n++ {
		_, _, err = w.AddUpdate(w.ctx, w.roads, id, report.Act{Kind: report.ActNote, Text: text})
	}
	wantCode(t, err, "report.timeline_full")
	if n < 20 {
		t.Errorf("full after %d", n)
	}
	w.decide(id, report.Hide, strings.Repeat("<", report.MaxReason))
	w.decide(id, report.Restore, "r")

	_, _, err = w.AddUpdate(w.ctx, w.roads, id, report.Act{Kind: report.ActAnswer, Text: text + "<"})
	if codes(err) != "text report.text_long" {
		t.Errorf("%s", codes(err))
	}
}
