package report

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// The estimate of a timeline's size is never below the truth.
func TestJSONBytes(t *testing.T) {
	for _, s := range []string{"", "plain", "<>&\"\\\n\t\x01", "\u2028\u2029", "زبل", "’", strings.Repeat("<", 4000)} {
		b := len(encoded(t, s)) - 2
		if jsonBytes(s) < b {
			t.Errorf("jsonBytes(%.10q) = %d, true %d", s, jsonBytes(s), b)
		}
	}
}

func encoded(t *testing.T, s string) []byte {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// However short they are, a report holds only so many updates.
func TestUpdatesAreCounted(t *testing.T) {
	r := &Report{Updates: make([]Update, MaxUpdates-21)}
	if r.full(Update{Text: "x"}) {
		t.Error("full too early")
	}
	r.record(Update{Text: "x"})
	if !r.full(Update{Text: "y"}) {
		t.Error("never full")
	}
}

// However long everything is and however often moderators change their minds, the
// report can be written, and their last decisions are on it.
func TestModeratorsAlwaysFindRoom(t *testing.T) {
	long := func(n int) string { return strings.Repeat("<", n) }
	r := &Report{
		Title: long(MaxTitle), Description: long(MaxDescription), Address: long(MaxAddress), Answers: map[string][]string{},
		Hidden: &Hidden{Reason: long(MaxReason)},
	}
	for i := range 10 {
		r.Answers[strings.Repeat("q", i+1)] = []string{long(1000)}
	}
	for {
		u := Update{ID: civic.NewID(time.Now()), By: By{Role: ByAuthority}, Text: long(MaxText), Reason: long(MaxReason), Photos: make([]Photo, MaxPhotos)}
		if r.full(u) {
			break
		}
		r.record(u)
	}
	others := len(r.Updates)
	var last civic.ID
	for range 3 * MaxDecisions {
		last = civic.NewID(time.Now())
		r.decide(Update{ID: last, By: By{Role: ByModerator}, Reason: long(MaxReason)})
	}
	if n := len(r.Updates); n != others+MaxDecisions || r.Updates[n-1].ID != last {
		t.Errorf("%d entries beside %d, the last %s", n-others, others, r.Updates[n-1].ID)
	}
	if b, err := json.Marshal(r); err != nil || len(b) > store.MaxDocument {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}
