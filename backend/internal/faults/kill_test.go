package faults

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to look into a killed program's folder
)

// deed is a report of one person with what followed, and how much of it was
// acknowledged. What was not may have happened or not: it is sent again, as a
// phone would.
type deed struct {
	id        string
	submitted bool
	supported bool
	accepted  bool // the official's word
}

const writers = 6

// TestKill kills the program in the middle of its work, again and again: every
// other time at a random moment, and in between in the very moment in which it
// acknowledged a write, before it can have carried on what follows. Every
// acknowledged report, support and answer is there; search, counts and inboxes
// catch up; nothing is there twice, however often it was sent.
func TestKill(t *testing.T) {
	rounds := inFull(50, 5)
	f := breaking(t, "1 kill -9", fmt.Sprintf("%d times under %d writers, half of them at an acknowledgement", rounds, writers),
		"nothing acknowledged is lost, no effect is doubled")
	p := runRacing(t)
	c := crew{
		author: p.signIn("resident"), neighbour: p.signIn("resident2"), official: p.signIn("official"),
		category: p.servedBy("official"), cut: make(chan struct{}, 1),
	}
	var deeds []*deed
	between := 0
	for round := range rounds {
		fresh := c.work(t, round, func() { p.killAmid(&c, round) })
		if waiting := p.waiting(); waiting > 0 {
			between++
		}
		p.start()
		for _, d := range fresh {
			c.stillThere(t, d)
		}
		deeds = append(deeds, fresh...)
	}
	if len(deeds) < rounds*writers {
		t.Fatalf("only %d reports were tried", len(deeds))
	}
	if between < rounds/3 {
		t.Errorf("only %d of %d kills fell between a write and its relay", between, rounds)
	}
	acknowledged := 0
	for _, d := range deeds {
		acknowledged += count(d.submitted, d.supported, d.accepted)
		c.stillThere(t, d)
		c.again(t, d)
	}
	p.eventually("search, counts and inboxes catch up", func() error { return c.settled(t.Context(), deeds) })
	c.once(t, deeds)
	f.measured("%d reports, %d acknowledged writes, %d of %d kills with messages waiting: 0 lost, 0 doubled",
		len(deeds), acknowledged, between, rounds)
}

func count(facts ...bool) int {
	n := 0
	for _, fact := range facts {
		if fact {
			n++
		}
	}
	return n
}

// killAmid waits for the moment of a round's kill, and kills.
func (p *program) killAmid(c *crew, round int) {
	moment := time.Duration(150+rand.IntN(700)) * time.Millisecond
	if round%2 == 0 {
		time.Sleep(moment)
		p.kill()
		return
	}
	c.armed.Store(int64(5 + rand.IntN(60)))
	c.process.Store(p.cmd.Process)
	select {
	case <-c.cut:
	case <-time.After(patience):
		p.t.Error("nothing was acknowledged")
	}
	p.kill()
}

// waiting counts the messages that a killed program had written and not carried
// on, in a copy, so that what it finds when it starts stays as it was.
func (p *program) waiting() int {
	p.t.Helper()
	dir := p.t.TempDir()
	for _, name := range []string{"jemaa.db", "jemaa.db-wal"} {
		if err := copyFile(filepath.Join(dir, name), filepath.Join(p.folder, name)); err != nil {
			p.t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "jemaa.db"))
	if err != nil {
		p.t.Fatal(err)
	}
	defer db.Close()
	sum := 0
	for _, collection := range []string{"report", "support", "tally", "notification", "fanout"} {
		n := 0
		if err := db.QueryRow("select count(*) from o_" + collection).Scan(&n); err != nil {
			p.t.Fatal(err)
		}
		sum += n
	}
	return sum
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// crew are the people of the test.
type crew struct {
	author, neighbour, official *person
	category                    string

	armed   atomic.Int64               // after so many acknowledgements the program is killed; below 1 not
	process atomic.Pointer[os.Process] // which
	cut     chan struct{}              // says that it was
}

// acknowledged kills the program when it is time, before anything else is done.
func (c *crew) acknowledged() {
	if c.armed.Add(-1) == 0 {
		_ = c.process.Load().Kill()
		c.cut <- struct{}{}
	}
}

// work lets writers report, support and answer until the program is gone.
func (c *crew) work(t *testing.T, round int, kill func()) []*deed {
	c.armed.Store(0)
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	made := make([][]*deed, writers)
	for w := range writers {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				d := &deed{id: newID(round, w, n)}
				made[w] = append(made[w], d)
				if c.carryOut(ctx, t, d) != nil {
					return
				}
			}
		})
	}
	kill()
	stop()
	wg.Wait()
	var all []*deed
	for _, m := range made {
		all = append(all, m...)
	}
	return all
}

