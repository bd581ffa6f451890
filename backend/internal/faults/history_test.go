package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// TestHistories lets eight clients read and write the same few reports as fast as
// they can, while the program is killed and started, and has porcupine look for
// one order of everything that explains every answer. So no cache may show what
// is past, no write may come between a read and its If-Match, and nothing that
// was acknowledged may vanish.
func TestHistories(t *testing.T) {
	runs, each := *histories, *operations
	if runs == 0 {
		runs = inFull(5, 1)
	}
	if each == 0 {
		each = inFull(2000, 500)
	}
	f := breaking(t, "11 histories", fmt.Sprintf("%d × %d operations over HTTP, 8 clients on 10 registers, kills among them (porcupine)", runs, each),
		"every answer fits one order: supports, status with If-Match, reads of one's own writes")
	p := runRacing(t)
	category := p.servedBy("official")
	total, lost, kills := 0, 0, 0
	for n := range runs {
		h := p.newHistory(category, n, each)
		h.play(inFull(5, 2))
		h.check()
		total, lost, kills = total+len(h.done), lost+h.unheard(), kills+inFull(5, 2)
	}
	f.measured("%d operations, %d of them unheard, %d kills: all explained", total, lost, kills)
}

// history is one run: its registers, and what was done to them.
type history struct {
	p        *program
	seed     uint64
	official *person
	people   []*person // who support
	statuses []string  // reports whose status changes
	backed   []string  // reports that are supported
	began    time.Time
	left     atomic.Int64 // operations
	away     atomic.Bool  // from the moment of a kill until the program answers again

	mu   sync.Mutex
	done []porcupine.Operation
}

func (p *program) newHistory(category string, n, each int) *history {
	p.t.Helper()
	h := &history{p: p, seed: rand.Uint64(), official: p.signIn("official")}
	h.left.Store(int64(each))
	author := p.signIn("resident")
	for _, persona := range []string{"resident2", "official", "moderator"} {
		h.people = append(h.people, p.signIn(persona))
	}
	h.began = time.Now()
	for i := range 6 {
		id := newID(n, 1, i)
		var v view
		if err := author.do(p.t.Context(), http.MethodPut, "/reports/"+id, report(category, id), &v); err != nil {
			p.t.Fatal(err)
		}
		if i < 4 {
			h.statuses = append(h.statuses, id)
			h.note(0, 0, asked{key: id, kind: begin}, came{rev: v.Rev, value: v.Status})
			continue
		}
		h.backed = append(h.backed, id)
		for _, who := range h.people {
			h.note(0, 0, asked{key: id + who.token, kind: begin}, came{value: off})
		}
	}
	return h
}

