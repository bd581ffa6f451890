package faults

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"jemaa/backend/media/mediatest"
	"jemaa/search/meili/meilitest"
)

// outage is a way in which an engine fails.
type outage struct {
	name string
	fail func(*line)
}

// outages are all ways in the long form, and the worst one in the short.
func outages() []outage {
	black := outage{"black-holed", (*line).black}
	return inFull([]outage{
		{"refused", (*line).refused}, black, {"slow by 20 s", func(l *line) { l.slow(20_000) }},
	}, []outage{black})
}

// engine is how /readyz speaks of one.
type engine struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
}

// away tells whether /readyz answers with the status and names exactly one engine
// as away; "" for none.
func (p *program) away(name string, status int) error {
	got, body, err := fetch(p.url + "/readyz")
	if err != nil {
		return err
	}
	var missing []string
	var state struct {
		Engines []engine `json:"engines"`
	}
	if err := decode(body, &state); err != nil {
		return err
	}
	for _, e := range state.Engines {
		if !e.OK {
			missing = append(missing, e.Name)
		}
	}
	if got != status || strings.Join(missing, ",") != name {
		return fmt.Errorf("readyz: %d, away: %v; want %d, %q", got, missing, status, name)
	}
	return nil
}

// writes sends reports while an engine is away: each is taken, and soon.
func (p *program) writes(author *person, category string, round, n int) []string {
	p.t.Helper()
	var ids []string
	for i := range n {
		id, began := newID(round, 0, i), time.Now()
		if err := author.do(p.t.Context(), http.MethodPut, "/reports/"+id, report(category, id), nil); err != nil {
			p.t.Errorf("a report was refused meanwhile: %v", err)
			continue
		}
		if took := time.Since(began); took > 2*time.Second {
			p.t.Errorf("a report took %v meanwhile", took)
		}
		ids = append(ids, id)
	}
	return ids
}

func TestSearchAway(t *testing.T) {
	t.Parallel()
	f := breaking(t, "2a search away", "Meilisearch (a stand-in) refused, black-holed, slow",
		"reports are taken, lists work, /readyz names it; search finds all of it after")
	server := meilitest.Start(t)
	l := between(t, strings.TrimPrefix(server.URL, "http://"))
	p := run(t, "JEMAA_MEILI_URL=http://"+l.addr, "JEMAA_MEILI_KEY="+meilitest.Key)
	author, category := p.signIn("resident"), p.servedBy("official")
	p.eventually("the index is whole", func() error { return p.away("", http.StatusOK) })
	all := 0
	var slowest time.Duration
	for round, o := range outages() {
		o.fail(l)
		p.eventually("readyz says which", func() error { return p.away("search", http.StatusOK) })
		all += len(p.writes(author, category, round, inFull(100, 20)))
		began := time.Now()
		if err := author.do(t.Context(), http.MethodGet, "/search?q=trou", nil, nil); statusOf(err) != http.StatusServiceUnavailable || codeOf(err) != "search.down" {
			t.Errorf("%s: search: %v", o.name, err)
		}
		if took := time.Since(began); took > 6*time.Second {
			t.Errorf("%s: search said so after %v", o.name, took)
		}
		if err := author.do(t.Context(), http.MethodGet, "/reports", nil, nil); err != nil {
			t.Errorf("%s: lists: %v", o.name, err)
		}
		l.whole()
		began = time.Now()
		p.eventually("search catches up", func() error {
			var found struct {
				Total int `json:"total"`
			}
			if err := author.do(t.Context(), http.MethodGet, "/search?limit=1", nil, &found); err != nil {
				return err
			}
			if found.Total != all {
				return fmt.Errorf("search finds %d of %d", found.Total, all)
			}
			return p.away("", http.StatusOK)
		})
		slowest = max(slowest, time.Since(began))
	}
	f.measured("%d reports acknowledged meanwhile, all found within %.1f s of the end", all, slowest.Seconds())
}

