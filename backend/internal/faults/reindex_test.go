package faults

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestReindex builds the search index anew while people search and report.
func TestReindex(t *testing.T) {
	documents := inFull(100_000, 3_000)
	f := breaking(t, "9 reindex", fmt.Sprintf("of %d reports, under 50 searches and 10 writes a second", documents),
		"no search fails or finds less; every write is found")
	p := prepare(t)
	p.command("seed", "--scale", strconv.Itoa(documents))
	p.start()
	author, category := p.signIn("resident"), p.servedBy("official")
	total := func() (int, error) {
		var found struct {
			Total int `json:"total"`
		}
		err := author.do(t.Context(), http.MethodGet, "/search?limit=1", nil, &found)
		return found.Total, err
	}
	least := 0
	p.eventually("the index is whole", func() (err error) {
		if err := p.is("jemaa_search_whole", 1); err != nil {
			return err
		}
		least, err = total()
		return err
	})

	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var kept []string
	searches := 0
	wg.Go(func() {
		steadily(ctx, 50, func(n int) {
			searches++
			if now, err := total(); err != nil || now < least {
				t.Errorf("a search found %d of at least %d: %v", now, least, err)
			}
		})
	})
	wg.Go(func() {
		steadily(ctx, 10, func(n int) {
			id := newID(1, 9, n)
			if err := author.do(t.Context(), http.MethodPut, "/reports/"+id, report(category, id), nil); err != nil {
				t.Errorf("a write: %v", err)
				return
			}
			kept = append(kept, id)
		})
	})
	began := time.Now()
	said := p.command("reindex")
	took := time.Since(began)
	if took < 2*time.Second { // a small city is done before anybody came
		time.Sleep(time.Second)
		said = p.command("reindex")
	}
	stop()
	wg.Wait()
	if !strings.Contains(said, "reports indexed") {
		t.Errorf("it said %s", said)
	}
	for _, id := range kept {
		p.eventually("each is found", func() error { return author.finds(t.Context(), id) })
	}
	f.measured("%.0f s; %d searches, 0 failed; %d writes, 0 lost", took.Seconds(), searches, len(kept))
}

// finds searches for a report by its title.
func (w *person) finds(ctx context.Context, id string) error {
	var found struct {
		Items []named `json:"items"`
	}
	if err := w.do(ctx, http.MethodGet, "/search?q=%22"+id+"%22", nil, &found); err != nil {
		return err
	}
	for _, hit := range found.Items {
		if hit.ID == id {
			return nil
		}
	}
	return fmt.Errorf("%s is not among %d that are found", id, len(found.Items))
}

// is tells whether a metric has a value.
func (p *program) is(name string, want float64) error {
	n, err := p.metric(name)
	if err == nil && n != want {
		err = fmt.Errorf("%s is %v, want %v", name, n, want)
	}
	return err
}

// steadily does something so many times a second until the context ends; one that
// takes long delays the next ones.
func steadily(ctx context.Context, perSecond int, f func(n int)) {
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		f(n)
	}
}
