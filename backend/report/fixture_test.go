package report_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
	"jemaa/backend/store/storetest"
)

// world is a small city around a service on a real engine, with a clock of its
// own and one actor for each role.
type world struct {
	*report.Service
	t      testing.TB
	ctx    context.Context
	engine store.Engine
	clock  *clock
	people *people
	photos *photos
	author civic.Actor
	other  civic.Actor
	roads  civic.Actor // official of "roads", which answers for potholes
	roads2 civic.Actor // a colleague
	water  civic.Actor // official of "water"
	mod    civic.Actor
	admin  civic.Actor
	nobody civic.Actor
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) pass(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

// cityOf is the city: areas are degrees of longitude west of Greenwich.
type cityOf struct{}

var categories = map[string]report.Category{
	"pothole": {Domain: "mobility", Deadline: 10 * 24 * time.Hour},
	"light":   {Domain: "urban", Deadline: 5 * 24 * time.Hour},
	"leak":    {Domain: "urban", Deadline: 2 * 24 * time.Hour},
	"safety":  {Domain: "general", Deadline: 3 * 24 * time.Hour, HidePlace: true, HoldPhotos: true},
}

func (cityOf) Category(code string) (report.Category, bool) { c, ok := categories[code]; return c, ok }

func (cityOf) InDomain(domain string) []string {
	var out []string
	if domain == "big" {
		return strings.Split(strings.Repeat("light ", 25)+"light", " ")
	}
	for code, c := range categories {
		if c.Domain == domain {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

func (cityOf) AreaAt(p civic.Point) (string, bool) {
	if p.Lat < 33 || p.Lat > 34 || p.Lon < -8 || p.Lon > -5 {
		return "", false
	}
	return [...]string{"anfa", "maarif", "sbata"}[int(-p.Lon)-5], true
}

func (cityOf) Authority(category, area string) (string, bool) {
	switch category {
	case "leak":
		return "water", true
	case "light":
		return "commune-" + area, area != ""
	}
	return "roads", true
}

func (cityOf) IsAuthority(code string) bool {
	return slices.Contains([]string{"roads", "water", "commune-anfa", "commune-maarif", "commune-sbata"}, code)
}

func (cityOf) CheckAnswers(_ string, answers map[string][]string) []*civic.Error {
	var out []*civic.Error
	for q, a := range answers {
		if q != "depth" || len(a) != 1 || len(a[0]) > 40 {
			out = append(out, civic.Invalid("answer.unknown", "answers."+q))
		}
	}
	return out
}

type people struct {
	mu       sync.Mutex
	names    map[civic.ID]string
	asked    []civic.ID // whose contact was given
	official map[civic.ID]string
}

func (p *people) Names(_ context.Context, ids []civic.ID) (map[civic.ID]string, error) {
	out := map[civic.ID]string{}
	for _, id := range ids {
		if n, ok := p.names[id]; ok {
			out[id] = n
		}
	}
	return out, nil
}

func (p *people) Contact(_ context.Context, id civic.ID) (report.Contact, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, id)
	return report.Contact{Name: p.names[id], Email: "MAILMARK@example.org"}, nil
}

func (p *people) IsOfficial(_ context.Context, id civic.ID, authority string) (bool, error) {
	return p.official[id] == authority, nil
}

// photos belong to the account that the test says, until a report shows them.
type photos struct {
	owner    map[civic.ID]civic.ID
	attached map[civic.ID]bool
}

func (p *photos) Owned(_ context.Context, uploader civic.ID, ids []civic.ID) ([]report.Photo, error) {
	var out []report.Photo
	for _, id := range ids {
		if p.owner[id] == uploader && !p.attached[id] {
			out = append(out, report.Photo{ID: id, Width: 1200, Height: 900, Color: "#336699", Held: true})
		}
	}
	return out, nil
}

// recount is a tally that is always right.
type recount struct{ s **report.Service }

func (r recount) Get(ctx context.Context, subjects ...civic.Subject) (map[civic.Subject]map[string]int64, error) {
	return (*r.s).Count(ctx, subjects)
}

func (r recount) Counts(ctx context.Context, subjects []civic.Subject) ([]map[string]int64, error) {
	return inPlace(ctx, r, subjects)
}

// inPlace puts each subject's counts in its place.
func inPlace(ctx context.Context, t report.Tallies, subjects []civic.Subject) ([]map[string]int64, error) {
	counts, err := t.Get(ctx, subjects...)
	out := make([]map[string]int64, len(subjects))
	for i, s := range subjects {
		out[i] = counts[s]
	}
	return out, err
}

func snap(civic.Point) civic.Point { return civic.Point{Lon: -6.5, Lat: 33.5} }

func newWorld(t testing.TB) *world {
	t.Helper()
	ctx := context.Background()
	e, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "city.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		storetest.Unspoilt(t, e)
		_ = e.Close()
	})
	w := &world{
		t: t, ctx: ctx, engine: e,
		clock:  &clock{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)},
		people: &people{names: map[civic.ID]string{}, official: map[civic.ID]string{}},
		photos: &photos{owner: map[civic.ID]civic.ID{}, attached: map[civic.ID]bool{}},
	}
	w.author, w.other = w.actor("NAMEMARK"), w.actor("Other")
	w.roads = w.actor("STAFFMARK", civic.Grant{Role: civic.Official, Authority: "roads"})
	w.roads2 = w.actor("Colleague", civic.Grant{Role: civic.Official, Authority: "roads"})
	w.water = w.actor("Water", civic.Grant{Role: civic.Official, Authority: "water"})
	w.mod = w.actor("Mod", civic.Grant{Role: civic.Moderator})
	w.admin = w.actor("Admin", civic.Grant{Role: civic.Admin})
	ports := report.Ports{
		City: cityOf{}, Law: report.Law{Terms: "2026-1", Answer: 60 * 24 * time.Hour, Snap: snap},
		Photos: w.photos, People: w.people, Tallies: recount{&w.Service}, Nearby: w.nearby,
	}
	w.Service, err = report.Open(ctx, e, w.clock.Now, ports)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) actor(name string, grants ...civic.Grant) civic.Actor {
	a := civic.Actor{ID: civic.NewID(w.clock.Now()), Lang: civic.French, Grants: grants}
	w.people.names[a.ID] = name
	for _, g := range grants {
		w.people.official[a.ID] = g.Authority
	}
	return a
}

