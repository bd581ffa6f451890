package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"time"

	"github.com/valyala/fasthttp"
)

// caller is a number of people who ask a lot over few connections.
type caller struct {
	addr  string
	conns int
	http  *fasthttp.HostClient

	resident string   // bearer token of somebody who reports
	official string   // of somebody who answers for a whole city
	crowd    []string // of people who wrote none of the reports

	areas      []area
	categories []string // that ask no questions
	ids        []string // of up to 20,000 public reports of all ages
	open       []open   // reports that can be supported
}

type area struct {
	Code     string `json:"code"`
	Centroid struct {
		Lon float64 `json:"lon"`
		Lat float64 `json:"lat"`
	} `json:"centroid"`
}

// open is a report that can be supported, with the supports it had.
type open struct {
	id       string
	supports int
}

func newCaller(addr string, conns int) *caller {
	return &caller{addr: addr, conns: conns, http: &fasthttp.HostClient{
		Addr: addr, MaxConns: max(conns, most), MaxConnWaitTimeout: 30 * time.Second, MaxIdleConnDuration: 10 * time.Second,
		ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second, MaxIdemponentCallAttempts: 1,
		NoDefaultUserAgentHeader: true, DisablePathNormalizing: true, ReadBufferSize: 16 << 10,
	}}
}

// most is how many connections an open model may use when answers are late.
const most = 1024

// question is one request about to be asked. It is used again by the same
// connection, so that asking costs the machine little.
type question struct {
	n   int // its number; no other has it
	rng *rand.Rand
	req *fasthttp.Request
	res *fasthttp.Response
}

func newQuestion(seed uint64) *question {
	return &question{rng: rand.New(rand.NewPCG(seed, 20261123)), req: fasthttp.AcquireRequest(), res: fasthttp.AcquireResponse()}
}

// get makes the question a GET of a path, by somebody or by nobody ("").
func (q *question) get(path, token string) { q.set(fasthttp.MethodGet, path, token) }

func (q *question) set(method, path, token string) {
	q.req.Reset()
	q.req.Header.SetMethod(method)
	q.req.SetRequestURI(path)
	if token != "" {
		q.req.Header.Set("Authorization", "Bearer "+token)
	}
}

// put makes the question a PUT with a JSON body, or none.
func (q *question) put(path, token string, body any) error {
	q.set(fasthttp.MethodPut, path, token)
	return q.carry(body)
}

func (q *question) carry(body any) error {
	if body == nil {
		return nil
	}
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	q.req.Header.SetContentType("application/json")
	q.req.SetBodyRaw(text)
	return nil
}

// ask sends the question as it stands and reads the answer whole.
func (c *caller) ask(q *question) error {
	q.req.Header.SetHost(c.addr)
	if err := c.http.Do(q.req, q.res); err != nil {
		return fmt.Errorf("%s %s: %w", q.req.Header.Method(), q.req.RequestURI(), err)
	}
	if s := q.res.StatusCode(); s/100 != 2 {
		said := bytes.TrimSpace(q.res.Body())
		return &refusal{s, fmt.Sprintf("%s %s: %d %.300s", q.req.Header.Method(), q.req.RequestURI(), s, said)}
	}
	return nil
}

// carried asks with a JSON body.
func (c *caller) carried(q *question, body any) error {
	if err := q.carry(body); err != nil {
		return err
	}
	return c.ask(q)
}

// refusal is an answer that is none.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

