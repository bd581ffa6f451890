package logbook

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// indexes answer the log by whom it is about, by who acted and by kind, the
// newest first.
var indexes = []store.Index{
	{Name: "at", Fields: []string{"at"}},
	{Name: "kind", Fields: []string{"kind", "at"}},
	{Name: "about", Fields: []string{"about", "at"}},
	{Name: "about_kind", Fields: []string{"about", "kind", "at"}},
	{Name: "by", Fields: []string{"by", "at"}},
	{Name: "by_kind", Fields: []string{"by", "kind", "at"}},
}

// Line is an entry as an admin reads it.
type Line struct {
	ID      civic.ID
	Kind    string
	At      civic.Time
	What    map[string]string
	About   civic.ID // "" for nobody, and once erased
	By      civic.ID // "" for the program and the command line, and once erased
	Subject string
	Reason  string
	// Pseudonyms are what still tells lines about the same people when their names
	// have gone; "" for nobody.
	AboutPseudonym, ByPseudonym string
	Erased                      bool // the words have gone
	Altered                     bool // the words are not those that the entry was made of
}

// Filter asks for lines. About and By exclude each other.
type Filter struct {
	About, By civic.ID
	Kind      string
	After     string // a cursor from Page, "" for the newest
	Limit     int    // 1..100
}

// Page is some of the log, the newest first.
type Page struct {
	Items []Line
	Next  string
}

// Read gives the log to an admin. Errors: Unauthenticated "auth.required", Denied
// "auth.denied", Invalid "logbook.filters" for About and By at once,
// "cursor.malformed".
func (s *Service) Read(ctx context.Context, actor civic.Actor, f Filter) (Page, error) {
	out := Page{Items: []Line{}}
	if !actor.SignedIn() {
		return out, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	if !actor.Is(civic.Admin) {
		return out, civic.Denied("auth.denied")
	}
	if f.About != "" && f.By != "" {
		return out, civic.Invalid("logbook.filters", "by")
	}
	q := store.Query{Sort: "at", Desc: true, Limit: max(1, min(f.Limit, 100)), After: f.After}
	if f.About != "" {
		q.Where = append(q.Where, store.Eq("about", s.pseudonym(f.About)))
	}
	if f.By != "" {
		q.Where = append(q.Where, store.Eq("by", s.pseudonym(f.By)))
	}
	if f.Kind != "" {
		q.Where = append(q.Where, store.Eq("kind", f.Kind))
	}
	page, next, err := s.entries.Page(ctx, q)
	if errors.Is(err, store.ErrCursor) {
		return out, civic.Invalid("cursor.malformed", "after")
	}
	if err != nil {
		return out, fmt.Errorf("logbook: read: %w", err)
	}
	out.Next = next
	out.Items, err = s.lines(ctx, page)
	return out, err
}

// lines joins entries with what is left of their words.
func (s *Service) lines(ctx context.Context, es []*entry) ([]Line, error) {
	ids := make([]string, len(es))
	for i, e := range es {
		ids[i] = e.ID
	}
	left, err := s.words.GetAll(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("logbook: read: %w", err)
	}
	found := make(map[string]*words, len(left))
	for _, w := range left {
		found[w.ID] = w
	}
	out := make([]Line, len(es))
	for i, e := range es {
		l := Line{ID: civic.ID(e.ID), Kind: e.Kind, At: e.At, What: e.What, AboutPseudonym: e.About, ByPseudonym: e.By}
		if w := found[e.ID]; w == nil {
			l.Erased = true
		} else {
			l.About, l.By, l.Subject, l.Reason = w.About, w.By, w.Subject, w.Reason
			l.Altered = w.commitment() != e.Commitment || w.By != "" && w.byCommitment() != e.ByCommit
		}
		out[i] = l
	}
	return out, nil
}
