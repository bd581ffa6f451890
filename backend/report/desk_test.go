package report_test

import (
	"slices"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

func (w *world) numbers() report.Numbers {
	w.t.Helper()
	n, err := w.Numbers(w.ctx, w.roads, "roads", time.UTC)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func ages(n report.Numbers) map[report.Age]int64 {
	out := map[report.Age]int64{}
	for _, a := range n.Ages {
		if a.N != 0 {
			out[a.Age] = a.N
		}
	}
	return out
}

const day = 24 * time.Hour

// One report goes through its life; the numbers say of every moment what is so.
func TestNumbersFollowAReport(t *testing.T) {
	w := newWorld(t)
	id := w.submit() // due in ten days
	steps := []struct {
		what string
		do   func()
		want map[report.Age]int64
	}{
		{"sent", func() {}, map[report.Age]int64{report.DueMonth: 1}},
		{"four days later", func() { w.clock.pass(4 * day) }, map[report.Age]int64{report.DueWeek: 1}},
		{"asked", func() { w.act(w.roads, id, report.Act{Kind: report.ActAsk, Text: "Où ?"}) }, map[report.Age]int64{report.Waiting: 1}},
		{"asked long ago", func() { w.clock.pass(20 * day) }, map[report.Age]int64{report.Waiting: 1}},
		{"told", func() { w.act(w.author, id, report.Act{Kind: report.ActReply, Text: "Là"}) }, map[report.Age]int64{report.DueWeek: 1}},
		{"late", func() { w.clock.pass(6*day + time.Second) }, map[report.Age]int64{report.LateWeek: 1}},
		{"asked when late", func() { w.act(w.roads, id, report.Act{Kind: report.ActAsk, Text: "Où ?"}) }, map[report.Age]int64{report.LateWeek: 1}},
		{"later", func() { w.clock.pass(8 * day) }, map[report.Age]int64{report.LateWeeks: 1}},
		{"declined", func() { w.set(id, report.Declined) }, map[report.Age]int64{}},
		{"taken up", func() { w.set(id, report.InProgress) }, map[report.Age]int64{report.LateWeek: 1}},
		{"hidden", func() { w.decide(id, report.Hide, "R") }, map[report.Age]int64{}},
	}
	for _, s := range steps {
		s.do()
		got := w.numbers()
		if !mapsEqual(ages(got), s.want) {
			t.Errorf("%s: %v, want %v", s.what, ages(got), s.want)
		}
		var sum int64
		for _, a := range got.Ages {
			sum += a.N
		}
		late := ages(got)[report.LateWeek] + ages(got)[report.LateWeeks] + ages(got)[report.LateMonth]
		if got.Open != sum || got.Overdue != late || got.Week != ages(got)[report.DueWeek] || got.Waiting != ages(got)[report.Waiting] {
			t.Errorf("%s: the tiles do not add up: %+v", s.what, got)
		}
		if v, err := w.Get(w.ctx, w.mod, id); err != nil || (v.Overdue && v.Hidden == nil) != (late == 1) {
			t.Errorf("%s: the report says overdue %v (%v), the numbers %d", s.what, v.Overdue, err, late)
		}
	}
}

func mapsEqual(a, b map[report.Age]int64) bool {
	for k, n := range a {
		if b[k] != n {
			return false
		}
	}
	return len(a) == len(b)
}

func TestNumbersOfDays(t *testing.T) {
	w := newWorld(t)
	paris := time.FixedZone("later", 3600)
	w.clock.pass(13*time.Hour + 30*time.Minute) // 22:30, in the zone 23:30
	first := w.submit()
	w.clock.pass(time.Hour) // tomorrow in the zone
	second, third := w.submit(), w.submit()
	w.set(first, report.Resolved)
	w.act(w.roads, second, report.Act{Kind: report.ActDuplicate, DuplicateOf: third})
	w.clock.pass(day)
	w.set(third, report.Resolved)
	if _, err := w.Confirm(w.ctx, w.author, third, report.Confirm{Resolved: false, Words: "Non"}); err != nil {
		t.Fatal(err)
	}
	w.act(w.roads, first, report.Act{Kind: report.ActAnswer, Text: "Merci"}) // said later, closed all the same
	n, err := w.Numbers(w.ctx, w.roads, "roads", paris)
	if err != nil {
		t.Fatal(err)
	}
	want := []report.DayCount{{Day: "2026-03-01", Came: 1}, {Day: "2026-03-02", Came: 2, Closed: 2}, {Day: "2026-03-03"}}
	if len(n.Days) != report.NumberDays || !slices.Equal(n.Days[len(n.Days)-3:], want) {
		t.Errorf("days %+v, want to end with %+v", n.Days, want)
	}
	if n.Contested != 1 || n.Open != 1 {
		t.Errorf("contested %d of %d, want 1 of 1", n.Contested, n.Open)
	}
}

func TestNumbersAreTheirs(t *testing.T) {
	w := newWorld(t)
	w.submit()
	for name, c := range map[string]struct {
		actor civic.Actor
		code  string
	}{
		"nobody": {w.nobody, "report.sign_in"}, "author": {w.author, "report.not_authority"}, "water": {w.water, "report.not_authority"},
		"moderator": {w.mod, "report.not_authority"}, "admin": {w.admin, "report.not_authority"}, "roads": {w.roads, ""}, "colleague": {w.roads2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.Numbers(w.ctx, c.actor, "roads", time.UTC)
			wantCode(t, err, c.code)
			_, err = w.Templates(w.ctx, c.actor, "roads")
			wantCode(t, err, c.code)
			in := report.Template{ID: w.id(), Name: "T", Texts: civic.Words{civic.French: "t"}}
			_, err = w.PutTemplate(w.ctx, c.actor, "roads", in)
			wantCode(t, err, c.code)
			wantCode(t, w.RemoveTemplate(w.ctx, c.actor, "roads", in.ID), c.code)
		})
	}
	if n, err := w.Numbers(w.ctx, w.water, "water", time.UTC); err != nil || n.Open != 0 {
		t.Errorf("water counts %d of the roads' reports (%v)", n.Open, err)
	}
}
