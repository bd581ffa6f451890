package moderation_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/moderation"
)

func TestDecide(t *testing.T) {
	w := newWorld(t)
	s := w.subject()
	w.flag(s, 2)
	decide := func(a civic.Actor, action moderation.Action, reason string) (moderation.Case, error) {
		w.pass(time.Second)
		return w.Decide(w.ctx, a, s, moderation.Verdict{Action: action, Reason: reason})
	}
	for code, in := range map[string]moderation.Verdict{
		"moderation.action_unknown":  {Action: "burn", Reason: "r"},
		"moderation.reason_required": {Action: moderation.Hide, Reason: " \n"},
		"moderation.text_long":       {Action: moderation.Hide, Reason: strings.Repeat("a", 2001)},
		"moderation.not_hidden":      {Action: moderation.Restore, Reason: "r"},
		"input.max_items":            {Action: moderation.ReleasePhotos, Reason: "r", Photos: make([]civic.ID, moderation.MaxPhotos+1)},
	} {
		_, err := w.Decide(w.ctx, w.mod, s, in)
		wantCode(t, err, code)
	}
	for range 2 { // the second is the first one again
		c, err := decide(w.mod, moderation.Hide, "Données privées")
		if err != nil || c.State != moderation.StateDecided || len(c.History) != 1 || c.Decision.By != w.mod.ID {
			t.Fatalf("%+v, %v", c, err)
		}
	}
	m := w.messages("case")
	if len(m) != 1 || m[0].Kind != "case.decided" || m[0].By != w.mod.ID {
		t.Fatalf("messages %v", m)
	}
	var data struct {
		Subject civic.Subject
		Action  moderation.Action
		Reason  string
	}
	if err := json.Unmarshal(m[0].Data, &data); err != nil || data.Subject != s || data.Action != moderation.Hide || data.Reason != "Données privées" {
		t.Errorf("%s, %v", m[0].Data, err)
	}
	if len(w.open()) != 0 {
		t.Error("decided, and still in the queue")
	}
	if err := w.Recount(w.ctx, s); err != nil || len(w.open()) != 0 {
		t.Errorf("a flag from before opened the case again: %v", err)
	}
	w.flag(s, 1)
	if got := w.open(); len(got) != 1 {
		t.Errorf("a new flag: %v", got)
	}
	if c, err := decide(w.mod2, moderation.Restore, "Erreur"); err != nil || len(c.History) != 2 || c.Decision.Action != moderation.Restore {
		t.Errorf("%+v, %v", c, err)
	}
	p, err := w.Cases(w.ctx, w.mod, moderation.StateDecided, "", 10)
	if err != nil || len(p.Items) != 1 || p.Items[0].Flags != 3 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	w := newWorld(t)
	s := w.subject()
	decide := func(action moderation.Action, reason string) (moderation.Case, error) {
		return w.Decide(w.ctx, w.mod, s, moderation.Verdict{Action: action, Reason: reason})
	}
	if _, err := decide(moderation.Hide, "r"); err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		if _, err := decide(moderation.Keep, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	c, err := decide(moderation.Restore, "r") // of what was hidden before the history begins
	if err != nil || len(c.History) != moderation.MaxHistory || c.History[49].Action != moderation.Restore {
		t.Errorf("%d kept, %v", len(c.History), err)
	}
}

// A moderator acts on what nobody flagged, and held photos come back only when
// new ones do.
func TestUnasked(t *testing.T) {
	w := newWorld(t)
	s := w.subject()
	c, err := w.Decide(w.ctx, w.mod, s, moderation.Verdict{Action: moderation.Hide, Reason: "r"})
	if err != nil || !slices.Equal(c.Why, []moderation.Why{moderation.WhyModerator}) {
		t.Errorf("%+v, %v", c, err)
	}
	_, err = w.Decide(w.ctx, w.mod, civic.Subject{Kind: "report", ID: "X"}, moderation.Verdict{Action: moderation.Hide, Reason: "r"})
	wantCode(t, err, "report.not_found")

	held, sent := w.subject(), civic.At(w.clock())
	if err := w.OpenForPhotos(w.ctx, held, sent); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	photos := []civic.ID{civic.NewID(w.clock())}
	if _, err := w.Decide(w.ctx, w.mod, held, moderation.Verdict{Action: moderation.ReleasePhotos, Reason: "r", Photos: photos}); err != nil {
		t.Fatal(err)
	}
	if m := w.messages("case"); !strings.Contains(string(m[len(m)-1].Data), `"photos":["`+string(photos[0])+`"]`) {
		t.Errorf("what is released is not named: %s", m[len(m)-1].Data)
	}
	photos = []civic.ID{civic.NewID(w.clock())} // others, for the same reason, before anybody says that they wait
	if _, err := w.Decide(w.ctx, w.mod, held, moderation.Verdict{Action: moderation.ReleasePhotos, Reason: "r", Photos: photos}); err != nil {
		t.Fatal(err)
	}
	if m := w.messages("case"); !strings.Contains(string(m[len(m)-1].Data), string(photos[0])) {
		t.Error("the second photo is taken for the first one again")
	}
	if err := w.OpenForPhotos(w.ctx, held, sent); err != nil || len(w.open()) != 0 {
		t.Errorf("delivered again: %v, %v", w.open(), err)
	}
	w.pass(time.Second)
	if err := w.OpenForPhotos(w.ctx, held, civic.At(w.clock())); err != nil || len(w.open()) != 1 {
		t.Errorf("new photos: %v, %v", w.open(), err)
	}
}

// What comes to a case while a moderator looks at it is not closed away: the
// decision holds, and the case waits for what they did not see.
func TestDecideWhatWasSeen(t *testing.T) {
	w := newWorld(t)
	for name, comes := range map[string]func(civic.Subject) error{
		"photo": func(s civic.Subject) error { return w.OpenForPhotos(w.ctx, s, civic.At(w.clock())) },
		"flag":  func(s civic.Subject) error { w.flag(s, 1); return nil },
	} {
		s := w.subject()
		w.flag(s, 1)
		c, err := w.Case(w.ctx, w.mod, s)
		if err != nil {
			t.Fatal(err)
		}
		verdict := moderation.Verdict{Action: moderation.Hide, Reason: "r", Seen: c.Rev}
		w.pass(time.Second)
		if err := comes(s); err != nil {
			t.Fatal(err)
		}
		before := len(w.messages("case"))
		for range 2 { // the second is the first one again
			w.pass(time.Second)
			if c, err = w.Decide(w.ctx, w.mod, s, verdict); err != nil || c.State != moderation.StateOpen || c.Decision.Action != moderation.Hide {
				t.Errorf("%s: %+v, %v", name, c, err)
			}
		}
		if n := len(w.messages("case")) - before; n != 1 || !slices.Contains(w.open(), s) {
			t.Errorf("%s: %d messages, queue %v", name, n, w.open())
		}
		if c, err = w.Decide(w.ctx, w.mod, s, moderation.Verdict{Action: moderation.Keep, Reason: "r", Seen: c.Rev}); err != nil || c.State != moderation.StateDecided {
			t.Errorf("%s, looked again: %+v, %v", name, c, err)
		}
	}
}

// A message about photos that is delivered after a decision about other ones
// opens the case, whatever the clocks say.
func TestLateNewsOfPhotos(t *testing.T) {
	w := newWorld(t)
	s, sent := w.subject(), civic.At(w.clock())
	w.pass(time.Second)
	if _, err := w.Decide(w.ctx, w.mod, s, moderation.Verdict{Action: moderation.Keep, Reason: "r"}); err != nil {
		t.Fatal(err)
	}
	if err := w.OpenForPhotos(w.ctx, s, sent); err != nil || len(w.open()) != 1 {
		t.Errorf("%v, %v", w.open(), err)
	}
}
