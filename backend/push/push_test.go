package push_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/push"
	"jemaa/backend/push/pushtest"
)

func TestAPushSaysItInTheBrowsersLanguage(t *testing.T) {
	c := open(t)
	ar, _ := c.browser("zineb", civic.Arabic)
	fr, _ := c.browser("zineb", civic.French)
	other, _ := c.browser("karim", civic.French)
	c.deliver("zineb", c.note("r1.a", push.Note{Body: "«شارع الزرقطوني»"}))
	c.want(ar, 1, 1)
	c.want(fr, 1, 1)
	c.want(other, 0, 0)
	p := c.web.To(ar)[0]
	var got struct {
		WebPush      int `json:"web_push"`
		Notification struct {
			Title, Body, Lang, Dir, Navigate, Tag string
			Data                                  struct{ ID, Path string }
		}
	}
	if err := json.Unmarshal(p.Payload, &got); err != nil {
		t.Fatal(err)
	}
	n := got.Notification
	if got.WebPush != 8030 || n.Title != "تم إصلاح الحفرة" || n.Body != "«شارع الزرقطوني»" || n.Lang != "ar" || n.Dir != "rtl" ||
		n.Navigate != "https://jemaa.example/ar/reports/1" || n.Data.ID != "r1.a" || n.Data.Path != "/ar/reports/1" {
		t.Errorf("payload %s", p.Payload)
	}
	if p.Contact != "mailto:ops@jemaa.example" || p.Topic == "" || p.Topic != n.Tag || strings.Contains(p.Topic, "r1") ||
		p.Urgency != "normal" || p.TTL != 86400 || p.Size > 2048 {
		t.Errorf("push %+v", p)
	}
	if c.Count(push.Sent) != 2 {
		t.Errorf("%d counted as sent", c.Count(push.Sent))
	}
}

func TestLaterNotesOfATopicReplaceEarlierOnes(t *testing.T) {
	c := open(t)
	b, _ := c.browser("zineb", civic.French)
	c.deliver("zineb", c.note("r1.a", push.Note{}), c.note("r2.a", push.Note{}), c.note("r1.b", push.Note{}))
	c.want(b, 2, 2)
	if ps := c.web.To(b); ps[0].Topic == ps[1].Topic || !bytes.Contains(ps[1].Payload, []byte("r1.b")) {
		t.Errorf("pushed %s and %s", ps[0].Payload, ps[1].Payload)
	}
}

func TestLongTextsAreCut(t *testing.T) {
	c := open(t)
	b, _ := c.browser("zineb", civic.Arabic)
	c.web.Script(b, pushtest.Reply{}, pushtest.Reply{Status: 413})
	for _, id := range []string{"r1.a", "r2.a"} {
		c.deliver("zineb", c.note(id, push.Note{Title: strings.Repeat("ن", 5000), Body: strings.Repeat("\"<م>", 5000)}))
	}
	c.want(b, 2, 3)
	for i, most := range []int{2048, 1024} {
		p := c.web.To(b)[i]
		if !json.Valid(p.Payload) || p.Size > most || !bytes.Contains(p.Payload, []byte("…")) {
			t.Errorf("push %d: %d bytes, want at most %d: %s", i, p.Size, most, p.Payload)
		}
	}
}

