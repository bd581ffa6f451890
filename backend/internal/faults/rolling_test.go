package faults

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"
)

// pair is two processes on one MongoDB, behind what a balancing proxy does: take
// turns, and ask the other when one takes no connection.
type pair struct {
	t    *testing.T
	both [2]*program
	who  *person
	turn int

	dialect bool // not a true server: it may take longer than a call may
	late    int  // how often it did
}

func newPair(t *testing.T, uri string, dialect bool) *pair {
	t.Helper()
	d := &pair{t: t, dialect: dialect}
	for i := range d.both {
		d.both[i] = run(t, "JEMAA_MONGODB_URI="+uri, "JEMAA_LOG=info")
	}
	d.who = d.both[0].signIn("resident")
	d.who.client.Transport = &http.Transport{DisableKeepAlives: true}
	return d
}

// do asks one of them. The dialect's server goes through all documents for each
// list; when a busy machine makes that longer than a call may take, it is asked
// again, and counted.
func (d *pair) do(ctx context.Context, method, path string, in any) error {
	err := d.once(ctx, method, path, in)
	for ; d.dialect && codeOf(err) == "engine.down" && d.late < 20; err = d.once(ctx, method, path, in) {
		d.late++
	}
	return err
}

func (d *pair) once(ctx context.Context, method, path string, in any) error {
	var err error
	for range d.both {
		d.turn++
		err = d.who.at(d.both[d.turn%2]).do(ctx, method, path, in, nil)
		if !errors.Is(err, syscall.ECONNREFUSED) && !errors.Is(err, syscall.ECONNRESET) {
			return err
		}
	}
	return err
}

// taken is how many messages of reports search took, in both together.
func (d *pair) taken() (sum float64, carriers int, err error) {
	for _, p := range d.both {
		n, err := p.metric("jemaa_relay_taken_total", `collection="report"`, `taker="search"`)
		if err != nil {
			return 0, 0, err
		}
		sum += n
		carriers += count(n > 0)
	}
	return sum, carriers, nil
}

// TestLeases lets two processes share one store, and counts what they carry: with
// every lease held by one of them, each message is taken once. On the wire
// dialect, whose writes are not atomic, people come one after the other.
func TestLeases(t *testing.T) {
	uri, engine := os.Getenv("JEMAA_TEST_MONGODB_URI"), "MongoDB"
	f := breaking(t, "7a leases", "two processes on one MongoDB, writes to both in turn", "no lease is held twice: every message is taken once")
	dialect := uri == ""
	if dialect {
		uri, engine = "mongodb://"+ferretdb(t)+"/leases", "FerretDB, one write at a time"
	}
	d := newPair(t, uri, dialect)
	category := d.both[0].servedBy("official")
	n := inFull(60, 20)
	for i := range n {
		id := newID(int(time.Now().Unix()%9000), 7, i)
		if err := d.do(t.Context(), http.MethodPut, "/reports/"+id, report(category, id)); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range d.both {
		p.settle("both")
	}
	sum, carriers, err := d.taken()
	if err != nil || int(sum) != n || carriers != 1 {
		t.Errorf("%v messages taken by %d processes, want %d by one: %v", sum, carriers, n, err)
	}
	f.measured("%d messages, taken %v times, by %d process (%s%s)", n, sum, carriers, engine, d.slowness())
}

// TestRollingRestart restarts two processes on one MongoDB, one after the other,
// under people who read and write.
func TestRollingRestart(t *testing.T) {
	uri, engine, perSecond := os.Getenv("JEMAA_TEST_MONGODB_URI"), "MongoDB", 50
	f := breaking(t, "7b rolling restart", "two processes on one MongoDB, restarted in turn under requests",
		"no 5xx, nothing lost, every message taken")
	dialect := uri == ""
	if dialect {
		uri, engine, perSecond = "mongodb://"+ferretdb(t)+"/rolling", "FerretDB, one request at a time: NOT a true MongoDB", 20
	}
	d := newPair(t, uri, dialect)
	category := d.both[0].servedBy("official")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	var kept []string
	asked := 0
	go func() {
		defer close(ended)
		steadily(ctx, perSecond, func(n int) {
			asked++
			if n%5 > 0 {
				if err := d.do(t.Context(), http.MethodGet, "/reports", nil); err != nil {
					t.Errorf("a list: %v", err)
				}
				return
			}
			id := newID(int(time.Now().Unix()%9000), 8, n)
			if err := d.do(t.Context(), http.MethodPut, "/reports/"+id, report(category, id)); err != nil {
				t.Errorf("a report: %v", err)
				return
			}
			kept = append(kept, id)
		})
	}()
	for range inFull(5, 1) {
		for _, p := range d.both {
			time.Sleep(3 * time.Second) // under load
			if took, err := p.terminate(); err != nil || took > 10*time.Second {
				t.Errorf("it ended after %v with %v", took, err)
			}
			p.start()
		}
	}
	stop()
	<-ended
	for _, id := range kept {
		if err := d.do(t.Context(), http.MethodGet, "/reports/"+id, nil); err != nil {
			t.Errorf("acknowledged, and gone: %v", err)
		}
	}
	for _, p := range d.both {
		p.settle("both")
	}
	f.measured("%d requests, 0 failed; %d acknowledged writes, all there (%s%s)", asked, len(kept), engine, d.slowness())
}

func (d *pair) slowness() string {
	if d.late == 0 {
		return ""
	}
	return fmt.Sprintf(", which took longer than a call may %d times: told 503, asked again", d.late)
}
