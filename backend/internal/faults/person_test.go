package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"strings"
	"time"
)

// person is somebody with a session, which outlives the program.
type person struct {
	url    string
	token  string
	id     string
	client *http.Client
}

func nobody(url string) *person {
	return &person{url: url, client: &http.Client{
		Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64},
	}}
}

// signIn begins a session as one of the demonstration's people.
func (p *program) signIn(persona string) *person {
	p.t.Helper()
	who := nobody(p.url)
	var in struct {
		Token string `json:"token"`
		Me    struct {
			ID string `json:"id"`
		} `json:"me"`
	}
	if err := who.do(p.t.Context(), http.MethodPost, "/auth/demo", map[string]any{"persona": persona, "bearer": true}, &in); err != nil {
		p.t.Fatal(err)
	}
	who.token, who.id = in.Token, in.Me.ID
	return who
}

// at is the same person at another process.
func (w *person) at(p *program) *person {
	other := *w
	other.url = p.url
	return &other
}

// refusal is an answer that is not 2xx.
type refusal struct {
	status int
	code   string
	retry  string // Retry-After
	body   string
}

// Error implements error.
func (r *refusal) Error() string { return fmt.Sprintf("%d: %s", r.status, r.body) }

// statusOf is the status that an error of do stands for: 200 for none, 0 when no
// answer came.
func statusOf(err error) int {
	var r *refusal
	switch {
	case err == nil:
		return http.StatusOK
	case errors.As(err, &r):
		return r.status
	}
	return 0
}

func codeOf(err error) string {
	var r *refusal
	if errors.As(err, &r) {
		return r.code
	}
	return ""
}

// do asks the API; a nil error means a 2xx answer that arrived whole. Headers are
// "Name: value".
func (w *person) do(ctx context.Context, method, path string, in, out any, headers ...string) error {
	_, err := w.ask(ctx, method, path, in, out, headers...)
	return err
}

// ask does the same and gives the answer's head, nil when none came.
func (w *person) ask(ctx context.Context, method, path string, in, out any, headers ...string) (*http.Response, error) {
	req, err := w.request(ctx, method, path, in)
	if err != nil {
		return nil, err
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := w.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode/100 != 2 {
		var problem struct {
			Code string `json:"code"`
		}
		_ = json.Unmarshal(b, &problem) // what is no problem has no code
		return res, &refusal{res.StatusCode, problem.Code, res.Header.Get("Retry-After"), string(b)}
	}
	if out == nil {
		return res, nil
	}
	return res, json.Unmarshal(b, out)
}

// request makes one; a body is bytes of a picture, or anything to be sent as JSON.
func (w *person) request(ctx context.Context, method, path string, in any) (*http.Request, error) {
	var body io.Reader
	kind := "application/json"
	switch in := in.(type) {
	case nil:
	case []byte:
		body, kind = bytes.NewReader(in), "image/jpeg"
	default:
		b, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, w.url+"/api/v1"+path, body)
	if err != nil {
		return nil, err
	}
	if in != nil {
		req.Header.Set("Content-Type", kind)
	}
	if w.token != "" {
		req.Header.Set("Authorization", "Bearer "+w.token)
	}
	return req, nil
}

// revOf is the revision in an answer's ETag.
func revOf(res *http.Response) int64 {
	text, _, _ := strings.Cut(strings.Trim(res.Header.Get("ETag"), `"`), ".")
	n, _ := strconv.ParseInt(text, 10, 64) // 0 when there is none
	return n
}

// view is what these tests read of a report.
type view struct {
	ID       string `json:"id"`
	Rev      int64  `json:"rev"`
	Title    string `json:"title"`
	Status   string `json:"status"`
	Supports int    `json:"supports"`
	Viewer   struct {
		Supported bool `json:"supported"`
	} `json:"viewer"`
	Updates []struct {
		ID   string `json:"id"`
		Kind string `json:"kind"`
	} `json:"updates"`
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

// report is one that somebody sends.
func report(category, id string) map[string]any {
	return map[string]any{
		"category": category, "title": "Rapport " + id, "description": "Un trou devant le numéro " + id, "lang": "fr",
		"location": map[string]float64{"lon": -7.6149, "lat": 33.5925},
	}
}

// pages walks all pages of a list.
func pages[T any](ctx context.Context, who *person, path string, each func(T)) error {
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	for after := ""; ; {
		var page struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		if err := who.do(ctx, http.MethodGet, path+join+"limit=100&after="+after, nil, &page); err != nil {
			return err
		}
		for _, item := range page.Items {
			each(item)
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

// named is an item of a list of which only the id is read.
type named struct {
	ID      string `json:"id"`
	Subject struct {
		ID string `json:"id"`
	} `json:"subject"`
}

func decode(b []byte, into any) error {
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%w: %s", err, b)
	}
	return nil
}

// fetchAs reads a path that is not of the API as somebody.
func fetchAs(who *person, path string) (status int, body []byte, err error) {
	req, err := http.NewRequest(http.MethodGet, who.url+path, nil)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+who.token)
	res, err := who.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, body, err
}

// browser is a person who signs in with a code by mail, and keeps cookies.
type browser struct {
	*person
	email string
}

func newBrowser(url, email string) *browser {
	b := &browser{nobody(url), email}
	b.client.Jar, _ = cookiejar.New(nil) // never fails
	return b
}

func (b *browser) askCode(ctx context.Context) error {
	return b.do(ctx, http.MethodPost, "/auth/codes", map[string]string{"email": b.email}, nil)
}

func (b *browser) signIn(ctx context.Context, code string) error {
	return b.do(ctx, http.MethodPost, "/auth/sessions", map[string]string{"email": b.email, "code": code}, nil)
}