func TestAnswersAreObeyed(t *testing.T) {
	for _, r := range []struct {
		name    string
		reply   pushtest.Reply
		outcome push.Outcome
		again   time.Duration // when it is sent again; 0: never
		kept    bool          // the next notification is sent
	}{
		{"200", pushtest.Reply{Status: 200}, push.Sent, 0, true},
		{"404", pushtest.Reply{Status: 404}, push.Gone, 0, false},
		{"410", pushtest.Reply{Status: 410}, push.Gone, 0, false},
		{"429 in seconds", pushtest.Reply{Status: 429, RetryAfter: "600"}, push.Limited, 10 * time.Minute, true},
		{"429 in a moment", pushtest.Reply{Status: 429, RetryAfter: "5"}, push.Limited, 5 * time.Second, true},
		{"429 until", pushtest.Reply{Status: 429, RetryAfter: "Mon, 05 Oct 2026 09:00:00 GMT"}, push.Limited, time.Hour, true},
		{"429 for ever", pushtest.Reply{Status: 429, RetryAfter: "99999999"}, push.Limited, 24 * time.Hour, true},
		{"429 plain", pushtest.Reply{Status: 429}, push.Limited, 30 * time.Second, true},
		{"500", pushtest.Reply{Status: 500}, push.Failed, 30 * time.Second, true},
		{"503 for a moment", pushtest.Reply{Status: 503, RetryAfter: "2"}, push.Failed, 2 * time.Second, true},
		{"503", pushtest.Reply{Status: 503, RetryAfter: "60"}, push.Failed, time.Minute, true},
		{"401", pushtest.Reply{Status: 401}, push.Alarm, 0, true},
		{"403", pushtest.Reply{Status: 403}, push.Alarm, 0, true},
		{"400", pushtest.Reply{Status: 400}, push.Refused, 0, true},
		{"307", pushtest.Reply{Status: 307, Location: "/push/0"}, push.Refused, 0, true},
	} {
		t.Run(r.name, func(t *testing.T) {
			c := open(t)
			b, _ := c.browser("zineb", civic.French)
			c.web.Script(b, r.reply)
			c.deliver("zineb", c.note("r1.a", push.Note{}))
			if n := c.Count(r.outcome); n != 1 || c.web.Tries(b) != 1 {
				t.Fatalf("%d counted as %s after %d tries", n, r.outcome, c.web.Tries(b))
			}
			if r.again > 0 {
				c.later(r.again - time.Millisecond)
				c.retry()
				c.want(b, 0, 1)
				c.later(time.Millisecond)
				c.retry()
				c.want(b, 1, 2)
			}
			c.later(30 * 24 * time.Hour)
			if c.retry() != 0 {
				t.Fatal("sent again what was done")
			}
			before := c.web.Tries(b)
			c.deliver("zineb", c.note("r2.a", push.Note{}))
			if got := c.web.Tries(b) > before; got != r.kept {
				t.Fatalf("subscription kept: %v, want %v", got, r.kept)
			}
			if log := c.logged(); strings.Contains(log, b.Endpoint) || strings.Contains(log, "whatever") {
				t.Errorf("the log tells the endpoint or the answer: %s", log)
			} else if alarm := strings.Contains(log, "level=ERROR"); alarm != (r.outcome == push.Alarm) {
				t.Errorf("alarm %v: %s", alarm, log)
			}
		})
	}
}

func TestWhatIsOwedWaitsTogetherAndIsGivenUpInTheEnd(t *testing.T) {
	c := open(t)
	b, _ := c.browser("zineb", civic.French)
	c.web.Script(b, pushtest.Reply{Status: 429, RetryAfter: "600"})
	c.deliver("zineb", c.note("r1.a", push.Note{}))
	c.deliver("zineb", c.note("r1.b", push.Note{})) // not tried: the service wants its rest
	c.deliver("zineb", c.note("r2.a", push.Note{}))
	c.want(b, 0, 1)
	c.later(10 * time.Minute)
	c.retry()
	c.want(b, 2, 3) // r1.b stands for r1.a
	broken := make([]pushtest.Reply, 50)
	for i := range broken {
		broken[i].Status = 500
	}
	c.web.Script(b, broken...)
	c.deliver("zineb", c.note("r3.a", push.Note{}))
	tries := 0
	for range 100 {
		c.later(time.Hour)
		tries += c.retry()
	}
	if tries != 8 {
		t.Fatalf("tried again %d times, want 8", tries)
	}
}

// A service that says "in a second" for a minute must not use up all its tries.
func TestWhoAlwaysSaysSoonIsGivenMoreRest(t *testing.T) {
	c := open(t)
	b, _ := c.browser("zineb", civic.French)
	soon := make([]pushtest.Reply, 6)
	for i := range soon {
		soon[i] = pushtest.Reply{Status: 429, RetryAfter: "1"}
	}
	c.web.Script(b, soon...)
	c.deliver("zineb", c.note("r1.a", push.Note{}))
	for i, rest := range []time.Duration{time.Second, time.Second, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute} {
		c.later(rest - time.Millisecond)
		if c.retry() != 0 {
			t.Fatalf("tried again within %v after failure %d", rest, i+1)
		}
		c.later(time.Millisecond)
		c.retry()
	}
	c.want(b, 1, 7)
}

func TestOldNewsIsNotPushed(t *testing.T) {
	c := open(t)
	b, _ := c.browser("zineb", civic.French)
	id := c.note("r1.a", push.Note{})
	c.later(push.Life + time.Minute)
	c.deliver("zineb", id, "unknown")
	c.want(b, 0, 0)
}

