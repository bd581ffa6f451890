package trust

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store/sqlite"
)

const who = civic.ID("01K000000000000000000000AA")

type quarter struct {
	*Service
	t      *testing.T
	now    time.Time
	joined civic.Time
	gone   bool
	did    Behaviour
}

func (q *quarter) Joined(context.Context, civic.ID) (civic.Time, error) {
	if q.gone {
		return civic.Time{}, civic.NotFound("account.not_found")
	}
	return q.joined, nil
}

func (q *quarter) Behaviour(context.Context, civic.ID) (Behaviour, error) { return q.did, nil }

func open(t *testing.T) *quarter {
	t.Helper()
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jemaa.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	q := &quarter{t: t, now: time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)}
	q.joined = civic.At(q.now)
	if q.Service, err = Open(t.Context(), e, func() time.Time { return q.now }, q, q); err != nil {
		t.Fatal(err)
	}
	return q
}

func (q *quarter) stands(want Level, until civic.Time) {
	q.t.Helper()
	got, err := q.Of(q.t.Context(), who)
	if err != nil || got.Level != want || !got.Until.Equal(until.Time) {
		q.t.Errorf("%+v, want %s until %s: %v", got, want, until, err)
	}
}

func (q *quarter) recount() {
	q.t.Helper()
	for range 2 { // a message may come twice
		if _, err := q.Recount(q.t.Context(), who); err != nil {
			q.t.Fatal(err)
		}
	}
}

func TestSomebodyNewIsNotForLong(t *testing.T) {
	q := open(t)
	until := q.joined.Plus(NewFor)
	q.stands(New, until)
	q.did = Behaviour{Reports: 3}
	q.recount()
	q.stands(New, until)
	q.now = until.Time
	q.stands(Known, civic.Time{})

	q.now = q.joined.Time
	q.did.TakenUp = 1
	q.recount()
	q.stands(Known, civic.Time{})
	q.did.TakenUp = 0 // what was taken up is gone again
	q.recount()
	q.stands(New, until)
}

func TestWhoseReportsWereHidden(t *testing.T) {
	q := open(t)
	hidden := civic.At(q.now)
	for _, row := range []struct {
		did  Behaviour
		want Level
	}{
		{Behaviour{Reports: 9, TakenUp: 5, Hidden: 1, HiddenAt: hidden}, Known},
		{Behaviour{Reports: 9, TakenUp: 5, Hidden: 2, HiddenAt: hidden}, Watched},
		{Behaviour{Reports: 1, Hidden: 1, HiddenAt: hidden}, Watched},
		{Behaviour{Reports: 1}, New}, // it was shown again
	} {
		q.did = row.did
		q.recount()
		until := map[Level]civic.Time{Watched: hidden.Plus(WatchedFor), New: q.joined.Plus(NewFor)}[row.want]
		q.stands(row.want, until)
	}
	q.did = Behaviour{Reports: 1, Hidden: 1, HiddenAt: hidden}
	q.recount()
	q.now = q.now.Add(WatchedFor)
	q.stands(Known, civic.Time{})
}

func TestStaffAreNeverLimited(t *testing.T) {
	q := open(t)
	q.joined, q.did = civic.Time{}, Behaviour{Reports: 2, Hidden: 2, HiddenAt: civic.At(q.now)}
	q.stands(Known, civic.Time{})
	q.recount()
	q.stands(Known, civic.Time{})
}

func TestNothingIsKeptOfWhoIsGone(t *testing.T) {
	q := open(t)
	q.did = Behaviour{Reports: 1, TakenUp: 1}
	q.recount()
	q.gone = true
	q.recount()
	q.gone = false
	q.stands(New, q.joined.Plus(NewFor)) // judged anew, not by what was counted
	q.recount()
	if more, err := q.Erase(t.Context(), civic.Leaving{Who: who}); more || err != nil {
		t.Fatal(err)
	}
	q.stands(New, q.joined.Plus(NewFor))
}