// note writes an operation down; one that nobody heard the end of never ends.
func (h *history) note(client int, call int64, in asked, out came) {
	end := h.now()
	if out.maybe {
		end = 1 << 60
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.done = append(h.done, porcupine.Operation{ClientId: client, Input: in, Call: call, Output: out, Return: end})
}

func (h *history) now() int64 { return time.Since(h.began).Nanoseconds() }

func (h *history) unheard() int {
	n := 0
	for _, o := range h.done {
		n += count(o.Output.(came).maybe)
	}
	return n
}

// play runs the clients, and kills the program at random moments.
func (h *history) play(kills int) {
	var clients sync.WaitGroup
	for i := range 8 {
		c := &client{history: h, n: i, random: rand.New(rand.NewPCG(h.seed, uint64(i))), known: map[string]register{}}
		clients.Go(c.run)
	}
	all := h.left.Load()
	for k := range kills {
		at := all - all*int64(k+1)/int64(kills+1)
		for deadline := time.Now().Add(5 * time.Minute); h.left.Load() > at && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		_ = h.p.cmd.Process.Kill()
		h.away.Store(true)
		h.p.kill()
		h.p.start()
		h.away.Store(false)
	}
	clients.Wait()
}

// check looks for the order, and at the end of it whether counts are right.
func (h *history) check() {
	h.p.t.Helper()
	result, info := porcupine.CheckOperationsVerbose(model, h.done, 2*time.Minute)
	if result != porcupine.Ok {
		path := filepath.Join(os.TempDir(), fmt.Sprintf("jemaa-history-%d.html", h.seed))
		_ = porcupine.VisualizePath(model, info, path) // the picture is a help, no more
		h.p.t.Errorf("no order explains the history: %s; seed %d, picture in %s", result, h.seed, path)
	}
	for _, id := range h.backed {
		h.p.eventually("the count is that of those who support", func() error {
			var v view
			supporting := 0
			for _, who := range h.people {
				if err := who.do(h.p.t.Context(), http.MethodGet, "/reports/"+id, nil, &v); err != nil {
					return err
				}
				supporting += count(v.Viewer.Supported)
			}
			if v.Supports != supporting {
				return fmt.Errorf("%s counts %d supports of %d", id, v.Supports, supporting)
			}
			return nil
		})
	}
}

// client is one of those who read and write; it does one thing at a time.
type client struct {
	*history
	n      int
	random *rand.Rand
	known  map[string]register // the last it saw of each report's status
	etags  sync.Map
	acts   int
}

func (c *client) run() {
	for c.left.Add(-1) >= 0 {
		c.await()
		ctx := c.p.t.Context()
		if c.random.IntN(2) == 0 {
			c.status(ctx, c.statuses[c.random.IntN(len(c.statuses))])
		} else {
			c.support(ctx, c.backed[c.random.IntN(len(c.backed))], c.people[c.random.IntN(len(c.people))])
		}
	}
}

// await waits while there is nobody to ask.
func (c *client) await() {
	for c.away.Load() && !c.p.t.Failed() {
		time.Sleep(time.Millisecond)
	}
}

// support casts, takes back, or looks.
func (c *client) support(ctx context.Context, id string, who *person) {
	key, call := id+who.token, c.now()
	kinds := map[kind]string{put: http.MethodPut, drop: http.MethodDelete}
	switch k := []kind{put, drop, read, read}[c.random.IntN(4)]; k {
	case read:
		var v view
		if err := who.do(ctx, http.MethodGet, "/reports/"+id, nil, &v); err == nil {
			value := off
			if v.Viewer.Supported {
				value = on
			}
			c.note(c.n, call, asked{key: key, kind: read}, came{value: value})
		} else {
			c.unhappy(err)
		}
	default:
		err := who.do(ctx, kinds[k], "/reports/"+id+"/support", nil, nil)
		c.unhappy(err)
		c.note(c.n, call, asked{key: key, kind: k}, came{maybe: err != nil})
	}
}

// unhappy complains of answers that no kill explains.
func (c *client) unhappy(err error) {
	if s := statusOf(err); s != http.StatusOK && s != 0 && s != http.StatusServiceUnavailable && s != http.StatusPreconditionFailed {
		c.p.t.Errorf("client %d: %v", c.n, err)
	}
}

// status looks at a report, or changes its status as it was seen last.
func (c *client) status(ctx context.Context, id string) {
	seen, ok := c.known[id]
	if !ok || c.random.IntN(3) == 0 {
		c.look(ctx, id)
		return
	}
	c.acts++
	to := map[string]string{"in_progress": "resolved", "resolved": "in_progress"}[seen.value]
	if to == "" {
		to = "in_progress"
	}
	act := map[string]any{"id": newID(int(c.seed%9000), c.n, c.acts), "kind": "status", "status": to}
	in, call := asked{key: id, kind: change, rev: seen.rev, to: to}, c.now()
	rev, err := c.act(ctx, id, act, seen.rev)
	retried := false
	if statusOf(err) == 0 && c.random.IntN(2) == 0 { // half of the time it is sent again, as a phone would
		c.await()
		retried = true
		rev, err = c.act(ctx, id, act, seen.rev)
	}
	c.unhappy(err)
	out := came{}
	switch statusOf(err) {
	case http.StatusOK:
		c.known[id] = register{seen.rev + 1, to}
		if !retried {
			out.rev = rev
		}
	default:
		out.stale = statusOf(err) == http.StatusPreconditionFailed
		out.maybe = !out.stale
		delete(c.known, id)
	}
	c.note(c.n, call, in, out)
}

// act changes a report over a revision, and gives the new one.
func (c *client) act(ctx context.Context, id string, act map[string]any, over int64) (rev int64, err error) {
	var v view
	err = c.official.do(ctx, http.MethodPost, "/reports/"+id+"/updates", act, &v, fmt.Sprintf("If-Match: %d", over))
	return v.Rev, err
}

// look reads a report's status: as the official, as anybody, or only asking
// whether it has changed.
func (c *client) look(ctx context.Context, id string) {
	who, headers := c.official, []string(nil)
	if c.random.IntN(2) == 0 {
		who = nobody(c.p.url)
		who.client = c.official.client
		if etag, ok := c.etags.Load(id); ok {
			headers = append(headers, "If-None-Match: "+etag.(string))
		}
	}
	var v view
	call := c.now()
	res, err := who.ask(ctx, http.MethodGet, "/reports/"+id, nil, &v, headers...)
	switch status := statusOf(err); {
	case status == http.StatusNotModified:
		c.note(c.n, call, asked{key: id, kind: same, rev: c.tagged(id)}, came{})
	case status == http.StatusOK:
		rev := revOf(res)
		c.note(c.n, call, asked{key: id, kind: read}, came{rev: rev, value: v.Status})
		c.known[id] = register{rev, v.Status}
		if who.token == "" {
			c.etags.Store(id, res.Header.Get("ETag"))
		}
	default:
		c.unhappy(err)
	}
}

// tagged is the revision in the ETag that the client keeps of a report.
func (c *client) tagged(id string) int64 {
	etag, _ := c.etags.Load(id)
	return revOf(&http.Response{Header: http.Header{"Etag": {etag.(string)}}})
}
