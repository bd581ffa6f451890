package logbook

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
)

type office struct {
	*Service
	t      *testing.T
	engine store.Engine
	path   string
	now    time.Time
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, path: filepath.Join(t.TempDir(), "jemaa.db"), now: time.Date(2026, 10, 5, 8, 0, 0, 0, time.UTC)}
	e, err := sqlite.Open(t.Context(), o.path, sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	o.engine = e
	if o.Service, err = Open(t.Context(), e, func() time.Time { return o.now }, bytes.Repeat([]byte{7}, 32)); err != nil {
		t.Fatal(err)
	}
	return o
}

var admin = civic.Actor{ID: "01K00000000000000000000ADM", Grants: []civic.Grant{{Role: civic.Admin}}}

const (
	zineb = civic.ID("01K0000000000000000000ZNB1")
	nadia = civic.ID("01K0000000000000000000NAD1")
)

// tell writes an entry a minute after the one before.
func (o *office) tell(kind string, by civic.ID, l civic.Logged) store.Message {
	o.t.Helper()
	o.now = o.now.Add(time.Minute)
	m := store.Note(civic.LogKinds+kind, civic.At(o.now), by, l)
	if err := o.Write(o.t.Context(), m); err != nil {
		o.t.Fatal(err)
	}
	return m
}

func (o *office) read(f Filter) []Line {
	o.t.Helper()
	page, err := o.Read(o.t.Context(), admin, f)
	if err != nil {
		o.t.Fatal(err)
	}
	return page.Items
}

func TestWhoWhomWhatWhyWhen(t *testing.T) {
	o := open(t)
	m := o.tell("role_given", admin.ID, civic.Logged{About: nadia, What: map[string]string{"role": "official"}, Reason: "Replaces Hicham"})
	if err := o.Write(t.Context(), m); err != nil { // carried twice
		t.Fatal(err)
	}
	got := o.read(Filter{})
	if len(got) != 1 {
		t.Fatalf("%d lines", len(got))
	}
	l := got[0]
	if l.ID != m.ID || l.Kind != "role_given" || !l.At.Equal(m.At.Time) || l.About != nadia || l.By != admin.ID ||
		l.What["role"] != "official" || l.Reason != "Replaces Hicham" || l.Erased || l.Altered {
		t.Errorf("%+v", l)
	}
}

