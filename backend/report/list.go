package report

import (
	"context"
	"slices"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Sort is the order of a list; the word on the wire.
type Sort string

// The orders: the newest first, the last changed first, the next deadline first
// (open reports only).
const (
	SortNew      Sort = "new"
	SortUpdated  Sort = "updated"
	SortDeadline Sort = "deadline"
)

// Filter asks for a list: everything, or what meets one or two of area, category or
// domain (or both, which count as one), status, authority, assignee, as far as
// combinations and assignments go.
type Filter struct {
	Sort      Sort // "" is SortNew
	Area      string
	Category  string
	Domain    string
	Status    []Status // any of them
	Authority string
	Assignee  civic.ID   // for officials: among their own authorities' reports
	From      civic.Time // inclusive, on the sort's own field
	To        civic.Time // exclusive
	After     string     // cursor of the page before
	Limit     int        // 1..civic.MaxPage; 0 is 20
}

const defaultLimit = 20

// listed says where a sort's time is kept.
var listed = map[Sort]string{SortNew: "new", SortUpdated: "updated", SortDeadline: "due"}

// indexes are what lists, references, authors' own lists and mirrors read by.
// Those on listed.* hold public reports only, those on assigned.* only public
// ones that somebody is assigned to.
func indexes() []store.Index {
	out := []store.Index{
		{Name: "author", Fields: []string{"author", "created_at"}},
		{Name: "ref", Fields: []string{"ref", "created_at"}},
		{Name: "changed", Fields: []string{"changed_at"}},
	}
	for _, s := range []Sort{SortNew, SortUpdated, SortDeadline} {
		for _, by := range combinations[s] {
			out = append(out, indexBy("listed", s, by))
		}
		for _, by := range assignments {
			out = append(out, indexBy("assigned", s, by))
		}
	}
	return append(out, deskIndexes()...)
}

// combinations are what lists in each order are read by. Every report is written into
// each of them, so there are those that the screens ask for; the rest is search's.
// What is asked for without the status beside which it stands is read by all
// statuses, and so is a list of everything. A category stands alone, for a domain is
// many.
var combinations = map[Sort][][]string{
	SortNew:      {{"status"}, {"area", "status"}, {"category"}, {"area", "category"}, {"authority", "status"}},
	SortUpdated:  {{"status"}, {"area", "status"}, {"authority", "status"}},
	SortDeadline: {{"status"}, {"area", "status"}, {"authority", "status"}, {"area", "authority"}, {"category", "authority"}},
}

// assignments are the same for what somebody is assigned to, which is little.
var assignments = [][]string{{"desk", "status"}, {"desk", "area"}, {"desk", "category"}}

func indexBy(times string, sort Sort, by []string) store.Index {
	return store.Index{
		Name:   strings.Join(append([]string{times, listed[sort]}, by...), "_"),
		Fields: append(slices.Clone(by), times+"."+listed[sort]),
		Sparse: true,
	}
}

// limits brings a page's size into its bounds.
func limits(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return min(n, civic.MaxPage)
}

// List gives one page of public reports. A combination of filters that no list
// answers is "report.filters_unanswered", which says what does.
func (s *Service) List(ctx context.Context, actor civic.Actor, in Filter) (civic.Page[Summary], error) {
	q, some, err := s.query(actor, in)
	if err != nil || !some {
		return civic.Page[Summary]{Items: []Summary{}}, err
	}
	return s.page(ctx, actor, q)
}

// page reads one page of a query whose reports the actor may see.
func (s *Service) page(ctx context.Context, actor civic.Actor, q store.Query) (civic.Page[Summary], error) {
	reports, next, err := s.reports.Page(ctx, q)
	if err != nil {
		return civic.Page[Summary]{}, told(err)
	}
	items, err := s.summaries(ctx, actor, reports)
	return civic.Page[Summary]{Items: items, Next: next}, err
}

// query turns a filter into the store's; some is false when nothing can match.
func (s *Service) query(actor civic.Actor, in Filter) (q store.Query, some bool, err error) {
	if in.Sort == "" {
		in.Sort = SortNew
	}
	field, ok := listed[in.Sort]
	if !ok {
		return q, false, civic.Invalid("report.sort_unknown", "sort")
	}
	q = store.Query{Desc: in.Sort != SortDeadline, Limit: limits(in.Limit), After: in.After}
	if !in.From.IsZero() {
		q.From = in.From
	}
	if !in.To.IsZero() {
		q.To = in.To
	}
	if q.Where, err = s.where(actor, in); err != nil {
		return q, false, err
	}
	times, by := "listed", combinations[in.Sort]
	if in.Assignee != "" {
		times, by = "assigned", assignments
	}
	q.Sort = times + "." + field
	q = settle(q, in.Sort)
	values := 1
	for _, m := range q.Where {
		values *= len(m.Values)
	}
	if values > store.MaxSet || !slices.ContainsFunc(by, readBy(q)) {
		return q, false, unanswered(in, by)
	}
	return q, values > 0, nil
}

// where gives the filter's conditions, category and domain as one, authority and
// assignee as one.
func (s *Service) where(actor civic.Actor, in Filter) ([]store.Match, error) {
	var out []store.Match
	if in.Area != "" {
		out = append(out, store.Eq("area", in.Area))
	}
	if in.Category != "" || in.Domain != "" {
		out = append(out, store.Eq("category", s.categories(in)...))
	}
	if len(in.Status) > 0 {
		m, can := store.Match{Field: "status"}, statuses(in.Sort)
		for _, st := range in.Status {
			if !st.Valid() {
				return nil, civic.Invalid("report.status_unknown", "status")
			}
			if slices.Contains(can, any(string(st))) && !slices.Contains(m.Values, any(string(st))) {
				m.Values = append(m.Values, string(st))
			}
		}
		out = append(out, m)
	}
	switch {
	case in.Assignee != "":
		m, err := desks(actor, in)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	case in.Authority != "":
		out = append(out, store.Eq("authority", in.Authority))
	}
	return out, nil
}

// categories are those that a filter's category and domain have in common.
func (s *Service) categories(in Filter) []any {
	var out []any
	if in.Domain == "" {
		return append(out, in.Category)
	}
	for _, c := range s.City.InDomain(in.Domain) {
		if in.Category == "" || in.Category == c {
			out = append(out, c)
		}
	}
	return out
}

// desks are the assignee's desks that the actor may look at: those of the
// actor's own authorities.
func desks(actor civic.Actor, in Filter) (store.Match, error) {
	m := store.Match{Field: "desk"}
	for _, a := range actor.Authorities() {
		if in.Authority == "" || in.Authority == a {
			m.Values = append(m.Values, desk(a, in.Assignee))
		}
	}
	if len(m.Values) == 0 {
		return m, civic.Denied("report.assignee_private")
	}
	return m, nil
}

// statuses are those that a list in this order can hold.
func statuses(sort Sort) []any {
	var out []any
	for _, st := range Statuses {
		if st.Open() || (sort != SortDeadline && st != Withdrawn) {
			out = append(out, string(st))
		}
	}
	return out
}

// settle lets a query find its index: every status is no condition, and no condition,
// or a single one that stands beside the status alone, gets every status. Merging
// six orders was measured to cost less than one more index does on every write.
func settle(q store.Query, sort Sort) store.Query {
	all := statuses(sort)
	q.Where = slices.DeleteFunc(q.Where, func(m store.Match) bool { return m.Field == "status" && len(m.Values) == len(all) })
	if len(q.Where) == 0 || len(q.Where) == 1 && q.Where[0].Field != "status" && q.Where[0].Field != "category" {
		q.Where = append(q.Where, store.Eq("status", all...))
	}
	return q
}

// readBy tells whether a query's conditions are on exactly these fields.
func readBy(q store.Query) func(fields []string) bool {
	return func(fields []string) bool {
		return len(fields) == len(q.Where) && !slices.ContainsFunc(q.Where, func(m store.Match) bool {
			return !slices.Contains(fields, m.Field)
		})
	}
}

// unanswered says which filters were asked for and which ones lists in this order,
// read by some combinations, answer.
func unanswered(in Filter, by [][]string) error {
	var given []string
	for name, set := range map[string]bool{
		"area": in.Area != "", "category": in.Category != "", "domain": in.Domain != "", "status": len(in.Status) > 0,
		"authority": in.Authority != "", "assignee": in.Assignee != "",
	} {
		if set {
			given = append(given, name)
		}
	}
	slices.Sort(given)
	var lists []string
	for _, fields := range by {
		lists = append(lists, strings.Replace(strings.Join(fields, " + "), "desk", "assignee", 1))
	}
	err := civic.Invalid("report.filters_unanswered", "").
		With("given", strings.Join(given, ", ")).
		With("sort", string(in.Sort)).
		With("lists", strings.Join(lists, ", "))
	if in.Assignee == "" { // who is assigned is in no index that the public searches
		err.With("search", "/api/v1/search")
	}
	return err
}

// Mine lists what the actor reported, newest first, hidden and withdrawn ones
// too.
func (s *Service) Mine(ctx context.Context, actor civic.Actor, after string, limit int) (civic.Page[Summary], error) {
	if !actor.SignedIn() {
		return civic.Page[Summary]{}, errSignIn()
	}
	return s.page(ctx, actor, store.Query{
		Where: []store.Match{store.Eq("author", string(actor.ID))}, Sort: "created_at",
		Desc: true, After: after, Limit: limits(limit),
	})
}

// Supported lists the public reports that the actor supports, the last supported
// first. A page may be shorter than its limit and still have a next one.
func (s *Service) Supported(ctx context.Context, actor civic.Actor, after string, limit int) (civic.Page[Summary], error) {
	if !actor.SignedIn() {
		return civic.Page[Summary]{}, errSignIn()
	}
	edges, next, err := s.supports.Page(ctx, store.Query{
		Where: []store.Match{store.Eq("account", string(actor.ID)), store.Eq("state", on)}, Sort: "at",
		Desc: true, After: after, Limit: limits(limit),
	})
	if err != nil {
		return civic.Page[Summary]{}, told(err)
	}
	ids := make([]civic.ID, len(edges))
	for i, e := range edges {
		ids[i] = e.Report
	}
	items, err := s.Many(ctx, actor, ids)
	return civic.Page[Summary]{Items: items, Next: next}, err
}

// Changed lists what changed since a time, oldest change first, for those who
// mirror the reports: what is no longer public comes as a tombstone. A write
// that was still under way may carry an earlier time than what was already
// given, so a mirror asks again from a few seconds before its last change.
func (s *Service) Changed(ctx context.Context, actor civic.Actor, since civic.Time, after string, limit int) (civic.Page[Change], error) {
	reports, next, err := s.Tail(ctx, since, after, limits(limit))
	if err != nil {
		return civic.Page[Change]{}, err
	}
	var shown []*Report
	for _, r := range reports {
		if r.Public() {
			shown = append(shown, r)
		}
	}
	summaries, err := s.summaries(ctx, actor, shown)
	if err != nil {
		return civic.Page[Change]{}, err
	}
	items := make([]Change, len(reports))
	for i, r := range reports {
		items[i] = Change{ID: civic.ID(r.ID), Gone: !r.Public(), ChangedAt: r.ChangedAt}
		if r.Public() {
			items[i].Report, summaries = &summaries[0], summaries[1:]
		}
	}
	return civic.Page[Change]{Items: items, Next: next}, nil
}

// Tail reads every report that changed since a time, oldest change first: for
// what the program itself keeps in memory, never for an answer.
func (s *Service) Tail(ctx context.Context, since civic.Time, after string, limit int) ([]*Report, string, error) {
	q := store.Query{Sort: "changed_at", After: after, Limit: limit}
	if !since.IsZero() {
		q.From = since
	}
	reports, next, err := s.reports.Page(ctx, q)
	return reports, next, told(err)
}