func TestASlowServiceDelaysNobody(t *testing.T) {
	c := open(t, func(p *push.Config) { p.Patience = 50 * time.Millisecond; p.Timeout = time.Minute })
	slow, _ := c.browser("zineb", civic.French)
	quick, _ := c.browser("karim", civic.French)
	gate := make(chan struct{})
	c.web.Script(slow, pushtest.Reply{Gate: gate})
	err := c.Deliver(t.Context(), []push.Parcel{
		{Account: "zineb", Notification: c.note("r1.a", push.Note{})},
		{Account: "karim", Notification: "r1.a"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for { // patience may end before the request is there
		next := c.web.Arrived()
		if c.web.Tries(slow) > 0 {
			break
		}
		<-next
	}
	c.want(slow, 0, 1)
	c.later(time.Hour)
	if c.retry() != 0 {
		t.Fatal("tried again what is under way")
	}
	close(gate)
	c.Wait()
	c.want(slow, 1, 1)
	c.want(quick, 1, 1)
	c.later(time.Hour)
	if c.retry() != 0 {
		t.Fatal("what arrived late is still owed")
	}
}

func TestAKillForgetsNothing(t *testing.T) {
	c := open(t, func(p *push.Config) { p.Patience = 20 * time.Millisecond; p.Timeout = time.Minute })
	b, _ := c.browser("zineb", civic.French)
	c.web.Script(b, pushtest.Reply{Gate: pushtest.Never})
	c.deliver("zineb", c.note("r1.a", push.Note{})) // returns with the attempt hanging
	next := c.sibling()                             // and that process is heard of no more
	c.later(time.Minute)
	if n, err := next.Retry(t.Context(), 100); err != nil || n != 0 {
		t.Fatalf("took up %d while the first may live, %v", n, err)
	}
	c.later(10 * time.Minute)
	if n, err := next.Retry(t.Context(), 100); err != nil || n != 1 {
		t.Fatalf("took up %d, %v: what hung is not owed", n, err)
	}
	next.Wait()
	c.want(b, 1, 2)
}

func TestCloseWritesDownWhatItBreaksOff(t *testing.T) {
	c := open(t, func(p *push.Config) { p.Patience, p.Timeout = time.Minute, time.Minute })
	b, _ := c.browser("zineb", civic.French)
	c.web.Script(b, pushtest.Reply{Gate: pushtest.Never})
	id := c.note("r1.a", push.Note{})
	arrived, done := c.web.Arrived(), make(chan error)
	go func() {
		done <- c.Deliver(t.Context(), []push.Parcel{{Account: "zineb", Notification: id}})
	}()
	<-arrived
	c.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	c.later(time.Hour)
	if n, err := c.sibling().Retry(t.Context(), 100); err != nil || n != 1 {
		t.Fatalf("took up %d, %v", n, err)
	}
	c.want(b, 1, 2)
}

func TestSeveralProcessesRetryOnce(t *testing.T) {
	c := open(t)
	b, _ := c.browser("zineb", civic.French)
	c.web.Script(b, pushtest.Reply{Status: 500})
	c.deliver("zineb", c.note("r1.a", push.Note{}))
	c.later(time.Minute)
	var work sync.WaitGroup
	for range 8 {
		s := c.sibling()
		work.Go(func() {
			if _, err := s.Retry(t.Context(), 100); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	c.want(b, 1, 2)
}

func TestManySubscriptionsWithAFewHanging(t *testing.T) {
	c := open(t, func(p *push.Config) { p.Patience = 100 * time.Millisecond; p.Timeout = time.Minute })
	id := c.note("r1.a", push.Note{})
	var ps []push.Parcel
	var browsers []*pushtest.Browser
	gate := make(chan struct{})
	for i := range 200 {
		who := fmt.Sprintf("p%d", i)
		b, _ := c.browser(who, civic.French)
		switch {
		case i%50 == 0:
			c.web.Script(b, pushtest.Reply{Gate: gate, Status: 500})
		case i%20 == 0:
			c.web.Script(b, pushtest.Reply{Status: 429, RetryAfter: "60"})
		}
		browsers = append(browsers, b)
		ps = append(ps, push.Parcel{Account: civic.ID(who), Notification: id})
	}
	if err := c.Deliver(t.Context(), ps); err != nil {
		t.Fatal(err)
	}
	close(gate)
	for range 3 {
		c.Wait()
		c.later(time.Hour)
		c.retry()
	}
	c.Wait()
	for i, b := range browsers {
		if len(c.web.To(b)) != 1 {
			t.Errorf("browser %d got %d pushes", i, len(c.web.To(b)))
		}
	}
}

// More hang than there are slots, and the others are pushed to all the same.
func TestHangingOnesHoldNoSlots(t *testing.T) {
	c := open(t, func(p *push.Config) { p.Slots, p.Patience, p.Timeout = 4, 50*time.Millisecond, time.Minute })
	gate := make(chan struct{})
	var ps []push.Parcel
	var quick []*pushtest.Browser
	for i := range 24 {
		who := fmt.Sprintf("p%d", i)
		b, _ := c.browser(who, civic.French)
		if i < 12 {
			c.web.Script(b, pushtest.Reply{Gate: gate})
		} else {
			quick = append(quick, b)
		}
		ps = append(ps, push.Parcel{Account: civic.ID(who), Notification: c.note("r1.a", push.Note{})})
	}
	if err := c.Deliver(t.Context(), ps); err != nil {
		t.Fatal(err)
	}
	for i, b := range quick {
		if c.web.Tries(b) != 1 {
			t.Errorf("browser %d waits for those that hang", i)
		}
	}
	if n := c.Flying(); n < 12 {
		t.Errorf("%d are under way, 12 hang", n)
	}
	close(gate)
	c.Wait()
	if n := c.Flying(); n != 0 {
		t.Errorf("%d slots are held by nobody", n)
	}
}