// nearby reads everything, as the map index would.
func (w *world) nearby(ctx context.Context, p civic.Point, metres float64, limit int) ([]civic.ID, error) {
	all, _, err := w.Tail(ctx, civic.Time{}, "", 900)
	var out []civic.ID
	for _, r := range all {
		if p.Metres(r.PublicLocation) <= metres && len(out) < limit {
			out = append(out, civic.ID(r.ID))
		}
	}
	return out, err
}

func (w *world) id() civic.ID { return civic.NewID(w.clock.Now()) }

// photo is one that the actor uploaded.
func (w *world) photo(a civic.Actor) civic.ID {
	id := w.id()
	w.photos.owner[id] = a.ID
	return id
}

func pothole() report.Submission {
	return report.Submission{
		Category: "pothole", Title: "Nid de poule", Description: "Un trou profond devant le marché",
		Lang: civic.French, Location: civic.Point{Lon: -6.612345, Lat: 33.512345}, Address: "12 rue du Marché",
	}
}

// submit makes a report of the author's.
func (w *world) submit(change ...func(*report.Submission)) civic.ID {
	w.t.Helper()
	in := pothole()
	for _, c := range change {
		c(&in)
	}
	id := w.id()
	if _, created, err := w.Submit(w.ctx, w.author, id, in); err != nil || !created {
		w.t.Fatalf("submit: created %v, %v", created, err)
	}
	return id
}

// act does one act that must succeed.
func (w *world) act(a civic.Actor, id civic.ID, in report.Act) report.View {
	w.t.Helper()
	v, _, err := w.AddUpdate(w.ctx, a, id, in)
	if err != nil {
		w.t.Fatalf("%s: %v", in.Kind, err)
	}
	return v
}

// set brings a report to a status by the responsible official.
func (w *world) set(id civic.ID, to report.Status) {
	w.t.Helper()
	w.act(w.roads, id, report.Act{Kind: report.ActStatus, Status: to, Reason: "parce que"})
}

func (w *world) get(a civic.Actor, id civic.ID) report.View {
	w.t.Helper()
	v, err := w.Get(w.ctx, a, id)
	if err != nil {
		w.t.Fatalf("get: %v", err)
	}
	return v
}

// held lists the photos that wait for a moderator.
func (w *world) held(id civic.ID) []civic.ID {
	w.t.Helper()
	photos, err := w.HeldPhotos(w.ctx, w.mod, id)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []civic.ID
	for _, p := range photos {
		out = append(out, p.ID)
	}
	return out
}

// decide applies a moderator's decision, who saw all there is, and gives its
// message.
func (w *world) decide(id civic.ID, action report.Action, reason string) civic.ID {
	w.t.Helper()
	d := report.Decision{Message: w.id(), Report: id, Action: action, Reason: reason, By: w.mod.ID, At: w.clock.pointNow(), Photos: w.held(id)}
	if err := w.ApplyDecision(w.ctx, d); err != nil {
		w.t.Fatalf("%s: %v", action, err)
	}
	return d.Message
}

func (c *clock) pointNow() civic.Time { return civic.At(c.Now()) }

// messages lists the kinds of a document's waiting messages, oldest first.
func (w *world) messages(collection, id string) []string {
	w.t.Helper()
	pending, err := w.engine.Pending(w.ctx, collection, "", 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, p := range pending {
		for _, m := range p.Messages {
			if p.DocID == id {
				out = append(out, m.Kind)
			}
		}
	}
	return out
}

// wantCode fails unless err is what a person is told under the code.
func wantCode(t testing.TB, err error, code string) {
	t.Helper()
	var e *civic.Error
	switch {
	case code == "" && err == nil:
	case code == "":
		t.Fatalf("unexpected error: %v", err)
	case !errors.As(err, &e):
		t.Fatalf("error %v, want %s", err, code)
	case e.Code != code:
		t.Fatalf("error %s (%s), want %s", e.Code, e.Field, code)
	}
}

// codes lists the faults of an error as "field code", sorted.
func codes(err error) string {
	var e *civic.Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	out := []string{e.Field + " " + e.Code}
	for _, m := range e.More {
		out = append(out, m.Field+" "+m.Code)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func mustJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