func TestFiltersAndPages(t *testing.T) {
	o := open(t)
	for i := range 6 {
		o.tell("role_given", admin.ID, civic.Logged{About: nadia, Reason: fmt.Sprint(i)})
		o.tell("level_confirmed", nadia, civic.Logged{About: zineb})
	}
	for name, c := range map[string]struct {
		f    Filter
		want int
	}{
		"all": {Filter{Limit: 100}, 12}, "about": {Filter{About: zineb, Limit: 100}, 6}, "kind": {Filter{Kind: "role_given", Limit: 100}, 6},
		"by": {Filter{By: nadia, Limit: 100}, 6}, "both": {Filter{About: nadia, Kind: "role_given", Limit: 100}, 6},
		"none": {Filter{By: zineb}, 0}, "by and kind": {Filter{By: admin.ID, Kind: "level_confirmed"}, 0},
	} {
		if got := o.read(c.f); len(got) != c.want {
			t.Errorf("%s: %d lines, want %d", name, len(got), c.want)
		}
	}
	var reasons []string
	for f := (Filter{About: nadia, Limit: 4}); ; {
		page, err := o.Read(t.Context(), admin, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range page.Items {
			reasons = append(reasons, l.Reason)
		}
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	if got := strings.Join(reasons, ""); got != "543210" {
		t.Errorf("the newest first, each once: %s", got)
	}
}

func TestOnlyAdminsRead(t *testing.T) {
	o := open(t)
	for want, actor := range map[string]civic.Actor{
		"auth.required": {}, "auth.denied": {ID: zineb, Grants: []civic.Grant{{Role: civic.Moderator}, {Role: civic.Official, Authority: "anfa"}}},
	} {
		var e *civic.Error
		if _, err := o.Read(t.Context(), actor, Filter{}); !errors.As(err, &e) || e.Code != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for want, f := range map[string]Filter{"logbook.filters": {About: zineb, By: nadia}, "cursor.malformed": {After: "x"}} {
		var e *civic.Error
		if _, err := o.Read(t.Context(), admin, f); !errors.As(err, &e) || e.Code != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// What was erased leads to nobody: the entry stands, and neither the account nor
// a word of the reason is left in the file.
func TestErase(t *testing.T) {
	o := open(t)
	o.tell("role_given", admin.ID, civic.Logged{About: nadia, Subject: "report/01KMARKER", Reason: "marker-of-the-reason"})
	kept := o.tell("role_taken", nadia, civic.Logged{About: zineb, What: map[string]string{"role": "official"}, Reason: "what she did to others"})
	twice := o.tell("role_ended", "", civic.Logged{About: nadia})
	before := o.read(Filter{})
	if n, err := o.Erase(t.Context(), nadia); err != nil || n != 3 {
		t.Fatal(n, err)
	}
	if n, err := o.Erase(t.Context(), nadia); err != nil || n != 0 {
		t.Fatal("again", n, err)
	}
	if err := o.Write(t.Context(), twice); err != nil { // a message that was not acknowledged in time
		t.Fatal(err)
	}
	after := o.read(Filter{})
	if len(after) != len(before) {
		t.Fatalf("%d entries of %d stand", len(after), len(before))
	}
	for i, l := range after {
		if l.About == nadia || l.By == nadia || l.Altered || l.AboutPseudonym != before[i].AboutPseudonym || l.ByPseudonym != before[i].ByPseudonym {
			t.Errorf("%+v", l)
		}
		if l.ID == kept.ID && (l.Erased || l.About != zineb || l.Reason == "") {
			t.Errorf("what she did to others: %+v", l)
		}
		if l.ID != kept.ID && (!l.Erased || l.Reason != "" || l.Subject != "") {
			t.Errorf("what was done to her: %+v", l)
		}
	}
	if err := o.engine.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{o.path, o.path + "-wal"} {
		b, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, marker := range []string{string(nadia), "marker-of-the-reason", "01KMARKER"} {
			if bytes.Contains(b, []byte(marker)) {
				t.Errorf("%s still holds %s", filepath.Base(name), marker)
			}
		}
	}
}

// Words that are not those that were written are told apart.
func TestAlteredWordsShow(t *testing.T) {
	o := open(t)
	m := o.tell("role_given", admin.ID, civic.Logged{About: nadia, Reason: "Replaces Hicham"})
	for name, change := range map[string]func(*words){
		"reason": func(w *words) { w.Reason = "Family" },
		"about":  func(w *words) { w.About = zineb },
		"by":     func(w *words) { w.By = nadia },
	} {
		var was words
		put := func(change func(*words)) {
			_, err := o.words.Update(t.Context(), string(m.ID), func(w *words) ([]store.Message, error) { was = *w; change(w); return nil, nil })
			if err != nil {
				t.Fatal(err)
			}
		}
		put(change)
		right := was
		if got := o.read(Filter{}); !got[0].Altered {
			t.Errorf("%s: not seen", name)
		}
		put(func(w *words) { w.About, w.By, w.Reason = right.About, right.By, right.Reason })
	}
	if got := o.read(Filter{}); got[0].Altered {
		t.Error("and as it was, it is right")
	}
}

// A pseudonym is this log's own: with another pepper it is another.
func TestPseudonymsAreKeyed(t *testing.T) {
	o := open(t)
	other, err := Open(t.Context(), o.engine, func() time.Time { return o.now }, bytes.Repeat([]byte{8}, 32))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := o.pseudonym(zineb), other.pseudonym(zineb); a == b || a == "" || o.pseudonym("") != "" || a == o.pseudonym(nadia) {
		t.Error(a, b)
	}
	if _, err := Open(t.Context(), o.engine, time.Now, []byte("short")); err == nil {
		t.Error("a short pepper is taken")
	}
}
