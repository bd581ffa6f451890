package faults

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/app"
	"jemaa/backend/push"
	"jemaa/backend/push/pushtest"
)

// TestPushAway lets a push service hang, and then answer that it is not well,
// while officials answer reports. The program runs inside the test: it pushes to
// the public internet only, and no setting opens another way.
func TestPushAway(t *testing.T) {
	t.Parallel()
	reports, browsers := inFull(12, 5), inFull(10, 4)
	f := breaking(t, "2d push service away", fmt.Sprintf("it hangs, then answers 503, for %d browsers and %d reports", browsers, reports),
		"officials' answers are taken, /readyz names it, every browser is told of every report after")
	folder := t.TempDir()
	first := runInside(t, folder, app.Options{})
	key := first.key()
	first.stop()
	service := pushtest.New(key)
	t.Cleanup(service.Close)
	var offset atomic.Int64
	p := runInside(t, folder, app.Options{
		Clock:   func() time.Time { return time.Now().Add(time.Duration(offset.Load())) },
		Pushing: push.Door{Allow: service.Allow, Roots: service.Roots()},
	})
	author, official, category := p.signIn("resident"), p.signIn("official"), p.servedBy("official")
	var all []*pushtest.Browser
	for i := range browsers {
		b := service.Subscribe()
		service.Script(b, pushtest.Reply{Gate: pushtest.Never}, pushtest.Reply{Status: 503}, pushtest.Reply{Status: 503})
		offer := map[string]any{"endpoint": b.Endpoint, "keys": map[string]string{"p256dh": b.P256dh, "auth": b.Auth}}
		if err := author.do(t.Context(), http.MethodPut, "/push/subscriptions/"+newID(3, 0, i), offer, nil); err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	all = all[max(0, len(all)-push.MaxSubscriptions):] // the account's oldest give way
	t.Cleanup(func() {
		if wrong := service.Faults(); len(wrong) > 0 {
			t.Errorf("what was pushed: %s", strings.Join(wrong, "; "))
		}
	})
	var ids []string
	for _, id := range p.writes(author, category, 1, reports) {
		d := &deed{id: id}
		began := time.Now()
		if err := official.do(t.Context(), http.MethodPost, "/reports/"+id+"/updates", acceptance(d), nil); err != nil {
			t.Errorf("an answer meanwhile: %v", err)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("an answer took %v meanwhile", took)
		}
		ids = append(ids, id)
	}
	p.eventually("readyz says which", func() error { return p.away("push", http.StatusOK) })
	p.eventually("every browser is told of every report", func() error {
		offset.Add(int64(20 * time.Second)) // tries come ever later
		for _, b := range all {
			if err := toldOf(service, b, ids); err != nil {
				return err
			}
		}
		return p.away("", http.StatusOK)
	})
	f.measured("%d browsers told of %d reports each, none lost, %.0f minutes later by the program's clock", len(all), len(ids), time.Duration(offset.Load()).Minutes())
}

// toldOf looks for a push about each report.
func toldOf(s *pushtest.Server, b *pushtest.Browser, ids []string) error {
	var told strings.Builder
	for _, push := range s.To(b) {
		told.Write(push.Payload)
	}
	for _, id := range ids {
		if !strings.Contains(told.String(), id) {
			return fmt.Errorf("a browser was not told of %s: %d tries, %d pushes: %.300s", id, s.Tries(b), len(s.To(b)), told.String())
		}
	}
	return nil
}
