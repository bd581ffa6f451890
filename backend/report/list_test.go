package report_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// scatter makes reports in every status, area, category and authority, some
// hidden, some assigned, some at the same instant.
func (w *world) scatter(rng *rand.Rand, n int) {
	w.t.Helper()
	kinds := []string{"pothole", "light", "leak", "safety"}
	for range n {
		if rng.IntN(3) > 0 {
			w.clock.pass(time.Duration(rng.IntN(3_600_000)) * time.Millisecond)
		}
		id := w.submit(func(in *report.Submission) {
			in.Category = kinds[rng.IntN(len(kinds))]
			in.Location = civic.Point{Lon: -5.1 - float64(rng.IntN(3)), Lat: 33.5}
		})
		who := func() civic.Actor {
			return civic.Actor{ID: w.roads.ID, Grants: []civic.Grant{{Role: civic.Official, Authority: w.read(id).Authority}}}
		}
		if rng.IntN(4) == 0 {
			w.act(who(), id, report.Act{Kind: report.ActHandOver, Authority: pick(rng, slices.DeleteFunc([]string{"roads", "water", "commune-anfa"},
				func(a string) bool { return a == w.read(id).Authority })), Reason: "r"})
		}
		for _, a := range []civic.Actor{w.roads, w.roads2, w.water} {
			if rng.IntN(2) == 0 && a.OfficialOf(w.read(id).Authority) {
				w.act(who(), id, report.Act{Kind: report.ActAssign, Assignee: a.ID})
			}
		}
		switch to := report.Statuses[rng.IntN(len(report.Statuses))]; to {
		case report.Submitted, report.Duplicate:
		case report.Withdrawn:
			if err := w.Withdraw(w.ctx, w.author, id); err != nil {
				w.t.Fatal(err)
			}
		default:
			w.act(who(), id, report.Act{Kind: report.ActStatus, Status: to, Reason: "r"})
		}
		if rng.IntN(6) == 0 {
			w.decide(id, report.Hide, "r")
		}
	}
}

func pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }

func (w *world) read(id civic.ID) *report.Report {
	w.t.Helper()
	r, err := w.Read(w.ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// expect is what a list must give, found by looking at every report.
func (w *world) expect(f report.Filter, all []*report.Report, mine []string) []civic.ID {
	when := map[report.Sort]func(*report.Report) civic.Time{
		report.SortNew:      func(r *report.Report) civic.Time { return r.CreatedAt },
		report.SortUpdated:  func(r *report.Report) civic.Time { return r.UpdatedAt },
		report.SortDeadline: func(r *report.Report) civic.Time { return r.DueAt },
	}[f.Sort]
	var in []*report.Report
	for _, r := range all {
		ok := r.Hidden == nil && r.Status != report.Withdrawn && (f.Sort != report.SortDeadline || r.Status.Open()) &&
			(f.Area == "" || r.Area == f.Area) && (f.Category == "" || r.Category == f.Category) &&
			(f.Domain == "" || r.Domain == f.Domain) && (len(f.Status) == 0 || slices.Contains(f.Status, r.Status)) &&
			(f.Authority == "" || r.Authority == f.Authority) &&
			(f.Assignee == "" || r.Assignee == f.Assignee && slices.Contains(mine, r.Authority)) &&
			(f.From.IsZero() || !when(r).Before(f.From.Time)) && (f.To.IsZero() || when(r).Before(f.To.Time))
		if ok {
			in = append(in, r)
		}
	}
	slices.SortFunc(in, func(a, b *report.Report) int {
		c := cmp.Or(when(a).Compare(when(b).Time), cmp.Compare(a.ID, b.ID))
		if f.Sort != report.SortDeadline {
			c = -c
		}
		return c
	})
	out := []civic.ID{}
	for _, r := range in {
		out = append(out, civic.ID(r.ID))
	}
	return out
}

// walk reads a list page by page.
func (w *world) walk(a civic.Actor, f report.Filter) ([]civic.ID, error) {
	out := []civic.ID{}
	for {
		p, err := w.List(w.ctx, a, f)
		if err != nil {
			return nil, err
		}
		for _, s := range p.Items {
			out = append(out, s.ID)
		}
		if f.After = p.Next; p.Next == "" {
			return out, nil
		}
		if len(p.Items) != f.Limit {
			return nil, fmt.Errorf("a page of %d with a next one, limit %d", len(p.Items), f.Limit)
		}
	}
}

// Every filter alone and every pair, in every order, with and without bounds on
// time, gives what looking at every report gives, or is said to be no list.
func TestListsAgainstAModel(t *testing.T) {
	w := newWorld(t)
	rng := rand.New(rand.NewPCG(7, 11))
	w.scatter(rng, 160)
	all, next, err := w.Tail(w.ctx, civic.Time{}, "", 900)
	if err != nil || next != "" || len(all) != 160 {
		t.Fatalf("%d reports, next %q, %v", len(all), next, err)
	}
	asked, found, refused := 0, 0, 0
	actors := []civic.Actor{w.roads, w.actor("Both", civic.Grant{Role: civic.Official, Authority: "roads"}, civic.Grant{Role: civic.Official, Authority: "water"})}
	names := []string{"", "area", "category", "domain", "status", "authority", "assignee"}
	for i, one := range names {
		for _, two := range names[i:] {
			for _, sort := range []report.Sort{report.SortNew, report.SortUpdated, report.SortDeadline} {
				for range 4 {
					f := report.Filter{Sort: sort, Limit: 1 + rng.IntN(40)}
					for _, name := range []string{one, two} {
						if name != "" {
							pick(rng, w.filters()[name])(&f)
						}
					}
					if rng.IntN(3) == 0 {
						f.From, f.To = pick(rng, all).CreatedAt, pick(rng, all).DueAt
					}
					if !list(f) {
						refused++
						_, err := w.List(w.ctx, pick(rng, actors), f)
						wantCode(t, err, "report.filters_unanswered")
						continue
					}
					found += w.compare(pick(rng, actors), f, all)
					asked++
				}
			}
		}
	}
	if asked < 200 || found < asked || refused < 50 {
		t.Errorf("only %d lists with %d reports, %d refused", asked, found, refused)
	}
}

// list tells whether a filter is one that lists answer.
func list(f report.Filter) bool {
	var asked []string
	for name, set := range map[string]bool{
		"area": f.Area != "", "category": f.Category != "" || f.Domain != "", "status": len(f.Status) > 0,
	} {
		if set {
			asked = append(asked, name)
		}
	}
	if f.Assignee != "" {
		return len(asked) <= 1
	}
	if f.Authority != "" {
		asked = append(asked, "authority")
	}
	slices.Sort(asked)
	switch strings.Join(asked, " ") {
	case "", "status", "area", "authority", "area status", "authority status":
		return true
	case "category", "area category":
		return f.Sort == report.SortNew
	case "area authority", "authority category":
		return f.Sort == report.SortDeadline
	}
	return false
}

// compare holds one list against the model and gives its length.
func (w *world) compare(actor civic.Actor, f report.Filter, all []*report.Report) int {
	w.t.Helper()
	mine := actor.Authorities()
	if f.Assignee != "" && f.Authority != "" && !slices.Contains(mine, f.Authority) {
		_, err := w.List(w.ctx, actor, f)
		wantCode(w.t, err, "report.assignee_private")
		return 0
	}
	want := w.expect(f, all, mine)
	got, err := w.walk(actor, f)
	if err != nil || !slices.Equal(got, want) {
		w.t.Fatalf("%+v: %d, want %d, %v", f, len(got), len(want), err)
	}
	return len(got)
}

// filters are the ways to ask for each field.
func (w *world) filters() map[string][]func(*report.Filter) {
	return map[string][]func(*report.Filter){
		"area":     {func(f *report.Filter) { f.Area = "anfa" }, func(f *report.Filter) { f.Area = "sbata" }},
		"category": {func(f *report.Filter) { f.Category = "light" }, func(f *report.Filter) { f.Category = "safety" }},
		"domain":   {func(f *report.Filter) { f.Domain = "urban" }, func(f *report.Filter) { f.Domain = "none" }},
		"status": {
			func(f *report.Filter) { f.Status = []report.Status{report.Resolved} },
			func(f *report.Filter) {
				f.Status = []report.Status{report.Submitted, report.InProgress, report.Withdrawn}
			},
			func(f *report.Filter) { f.Status = []report.Status{report.Withdrawn} },
		},
		"authority": {func(f *report.Filter) { f.Authority = "roads" }, func(f *report.Filter) { f.Authority = "commune-anfa" }},
		"assignee":  {func(f *report.Filter) { f.Assignee = w.roads.ID }, func(f *report.Filter) { f.Assignee = w.water.ID }},
	}
}

func TestListRefuses(t *testing.T) {
	w := newWorld(t)
	w.submit()
	_, err := w.List(w.ctx, w.nobody, report.Filter{Area: "anfa", Status: []report.Status{"submitted"}, Category: "light"})
	wantCode(t, err, "report.filters_unanswered")
	if got := fmt.Sprintf("%+v", params(err)); !strings.Contains(got, "area, category, status") || !strings.Contains(got, "/api/v1/search") {
		t.Errorf("the error says %s", got)
	}
	_, err = w.List(w.ctx, w.roads, report.Filter{Area: "anfa", Status: []report.Status{"submitted"}, Assignee: w.roads.ID})
	wantCode(t, err, "report.filters_unanswered")
	if got := fmt.Sprintf("%+v", params(err)); strings.Contains(got, "search") {
		t.Errorf("search knows no assignees, but the error says %s", got)
	}
	for _, a := range []civic.Actor{w.nobody, w.other, w.mod, w.admin} {
		_, err = w.List(w.ctx, a, report.Filter{Assignee: w.roads.ID})
		wantCode(t, err, "report.assignee_private")
	}
	_, err = w.List(w.ctx, w.nobody, report.Filter{Sort: "random"})
	wantCode(t, err, "report.sort_unknown")
	if p, err := w.List(w.ctx, w.nobody, report.Filter{Category: "light", Domain: "mobility"}); err != nil || len(p.Items) != 0 {
		t.Errorf("%d, %v", len(p.Items), err)
	}
	if p, err := w.List(w.ctx, w.nobody, report.Filter{Category: "pothole", Domain: "mobility", Area: "maarif"}); err != nil || len(p.Items) != 1 {
		t.Errorf("a domain beside its own category is no third filter: %d, %v", len(p.Items), err)
	}
	listed := slices.DeleteFunc(slices.Clone(report.Statuses), func(s report.Status) bool { return s == report.Withdrawn })
	if _, err := w.List(w.ctx, w.nobody, report.Filter{Domain: "big", Status: listed}); err != nil {
		t.Errorf("every status is no filter: %v", err)
	}
	_, err = w.List(w.ctx, w.nobody, report.Filter{Domain: "big", Status: listed[1:]})
	wantCode(t, err, "report.filters_unanswered")
	for _, limit := range []int{-5, 0, 1, 100, 1 << 30} {
		if _, err := w.List(w.ctx, w.nobody, report.Filter{Limit: limit}); err != nil {
			t.Errorf("limit %d: %v", limit, err)
		}
	}
}

func params(err error) map[string]any {
	if e, ok := err.(*civic.Error); ok {
		return e.Params
	}
	return nil
}

// Other people's pages stay whole while reports come and go.
func TestCursorUnderWrites(t *testing.T) {
	w := newWorld(t)
	var before []civic.ID
	for range 30 {
		w.clock.pass(time.Second)
		before = append(before, w.submit())
	}
	f := report.Filter{Limit: 7}
	var got []civic.ID
	for i := 0; ; i++ {
		p, err := w.List(w.ctx, w.nobody, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range p.Items {
			got = append(got, s.ID)
		}
		w.clock.pass(time.Second)
		w.submit()
		w.decide(before[20-i], report.Hide, "r")
		if f.After = p.Next; p.Next == "" {
			break
		}
	}
	for i, id := range slices.Backward(before) {
		if seen := slices.Contains(got, id); !seen && (i > 20 || i < 15) {
			t.Errorf("report %d was lost", i)
		}
	}
	slices.Sort(got)
	if len(got) != len(slices.Compact(got)) {
		t.Error("a report came twice")
	}
}

func TestChangedGivesTombstones(t *testing.T) {
	w := newWorld(t)
	kept, hidden, gone := w.submit(), w.submit(), w.submit()
	w.clock.pass(time.Minute)
	since := w.clock.pointNow()
	mirror := map[civic.ID]bool{}
	read := func() {
		after := ""
		for {
			p, err := w.Changed(w.ctx, w.nobody, since, after, 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range p.Items {
				if c.Gone != (c.Report == nil) || c.ChangedAt.Before(since.Time) {
					t.Errorf("%+v", c)
				}
				mirror[c.ID] = !c.Gone
			}
			if after = p.Next; after == "" {
				return
			}
		}
	}
	if read(); len(mirror) != 0 {
		t.Errorf("changes from before: %v", mirror)
	}
	w.decide(hidden, report.Hide, "r")
	if err := w.Withdraw(w.ctx, w.author, gone); err != nil {
		t.Fatal(err)
	}
	w.act(w.roads, kept, report.Act{Kind: report.ActAnswer, Text: "Vu"})
	read()
	if fmt.Sprint(mirror) != fmt.Sprint(map[civic.ID]bool{kept: true, hidden: false, gone: false}) {
		t.Errorf("%v", mirror)
	}
	w.clock.pass(time.Minute)
	since = w.clock.pointNow()
	w.decide(hidden, report.Restore, "r")
	if read(); !mirror[hidden] {
		t.Error("restored, but not for the mirror")
	}
}

func TestMineAndSupported(t *testing.T) {
	w := newWorld(t)
	var ids []civic.ID
	for range 5 {
		w.clock.pass(time.Second)
		id := w.submit()
		ids = append([]civic.ID{id}, ids...)
		w.clock.pass(time.Second)
		if _, err := w.Support(w.ctx, w.other, id); err != nil {
			t.Fatal(err)
		}
	}
	w.decide(ids[1], report.Hide, "r")
	if err := w.Withdraw(w.ctx, w.author, ids[2]); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Unsupport(w.ctx, w.other, ids[4]); err != nil {
		t.Fatal(err)
	}
	read := func(list func(string) (civic.Page[report.Summary], error)) (out []civic.ID) {
		after := ""
		for {
			p, err := list(after)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range p.Items {
				out = append(out, s.ID)
			}
			if after = p.Next; after == "" {
				return out
			}
		}
	}
	mine := read(func(after string) (civic.Page[report.Summary], error) { return w.Mine(w.ctx, w.author, after, 2) })
	if !slices.Equal(mine, ids) {
		t.Errorf("mine %v, want %v", mine, ids)
	}
	supported := read(func(after string) (civic.Page[report.Summary], error) { return w.Supported(w.ctx, w.other, after, 2) })
	if want := []civic.ID{ids[0], ids[3]}; !slices.Equal(supported, want) {
		t.Errorf("supported %v, want %v", supported, want)
	}
	_, err := w.Mine(w.ctx, w.nobody, "", 2)
	wantCode(t, err, "report.sign_in")
	_, err = w.Supported(w.ctx, w.nobody, "", 2)
	wantCode(t, err, "report.sign_in")
	if many, err := w.Many(w.ctx, w.author, append(ids, w.id())); err != nil || len(many) != 3 {
		t.Errorf("many: %d, %v", len(many), err)
	}
}