// carryOut does what of a deed is not acknowledged yet.
func (c *crew) carryOut(ctx context.Context, t *testing.T, d *deed) error {
	for _, step := range []struct {
		done *bool
		do   func() error
	}{
		{&d.submitted, func() error { return c.author.do(ctx, http.MethodPut, "/reports/"+d.id, report(c.category, d.id), nil) }},
		{&d.supported, func() error { return c.neighbour.do(ctx, http.MethodPut, "/reports/"+d.id+"/support", nil, nil) }},
		{&d.accepted, func() error {
			return c.official.do(ctx, http.MethodPost, "/reports/"+d.id+"/updates", acceptance(d), nil)
		}},
	} {
		if *step.done {
			continue
		}
		err := step.do()
		if status := statusOf(err); status != http.StatusOK && status != http.StatusServiceUnavailable && status != 0 {
			t.Errorf("%s: %v", d.id, err)
		}
		if err != nil {
			return err
		}
		*step.done = true
		c.acknowledged()
	}
	return nil
}

func acceptance(d *deed) map[string]any {
	return map[string]any{"id": d.id, "kind": "status", "status": "acknowledged", "text": "Bien reçu."}
}

// stillThere checks that what was acknowledged is there after a kill.
func (c *crew) stillThere(t *testing.T, d *deed) {
	t.Helper()
	if !d.submitted {
		return
	}
	var v view
	if err := c.neighbour.do(t.Context(), http.MethodGet, "/reports/"+d.id, nil, &v); err != nil {
		t.Errorf("acknowledged, and gone: %s: %v", d.id, err)
		return
	}
	if d.supported && !v.Viewer.Supported {
		t.Errorf("%s: the support was acknowledged, and is gone", d.id)
	}
	if d.accepted && v.Status != "acknowledged" {
		t.Errorf("%s: the answer was acknowledged, and is gone: %s", d.id, v.Status)
	}
}

// again sends everything once more, acknowledged or not.
func (c *crew) again(t *testing.T, d *deed) {
	t.Helper()
	*d = deed{id: d.id}
	if err := c.carryOut(t.Context(), t, d); err != nil {
		t.Errorf("again: %s: %v", d.id, err)
	}
}

// settled tells what has not caught up yet.
func (c *crew) settled(ctx context.Context, deeds []*deed) error {
	var found struct {
		Total int `json:"total"`
	}
	if err := c.neighbour.do(ctx, http.MethodGet, "/search?limit=1&status=acknowledged", nil, &found); err != nil {
		return err
	}
	if found.Total != len(deeds) {
		return fmt.Errorf("search finds %d of %d", found.Total, len(deeds))
	}
	told, err := c.told(ctx)
	if err != nil {
		return err
	}
	for _, d := range deeds {
		if told[d.id] == 0 {
			return fmt.Errorf("the author was not told of the answer to %s", d.id)
		}
		var v view
		if err := c.neighbour.do(ctx, http.MethodGet, "/reports/"+d.id, nil, &v); err != nil {
			return err
		}
		if v.Supports != 1 {
			return fmt.Errorf("%s counts %d supports", d.id, v.Supports)
		}
	}
	return nil
}

// told counts the notifications that the author has of each report.
func (c *crew) told(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	err := pages(ctx, c.author, "/notifications", func(n named) { out[n.Subject.ID]++ })
	return out, err
}

// once checks that nothing is there twice.
func (c *crew) once(t *testing.T, deeds []*deed) {
	t.Helper()
	mine := map[string]int{}
	if err := pages(t.Context(), c.author, "/reports?author=me", func(r named) { mine[r.ID]++ }); err != nil {
		t.Fatal(err)
	}
	told, err := c.told(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(mine) != len(deeds) {
		t.Errorf("%d reports for %d that were sent", len(mine), len(deeds))
	}
	for _, d := range deeds {
		var v view
		if err := c.neighbour.do(t.Context(), http.MethodGet, "/reports/"+d.id, nil, &v); err != nil {
			t.Fatal(err)
		}
		if mine[d.id] != 1 || len(v.Updates) != 2 || told[d.id] != 1 {
			t.Errorf("%s: listed %d times, %d entries on the timeline, told of %d times; want 1, 2 and 1",
				d.id, mine[d.id], len(v.Updates), told[d.id])
		}
	}
}

// newID makes an id of its own for each deed.
func newID(round, writer, n int) string {
	return "01JKTEST" + strings.Repeat("0", 6) + fmt.Sprintf("%04d%04d%04d", round, writer, n)
}
