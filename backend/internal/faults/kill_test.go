package faults

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
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

const (
	rounds  = 5
	writers = 6
)

// TestKill kills the program in the middle of its work, again and again. Every
// acknowledged report, support and answer is there; search, counts and inboxes
// catch up; nothing is there twice, however often it was sent.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the real program six times")
	}
	p := build(t)
	p.start()
	crew := crew{
		author: p.signIn("resident"), neighbour: p.signIn("resident2"), official: p.signIn("official"),
		category: p.servedBy("official"),
	}
	var deeds []*deed
	for round := range rounds {
		fresh := crew.work(t, round, func() {
			time.Sleep(time.Duration(150+rand.IntN(700)) * time.Millisecond) // the moment of the kill
			p.kill()
		})
		deeds = append(deeds, fresh...)
		p.start()
		for _, d := range deeds {
			crew.stillThere(t, d)
		}
	}
	if len(deeds) < rounds*writers {
		t.Fatalf("only %d reports were tried", len(deeds))
	}
	for _, d := range deeds {
		crew.again(t, d)
	}
	p.eventually("search, counts and inboxes catch up", func() error { return crew.settled(t.Context(), deeds) })
	crew.once(t, deeds)
	t.Logf("%d reports, each with a support and an answer, through %d kills", len(deeds), rounds)
}

// crew are the people of the test.
type crew struct {
	author, neighbour, official *person
	category                    string
}

// servedBy finds a category that the persona's authority answers for and that
// asks for nothing.
func (p *program) servedBy(persona string) string {
	p.t.Helper()
	var me struct {
		Roles []struct {
			Authority string `json:"authority"`
		} `json:"roles"`
	}
	var city struct {
		Categories []struct {
			Code      string `json:"code"`
			Authority string `json:"authority"`
			Questions []struct {
				Required bool `json:"required"`
			} `json:"questions"`
		} `json:"categories"`
	}
	who := p.signIn(persona)
	err := errors.Join(who.do(p.t.Context(), http.MethodGet, "/me", nil, &me), who.do(p.t.Context(), http.MethodGet, "/city", nil, &city))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, c := range city.Categories {
		asks := false
		for _, q := range c.Questions {
			asks = asks || q.Required
		}
		for _, r := range me.Roles {
			if !asks && r.Authority != "" && c.Authority == r.Authority {
				return c.Code
			}
		}
	}
	p.t.Fatalf("no category for %+v", me)
	return ""
}

// work lets writers report, support and answer until the program is gone.
func (c crew) work(t *testing.T, round int, kill func()) []*deed {
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
func (c crew) carryOut(ctx context.Context, t *testing.T, d *deed) error {
	for _, step := range []struct {
		done *bool
		do   func() error
	}{
		{&d.submitted, func() error { return c.author.do(ctx, http.MethodPut, "/reports/"+d.id, c.report(d), nil) }},
		{&d.supported, func() error { return c.neighbour.do(ctx, http.MethodPut, "/reports/"+d.id+"/support", nil, nil) }},
		{&d.accepted, func() error {
			return c.official.do(ctx, http.MethodPost, "/reports/"+d.id+"/updates", acceptance(d), nil)
		}},
	} {
		if *step.done {
			continue
		}
		err := step.do()
		if r := (*refusal)(nil); errors.As(err, &r) && r.status != http.StatusServiceUnavailable {
			t.Errorf("%s: %v", d.id, err)
		}
		if err != nil {
			return err
		}
		*step.done = true
	}
	return nil
}

func (c crew) report(d *deed) map[string]any {
	return map[string]any{
		"category": c.category, "title": "Rapport " + d.id, "description": "Un trou devant le numéro " + d.id, "lang": "fr",
		"location": map[string]float64{"lon": -7.6149, "lat": 33.5925},
	}
}

func acceptance(d *deed) map[string]any {
	return map[string]any{"id": d.id, "kind": "status", "status": "acknowledged", "text": "Bien reçu."}
}

// stillThere checks that what was acknowledged is there after a kill.
func (c crew) stillThere(t *testing.T, d *deed) {
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

type view struct {
	Title    string `json:"title"`
	Status   string `json:"status"`
	Supports int    `json:"supports"`
	Viewer   struct {
		Supported bool `json:"supported"`
	} `json:"viewer"`
	Updates []struct {
		Kind string `json:"kind"`
	} `json:"updates"`
}

// again sends everything once more, acknowledged or not.
func (c crew) again(t *testing.T, d *deed) {
	t.Helper()
	*d = deed{id: d.id}
	if err := c.carryOut(t.Context(), t, d); err != nil {
		t.Errorf("again: %s: %v", d.id, err)
	}
}

// settled tells what has not caught up yet.
func (c crew) settled(ctx context.Context, deeds []*deed) error {
	var found struct {
		Total int `json:"total"`
	}
	if err := c.neighbour.do(ctx, http.MethodGet, "/search?limit=1&status=acknowledged", nil, &found); err != nil {
		return err
	}
	if found.Total != len(deeds) {
		return fmt.Errorf("search finds %d of %d", found.Total, len(deeds))
	}
	for _, d := range deeds {
		var v view
		if err := c.neighbour.do(ctx, http.MethodGet, "/reports/"+d.id, nil, &v); err != nil {
			return err
		}
		if v.Supports != 1 {
			return fmt.Errorf("%s counts %d supports", d.id, v.Supports)
		}
	}
	told, err := c.told(ctx)
	if err != nil {
		return err
	}
	for _, d := range deeds {
		if told[d.id] == 0 {
			return fmt.Errorf("the author was not told of the answer to %s", d.id)
		}
	}
	return nil
}

// told counts the notifications that the author has of each report.
func (c crew) told(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	for after := ""; ; {
		var page struct {
			Items []struct {
				Subject struct {
					ID string `json:"id"`
				} `json:"subject"`
			} `json:"items"`
			Next string `json:"next"`
		}
		if err := c.author.do(ctx, http.MethodGet, "/notifications?limit=100&after="+after, nil, &page); err != nil {
			return nil, err
		}
		for _, n := range page.Items {
			out[n.Subject.ID]++
		}
		if after = page.Next; after == "" {
			return out, nil
		}
	}
}

// once checks that nothing is there twice.
func (c crew) once(t *testing.T, deeds []*deed) {
	t.Helper()
	mine, seen := 0, map[string]bool{}
	for after := ""; ; {
		var page struct {
			Items []struct {
				ID string `json:"id"`
			} `json:"items"`
			Next string `json:"next"`
		}
		if err := c.author.do(t.Context(), http.MethodGet, "/reports?author=me&limit=100&after="+after, nil, &page); err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Items {
			if mine++; seen[r.ID] {
				t.Errorf("%s is listed twice", r.ID)
			}
			seen[r.ID] = true
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if mine != len(deeds) {
		t.Errorf("%d reports for %d that were sent", mine, len(deeds))
	}
	told, err := c.told(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range deeds {
		var v view
		if err := c.neighbour.do(t.Context(), http.MethodGet, "/reports/"+d.id, nil, &v); err != nil {
			t.Fatal(err)
		}
		if len(v.Updates) != 2 || told[d.id] != 1 {
			t.Errorf("%s: %d entries on the timeline, told of %d times; want 2 and 1", d.id, len(v.Updates), told[d.id])
		}
	}
}

// newID makes an id of its own for each deed.
func newID(round, writer, n int) string {
	return "01JKTEST" + strings.Repeat("0", 6) + fmt.Sprintf("%04d%04d%04d", round, writer, n)
}
