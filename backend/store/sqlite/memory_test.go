package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
	"jemaa/backend/store/storetest"
)

// sign is a document of these tests.
type sign struct {
	store.Meta
	Area  string     `json:"area"`
	At    civic.Time `json:"at,omitzero"`
	Words []string   `json:"words,omitempty"`
}

var signIndexes = []store.Index{
	{Name: "area_at", Fields: []string{"area", "at"}, Sparse: true},
	{Name: "at", Fields: []string{"at"}, Sparse: true},
}

// slow is an engine whose reads can be held up between the reading and the answer.
type slow struct {
	*sqlite.Engine
	gets, places int
	read         func() // after a Get has read
	placed       func() // after Places has read
}

func (s *slow) Get(ctx context.Context, collection string, ids []string) ([]store.Record, error) {
	s.gets++
	rs, err := s.Engine.Get(ctx, collection, ids)
	if f := s.read; f != nil {
		s.read = nil
		f()
	}
	return rs, err
}

func (s *slow) Places(ctx context.Context, collection string, scan store.Scan) ([]store.Position, error) {
	s.places++
	ps, err := s.Engine.Places(ctx, collection, scan)
	if f := s.placed; f != nil {
		s.placed = nil
		f()
	}
	return ps, err
}

func signs(t *testing.T, o sqlite.Options) (*slow, *store.Collection[sign]) {
	t.Helper()
	o.NoSync = true
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jemaa.db"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	s := &slow{Engine: e}
	c, err := store.Open[sign](t.Context(), s, time.Now, "sign", signIndexes...)
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

func hang(t *testing.T, c *store.Collection[sign], id, area string, minute int) {
	t.Helper()
	at := civic.At(time.Date(2026, 3, 1, 12, minute, 0, 0, time.UTC))
	if err := c.Insert(t.Context(), &sign{Meta: store.Meta{ID: id}, Area: area, At: at}); err != nil {
		t.Fatal(err)
	}
}

func move(t *testing.T, c *store.Collection[sign], id string, change func(*sign)) {
	t.Helper()
	_, err := c.Update(t.Context(), id, func(s *sign) ([]store.Message, error) { change(s); return nil, nil })
	if err != nil {
		t.Error(err)
	}
}

// A reader who was slow must not put back what a write has made old.
func TestAReadBeforeAWriteIsNotKeptAfterIt(t *testing.T) {
	for _, way := range []string{"get", "get all", "page"} {
		e, c := signs(t, sqlite.Options{})
		hang(t, c, "a", "anfa", 1)
		e.read = func() { move(t, c, "a", func(s *sign) { s.Words = []string{"new"} }) }
		read := func() *sign {
			var docs []*sign
			var err error
			switch way {
			case "get":
				docs = make([]*sign, 1)
				docs[0], err = c.Get(t.Context(), "a")
			case "get all":
				docs, err = c.GetAll(t.Context(), []string{"a"})
			default:
				docs, _, err = c.Page(t.Context(), store.Query{Sort: "at"})
			}
			if err != nil || len(docs) != 1 {
				t.Fatalf("%s: %d, %v", way, len(docs), err)
			}
			return docs[0]
		}
		if got := read(); got.Rev != 1 {
			t.Errorf("%s: the slow reader got revision %d", way, got.Rev)
		}
		if got := read(); got.Rev != 2 {
			t.Errorf("%s: after the write revision %d was read", way, got.Rev)
		}
	}
}

// What is not there is remembered until it comes.
func TestAbsenceEnds(t *testing.T) {
	e, c := signs(t, sqlite.Options{})
	for round := range 3 {
		if all, err := c.GetAll(t.Context(), []string{"a"}); len(all) != 0 || err != nil {
			t.Fatalf("%v %v", all, err)
		}
		if _, err := c.Get(t.Context(), "a"); !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
		if e.gets != 1 {
			t.Errorf("round %d: the engine was asked %d times", round, e.gets)
		}
	}
	hang(t, c, "a", "anfa", 1)
	if all, err := c.GetAll(t.Context(), []string{"a"}); len(all) != 1 || err != nil {
		t.Errorf("%v %v", all, err)
	}
	if n, err := c.Purge(t.Context(), "a"); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := c.Get(t.Context(), "a"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("purged and read: %v", err)
	}
}

// Readers own their documents' fields.
func TestEachReaderGetsItsOwn(t *testing.T) {
	e, c := signs(t, sqlite.Options{})
	hang(t, c, "a", "anfa", 1)
	for range 2 {
		one, err := c.Get(t.Context(), "a")
		if err != nil || one.Area != "anfa" {
			t.Fatal(one, err)
		}
		one.Area, one.Rev = "elsewhere", 9
		page, _, err := c.Page(t.Context(), store.Query{Sort: "at"})
		if err != nil || page[0].Area != "anfa" {
			t.Fatal(page, err)
		}
		page[0].Area = "elsewhere"
	}
	if e.gets != 1 {
		t.Errorf("the engine was asked %d times", e.gets)
	}
	move(t, c, "a", func(s *sign) { s.Words = append(s.Words, "x") })
	storetest.Unspoilt(t, e.Engine)
}

// A document that moves while a page is read is left out where it is no more; the
// next page begins where this one's places end.
func TestAPageHoldsOnlyWhatMatches(t *testing.T) {
	for name, change := range map[string]func(*sign){
		"left the index": func(s *sign) { s.At = civic.Time{} },
		"moved away":     func(s *sign) { s.Area = "maarif" },
		"too early":      func(s *sign) { s.At = civic.At(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)) },
	} {
		e, c := signs(t, sqlite.Options{})
		for i, id := range []string{"a", "b", "c", "d"} {
			hang(t, c, id, "anfa", i)
		}
		for _, id := range []string{"a", "c"} { // in memory already, or not
			if _, err := c.Get(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		q := store.Query{
			Where: []store.Match{store.Eq("area", "anfa", "sbata")}, Sort: "at", Limit: 3,
			From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
		}
		e.placed = func() { move(t, c, "b", change); move(t, c, "c", change) }
		page, next, err := c.Page(t.Context(), q)
		if got := idsOf(page); err != nil || got != "a" || next == "" {
			t.Errorf("%s: %s next %q %v", name, got, next, err)
		}
		q.After = next
		page, next, err = c.Page(t.Context(), q)
		if got := idsOf(page); err != nil || got != "d" || next != "" {
			t.Errorf("%s: then %s next %q %v", name, got, next, err)
		}
		if e.places != 2 {
			t.Errorf("%s: %d readings of the index", name, e.places)
		}
	}
}

func idsOf(page []*sign) string {
	var ids []string
	for _, s := range page {
		ids = append(ids, s.ID)
	}
	return strings.Join(ids, " ")
}

// The memory stays within its bytes, holds on to what is asked for again and
// again, and takes in neither giants nor what is read in long pages.
func TestMemoryIsBounded(t *testing.T) {
	const bytes = 512 << 10
	e, c := signs(t, sqlite.Options{Memory: bytes})
	words := []string{strings.Repeat("x", 1000)}
	insert := func(id string, words []string) {
		if err := c.Insert(t.Context(), &sign{Meta: store.Meta{ID: id}, Area: "anfa", At: civic.At(time.Now()), Words: words}); err != nil {
			t.Fatal(err)
		}
	}
	read := func(id string) {
		if _, err := c.Get(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 2000 {
		insert(fmt.Sprint(i), words)
	}
	insert("giant", slices.Repeat(words, 10))
	if page, _, err := c.Page(t.Context(), store.Query{Sort: "at", Limit: 900}); len(page) != 900 || err != nil {
		t.Fatal(len(page), err)
	}
	if k := e.Memory().Kept(); k.Documents != 0 {
		t.Errorf("a long page was kept: %+v", k)
	}
	for i := range 2000 {
		read("7")
		read("giant")
		read(fmt.Sprint(i))
	}
	k := e.Memory().Kept()
	if k.Bytes > bytes || k.Bytes < bytes/2 || k.Documents < 200 || k.Documents > 500 {
		t.Errorf("%+v", k)
	}
	before := e.gets
	read("7")
	if e.gets != before {
		t.Error("what is asked for all the time was dropped")
	}
	if read("giant"); e.gets != before+1 {
		t.Error("a giant was kept")
	}
	e.Close()
	if _, err := c.Get(t.Context(), "7"); !errors.Is(err, store.ErrClosed) {
		t.Errorf("closed, and %v", err)
	}
	if k := e.Memory().Kept(); k.Documents != 0 {
		t.Errorf("closed, and %+v", k)
	}
}

// Without memory everything is read from the file.
func TestMemoryCanBeOff(t *testing.T) {
	e, c := signs(t, sqlite.Options{Memory: -1})
	hang(t, c, "a", "anfa", 1)
	for range 2 {
		if _, err := c.Get(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	if page, _, err := c.Page(t.Context(), store.Query{Sort: "at"}); len(page) != 1 || err != nil {
		t.Error(page, err)
	}
	if e.gets != 2 || e.places != 0 {
		t.Errorf("%d readings of documents, %d of places", e.gets, e.places)
	}
}
