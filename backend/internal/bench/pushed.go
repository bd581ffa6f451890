package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"jemaa/backend/push/pushtest"
)

// post is a city served beside a push service on this machine.
type post struct {
	*bench
	web *pushtest.Server
}

// servePushing serves a folder so that its pushes reach a push service here. Out
// hears the letters' codes.
func (b *bench) servePushing(ctx context.Context, folder string, out io.Writer) (*post, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &post{bench: &bench{options: b.options, out: b.out}}
	if p.server, err = serveTo(ctx, self, folder, out); err != nil {
		return nil, err
	}
	p.caller = newCaller(p.server.addr, b.conns)
	var key struct {
		Key string `json:"key"`
	}
	if err := errors.Join(p.server.settled(ctx), p.caller.talk("GET", "/api/v1/push/key", "", nil, &key)); err != nil {
		return nil, errors.Join(err, p.bench.close())
	}
	p.web = pushtest.New(key.Key)
	return p, nil
}

// end stops both, and hands over what was judged.
func (p *post) end(to *bench) error {
	to.met, to.missed = to.met+p.met, append(to.missed, p.missed...)
	p.web.Close()
	return p.bench.close()
}

// subscribe gives somebody a browser that can be pushed to.
func (p *post) subscribe(token string) (*pushtest.Browser, error) {
	browser := p.web.Subscribe()
	return browser, p.caller.talk("PUT", "/api/v1/push/subscriptions/"+ulid(), token, map[string]any{
		"endpoint": browser.Endpoint, "keys": map[string]string{"p256dh": browser.P256dh, "auth": browser.Auth}, "lang": "fr",
	}, nil)
}

// pushed measures how long the author of a report waits for the push that tells
// of the city's answer.
func (b *bench) pushed(ctx context.Context) error {
	kept, err := b.keep(ctx, b.reports)
	if err != nil {
		return err
	}
	used, err := b.copy(ctx, kept)
	if err != nil {
		return err
	}
	p, err := b.servePushing(ctx, used, nil)
	if err != nil {
		return errors.Join(err, os.RemoveAll(used))
	}
	return errors.Join(p.answers(ctx), p.end(b))
}

func (p *post) answers(ctx context.Context) error {
	if err := p.caller.learn(ctx); err != nil {
		return err
	}
	if _, err := p.subscribe(p.caller.resident); err != nil {
		return err
	}
	waiting, err := p.submit(int((3*p.each).Seconds()*writesPerSecond) + 1)
	if err != nil {
		return err
	}
	if _, err := p.drained(ctx); err != nil {
		return err
	}
	var mu sync.Mutex
	answered := map[string]time.Time{}
	_, lost, err := p.paced(ctx, 3*p.each, func(q *question) (time.Duration, error) {
		mu.Lock()
		r := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		mu.Unlock()
		if err := p.caller.answer(q, r); err != nil {
			return 0, err
		}
		mu.Lock()
		defer mu.Unlock()
		answered[r.id] = time.Now()
		return 0, nil
	})
	if err != nil {
		return err
	}
	all := len(answered)
	took := p.arrivals(ctx, answered)
	if len(took) == 0 {
		return fmt.Errorf("no push came; the push service found %.300v", p.web.Faults())
	}
	p.waits("pushed: from an answer to its push", took, lost+all-len(took), pushedLimit)
	p.say(verdict{"  pushes that were malformed", fmt.Sprint(len(p.web.Faults())), "0", len(p.web.Faults()) == 0})
	return nil
}

// responsible is a report and somebody who may answer it.
type responsible struct{ id, token string }

// submit makes reports of the resident's, with whom each can be answered by.
func (p *post) submit(n int) ([]responsible, error) {
	q := newQuestion(uint64(sequence.Add(1)))
	tokens := map[string]string{}
	var out []responsible
	for range n {
		if err := p.caller.create(q, "Le lampadaire est éteint depuis une semaine."); err != nil {
			return nil, err
		}
		if err := p.caller.ask(q); err != nil {
			return nil, err
		}
		var made struct{ ID, Authority string }
		if err := json.Unmarshal(q.res.Body(), &made); err != nil {
			return nil, err
		}
		if _, known := tokens[made.Authority]; !known {
			token, err := p.caller.signIn("official." + made.Authority)
			if r := (&refusal{}); errors.As(err, &r) {
				token, err = p.caller.official, nil // the first authority's is plain "official"
			}
			if err != nil {
				return nil, err
			}
			tokens[made.Authority] = token
		}
		out = append(out, responsible{made.ID, tokens[made.Authority]})
	}
	return out, nil
}

// answer says the city's word on a report.
func (c *caller) answer(q *question, r responsible) error {
	q.set("POST", "/api/v1/reports/"+r.id+"/updates", r.token)
	if err := q.carry(map[string]any{"id": ulid(), "kind": "answer", "text": "Une équipe passera demain matin.", "lang": "fr"}); err != nil {
		return err
	}
	return c.ask(q)
}

// arrivals waits for a push for each report, and gives how long each took after
// the moment it was answered.
func (p *post) arrivals(ctx context.Context, answered map[string]time.Time) []time.Duration {
	for began := time.Now(); time.Since(began) < patience*time.Second && p.web.Taken() < len(answered) && ctx.Err() == nil; {
		time.Sleep(20 * time.Millisecond) // between looks
	}
	var took []time.Duration
	for _, got := range p.web.Pushes() {
		for id, at := range answered {
			if strings.Contains(string(got.Payload), id) {
				took = append(took, max(0, got.At.Sub(at)))
				delete(answered, id)
			}
		}
	}
	slices.Sort(took)
	return took
}