// talk asks for JSON while nothing is measured.
func (c *caller) talk(method, path, token string, in, out any) error {
	q := newQuestion(0)
	q.set(method, path, token)
	if err := q.carry(in); err != nil {
		return err
	}
	if err := c.ask(q); err != nil {
		return err
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(q.res.Body(), out)
}

func (c *caller) signIn(persona string) (string, error) {
	q := newQuestion(0)
	q.set("POST", "/api/v1/auth/demo", "")
	if err := c.carried(q, map[string]any{"persona": persona, "bearer": true}); err != nil {
		return "", err
	}
	return tokenIn(q.res.Body())
}

// tokenIn reads the answer to a sign-in.
func tokenIn(body []byte) (string, error) {
	var in struct {
		Token string `json:"token"`
	}
	err := json.Unmarshal(body, &in)
	return in.Token, err
}

// learn signs everybody in and reads what the questions are made of.
func (c *caller) learn(ctx context.Context) error {
	return errors.Join(c.learnCity(), c.learnReports(ctx), c.learnOpen(ctx))
}

// learnCity is learn without the reports: all that an empty city has.
func (c *caller) learnCity() error {
	var city struct {
		Areas       []area `json:"areas"`
		Authorities []struct {
			Code string `json:"code"`
		} `json:"authorities"`
		Categories []struct {
			Code      string            `json:"code"`
			Questions []json.RawMessage `json:"questions"`
		} `json:"categories"`
	}
	if err := c.talk("GET", "/api/v1/city", "", nil, &city); err != nil {
		return err
	}
	c.areas = city.Areas
	for _, k := range city.Categories {
		if len(k.Questions) == 0 { // a report of it needs no answers
			c.categories = append(c.categories, k.Code)
		}
	}
	if len(c.areas) == 0 || len(c.categories) == 0 {
		return errors.New("the city has no areas, or questions in every category")
	}
	people := []string{"moderator", "admin"}
	for _, a := range city.Authorities {
		people = append(people, "official."+a.Code)
	}
	return c.gather(people)
}

// gather signs in the staff of the demonstration, who wrote none of its reports.
func (c *caller) gather(people []string) (err error) {
	if c.resident, err = c.signIn("resident"); err != nil {
		return err
	}
	if c.official, err = c.signIn("official"); err != nil {
		return err
	}
	for _, p := range people {
		token, err := c.signIn(p)
		if r := (&refusal{}); errors.As(err, &r) && r.status == fasthttp.StatusNotFound {
			continue // the first authority's is plain "official"
		}
		if err != nil {
			return err
		}
		c.crowd = append(c.crowd, token)
	}
	return nil
}

type page struct {
	Items []struct {
		ID       string `json:"id"`
		Supports int    `json:"supports"`
	} `json:"items"`
	Next string `json:"next"`
}

// known is how many reports the caller reads; they are of all ages, so that no
// cache of recent ones holds them all.
const (
	known   = 20_000
	windows = 50
	history = 740 * 24 * time.Hour
)

func (c *caller) learnReports(ctx context.Context) error {
	to := time.Now()
	for w := range windows {
		from := to.Add(-history / windows)
		filter := "&from=" + url.QueryEscape(from.UTC().Format(time.RFC3339)) + "&to=" + url.QueryEscape(to.UTC().Format(time.RFC3339))
		err := c.pages(ctx, filter, known*(w+1)/windows-len(c.ids), func(p page) {
			for _, r := range p.Items {
				c.ids = append(c.ids, r.ID)
			}
		})
		if err != nil {
			return err
		}
		to = from
	}
	if len(c.ids) == 0 {
		return errors.New("the city holds no report")
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(c.ids), func(i, k int) { c.ids[i], c.ids[k] = c.ids[k], c.ids[i] })
	return nil
}

// supportable is how many reports are supported.
const supportable = 10_000

func (c *caller) learnOpen(ctx context.Context) error {
	err := c.pages(ctx, "&status=submitted", supportable, func(p page) {
		for _, r := range p.Items {
			c.open = append(c.open, open{r.ID, r.Supports})
		}
	})
	if err == nil && len(c.open) == 0 {
		err = errors.New("the city holds no open report")
	}
	c.open = slices.Clip(c.open[:min(len(c.open), supportable)])
	return err
}

// pages reads a list until it has so many, or its end.
func (c *caller) pages(ctx context.Context, filter string, want int, seen func(page)) error {
	for after := ""; want > 0 && ctx.Err() == nil; {
		var p page
		if err := c.talk("GET", "/api/v1/reports?sort=new&limit=100"+filter+"&after="+url.QueryEscape(after), "", nil, &p); err != nil {
			return err
		}
		seen(p)
		want -= len(p.Items)
		if after = p.Next; after == "" {
			break
		}
	}
	return ctx.Err()
}
