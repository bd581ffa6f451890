package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"jemaa/backend/push/pushtest"
)

// What was promised: so many browsers within so long, of which some are gone,
// some are told to wait, and some never get an answer.
const (
	pushAllLimit = 60 // seconds
	gonePercent  = 5
	waitPercent  = 2
	hangPercent  = 1
	newcomers    = 32 // who sign up at a time
)

// pushAll has one answer of the city pushed to everybody who follows a report,
// each with an account and a browser of their own.
func (b *bench) pushAll(ctx context.Context) (err error) {
	folder, err := os.MkdirTemp(b.cache, "push")
	if err != nil {
		return err
	}
	heard, codes := io.Pipe()
	inbox := &mailbox{waits: map[string]chan string{}}
	go inbox.read(heard)
	p, err := b.servePushing(ctx, folder, codes)
	if err != nil {
		return errors.Join(err, os.RemoveAll(folder))
	}
	defer func() { err = errors.Join(err, p.end(b)) }()
	if err := p.caller.learnCity(); err != nil {
		return err
	}
	rs, err := p.submit(1)
	if err != nil {
		return err
	}
	began := time.Now()
	browsers, err := p.follow(ctx, rs[0].id, inbox)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "\npush-all: %s people signed up, subscribed and follow in %.0f s\n", thousands(float64(len(browsers))), time.Since(began).Seconds())
	if _, err := p.drained(ctx); err != nil {
		return err
	}
	return p.tellAll(ctx, rs[0], browsers)
}

// follow signs people up by mail, gives each a browser, and has them follow.
func (p *post) follow(ctx context.Context, report string, inbox *mailbox) ([]*pushtest.Browser, error) {
	var (
		mu   sync.Mutex
		out  []*pushtest.Browser
		errs []error
		work sync.WaitGroup
		next = make(chan int)
	)
	for range newcomers {
		work.Go(func() {
			for n := range next {
				b, err := p.newcomer(n, report, inbox)
				mu.Lock()
				out, errs = append(out, b), append(errs, err)
				mu.Unlock()
			}
		})
	}
	for n := range p.browser {
		if ctx.Err() != nil {
			break
		}
		next <- n
	}
	close(next)
	work.Wait()
	return out, errors.Join(append(errs, ctx.Err())...)
}

// newcomer does what somebody does who comes to follow a report.
func (p *post) newcomer(n int, report string, inbox *mailbox) (*pushtest.Browser, error) {
	address := fmt.Sprintf("follower%d@bench.example", n)
	code := inbox.expect(address)
	q := newQuestion(uint64(n))
	q.set("POST", "/api/v1/auth/codes", "")
	if err := p.caller.carried(q, map[string]any{"email": address}); err != nil {
		return nil, err
	}
	cookie, _, _ := strings.Cut(string(q.res.Header.Peek("Set-Cookie")), ";")
	var typed string
	select {
	case typed = <-code:
	case <-time.After(time.Minute):
		return nil, fmt.Errorf("no code came for %s", address)
	}
	q.set("POST", "/api/v1/auth/sessions", "")
	if err := q.carry(map[string]any{"email": address, "code": typed, "bearer": true}); err != nil {
		return nil, err
	}
	q.req.Header.Set("Cookie", cookie)
	if err := p.caller.ask(q); err != nil {
		return nil, err
	}
	token, err := tokenIn(q.res.Body())
	if err != nil {
		return nil, err
	}
	b, err := p.subscribe(token)
	return b, errors.Join(err, p.caller.talk("PUT", "/api/v1/reports/"+report+"/follow", token, nil, nil))
}

// tellAll answers the report and waits until everybody has it who can.
func (p *post) tellAll(ctx context.Context, r responsible, browsers []*pushtest.Browser) error {
	healthy, waits := p.script(browsers)
	q := newQuestion(1)
	cpu, began := p.server.cpu(), time.Now()
	if err := p.caller.answer(q, r); err != nil {
		return err
	}
	most := 0
	reach := func(n int) time.Duration {
		for time.Since(began) < 10*time.Minute && p.web.Taken() < n && ctx.Err() == nil {
			most = max(most, p.server.resident())
			time.Sleep(50 * time.Millisecond) // between looks
		}
		return time.Since(began)
	}
	fmt.Fprintf(p.out, "push-all: one answer to %s browsers, %d %% gone, %d %% told to wait, %d %% hanging\n",
		thousands(float64(len(browsers))), gonePercent, waitPercent, hangPercent)
	p.say(below("  until every healthy browser had it", reach(healthy).Seconds(), pushAllLimit, "s"))
	p.say(below("  until those who were told to wait had it too", reach(healthy+waits).Seconds(), pushAllLimit, "s"))
	p.say(verdict{"  who never got it", fmt.Sprint(healthy + waits - p.web.Taken()), "0", healthy+waits == p.web.Taken()})
	p.say(verdict{"  pushes that were malformed", fmt.Sprint(len(p.web.Faults())), "0", len(p.web.Faults()) == 0})
	p.say(below("  processor time, server", (p.server.cpu() - cpu).Seconds(), 0, "s"))
	p.say(below("  resident at most", float64(most), 0, "MB"))
	return ctx.Err()
}

// script decides how each browser's push service answers; it gives how many can
// have the push at once, and how many when they are asked again. Where a browser
// lies among the others follows from a stride, so that the sick are everywhere.
func (p *post) script(browsers []*pushtest.Browser) (healthy, waits int) {
	for i, b := range browsers {
		switch n := i * 37 % 100; {
		case n < gonePercent:
			p.web.Script(b, pushtest.Reply{Status: 410})
		case n < gonePercent+waitPercent:
			p.web.Script(b, pushtest.Reply{Status: 429, RetryAfter: "5"})
			waits++
		case n < gonePercent+waitPercent+hangPercent:
			hang := pushtest.Reply{Gate: pushtest.Never}
			p.web.Script(b, hang, hang, hang, hang, hang, hang, hang, hang, hang, hang)
		default:
			healthy++
		}
	}
	return healthy, waits
}

// mailbox is where the codes of letters arrive.
type mailbox struct {
	mu    sync.Mutex
	waits map[string]chan string
}

// expect gives the channel that an address' code will come by.
func (m *mailbox) expect(address string) <-chan string {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := make(chan string, 1)
	m.waits[address] = c
	return c
}

func (m *mailbox) read(from io.Reader) {
	for lines := bufio.NewScanner(from); lines.Scan(); {
		address, code, _ := strings.Cut(lines.Text(), " ")
		m.mu.Lock()
		if c := m.waits[address]; c != nil {
			c <- code
			delete(m.waits, address)
		}
		m.mu.Unlock()
	}
}