func TestObjectStoreAway(t *testing.T) {
	t.Parallel()
	f := breaking(t, "2b object store away", "MinIO refused, black-holed, slow",
		"reports are taken; a photo is refused with 503; /readyz names it; photos are taken after, and none was lost")
	server := mediatest.StartMinIO(t)
	l := between(t, server.Endpoint)
	p := run(t, "JEMAA_S3_ENDPOINT="+l.addr, "JEMAA_S3_ACCESS_KEY="+server.AccessKey, "JEMAA_S3_SECRET_KEY="+server.SecretKey)
	author, category := p.signIn("resident"), p.servedBy("official")
	var kept []string
	photo := func(round, n int) error {
		id := newID(7, round, n)
		err := author.do(t.Context(), http.MethodPut, "/photos/"+id, picture(byte(10*round+n)), nil)
		if err == nil {
			kept = append(kept, id)
		}
		return err
	}
	var slowest time.Duration
	refused := 0
	for round, o := range outages() {
		p.eventually("a photo is taken", func() error { return errors.Join(photo(round, 0), p.away("", http.StatusOK)) })
		o.fail(l)
		p.eventually("readyz says which", func() error { return p.away("photos", http.StatusServiceUnavailable) })
		p.writes(author, category, round, inFull(100, 20))
		began := time.Now()
		if err := photo(round, 1); statusOf(err) != http.StatusServiceUnavailable {
			t.Errorf("%s: a photo: %v", o.name, err)
		}
		refused++
		slowest = max(slowest, time.Since(began))
		l.whole()
		p.eventually("the same photo is taken", func() error { return photo(round, 1) })
		p.eventually("readyz is well", func() error { return p.away("", http.StatusOK) })
	}
	for _, id := range kept {
		if status, _, err := fetchAs(author, "/media/"+id+"/320.jpg"); err != nil || status != http.StatusOK {
			t.Errorf("acknowledged, and gone: %s: %d %v", id, status, err)
		}
	}
	if slowest > 12*time.Second {
		t.Errorf("a photo was refused only after %v", slowest)
	}
	f.measured("%d photos refused, after %.1f s at most, and taken when sent again; %d acknowledged photos, all there", refused, slowest.Seconds(), len(kept))
}

func TestMailAway(t *testing.T) {
	t.Parallel()
	f := breaking(t, "2c mail server away", "an SMTP server refused, black-holed, slow",
		"codes are asked for, /readyz names it, every letter comes after and its code opens")
	office := openPostOffice(t)
	l := between(t, office.addr)
	p := run(t, "JEMAA_DEMO=false", "JEMAA_SMTP_URL=smtp://"+l.addr+"?tls=none", "JEMAA_MAIL_FROM=Jemaa <no-reply@jemaa.example>")
	letters := 0
	var slowest time.Duration
	for round, o := range outages() {
		o.fail(l)
		var asked []*browser
		for i := range inFull(10, 3) {
			b := newBrowser(p.url, fmt.Sprintf("r%d.%d@people.example", round, i))
			if err := b.askCode(t.Context()); err != nil {
				t.Errorf("%s: asking for a code: %v", o.name, err)
			}
			asked = append(asked, b)
		}
		p.eventually("readyz says which", func() error { return p.away("mail", http.StatusOK) })
		l.whole()
		began := time.Now()
		p.eventually("every letter comes", func() error {
			for _, b := range asked {
				if len(office.to(b.email)) == 0 {
					return fmt.Errorf("none to %s", b.email)
				}
			}
			return p.away("", http.StatusOK)
		})
		slowest = max(slowest, time.Since(began))
		for _, b := range asked {
			letters++
			if err := b.signIn(t.Context(), codeIn(office.to(b.email)[0])); err != nil {
				t.Errorf("%s: the code in the letter: %v", o.name, err)
			}
		}
	}
	f.measured("%d letters asked for meanwhile, all there within %.1f s of the end, all their codes open", letters, slowest.Seconds())
}
