package api

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"jemaa/backend/civic"
	"jemaa/backend/limit"
)

// rate is how often one account, or one network of people without a session, may
// use the routes of a class: burst at once, then one every interval. A class that
// is closed is counted by all processes together, and refused when that can't be
// told (sign-in, votes, uploads, all writes); the others are counted in this
// process, which costs them nothing, and pass.
type rate struct {
	name   string
	every  time.Duration
	burst  int
	all    pace // of everybody together; zero for no bound
	closed bool
}

// pace is how often everybody together may use a class.
type pace struct {
	every time.Duration
	burst int
}

// The rate classes. A phone network puts thousands of people behind one address,
// so what counts by network is generous; what protects an account or an address
// of somebody's mail is counted in their rooms. What letters and photos cost the
// city is bounded for everybody together, far above what a city needs.
var (
	freely   = rate{name: "free", every: time.Millisecond, burst: 1000}
	reading  = rate{name: "read", every: 10 * time.Millisecond, burst: 1000}
	tiles    = rate{name: "tile", every: 5 * time.Millisecond, burst: 2000}
	finding  = rate{name: "search", every: 50 * time.Millisecond, burst: 200}
	writing  = rate{name: "write", every: time.Second, burst: 60, closed: true}
	voting   = rate{name: "vote", every: time.Second, burst: 60, closed: true}
	sending  = rate{name: "report", every: 30 * time.Second, burst: 30, all: pace{5 * time.Millisecond, 20_000}, closed: true}
	photos   = rate{name: "photo", every: 10 * time.Second, burst: 30, all: pace{5 * time.Millisecond, 20_000}, closed: true}
	askCodes = rate{name: "code", every: time.Second, burst: 60, all: pace{5 * time.Millisecond, 5000}, closed: true}
	signIns  = rate{name: "sign_in", every: time.Second, burst: 60, all: pace{2 * time.Millisecond, 5000}, closed: true}
)

// Limiter takes one use of a key, in one atomic step; see limit.Limiter.
type Limiter = limit.Limiter

// gauge is a rate made ready: nothing of it is made again for a request.
type gauge struct {
	each, all limit.Quota
	policy    []byte // RateLimit-Policy
	begin     []byte // of RateLimit
}

var (
	policyHeader = []byte("Ratelimit-Policy")
	stateHeader  = []byte("Ratelimit")
)

func (r rate) gauge() gauge {
	g := gauge{
		each:  limit.Quota{Name: r.name, Every: r.every, Burst: r.burst, Shared: r.closed},
		begin: fmt.Appendf(nil, "%q;r=", r.name),
	}
	g.policy = fmt.Appendf(nil, "%q;q=%d;w=%d", r.name, r.burst, seconds(g.each.Window()))
	if r.all.burst > 0 {
		g.all = limit.Quota{Name: r.name + " all", Every: r.all.every, Burst: r.all.burst, Shared: r.closed}
	}
	return g
}

// seconds rounds up: who comes back then is not refused again.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

// limit counts the visit against its class, and says in the answer how its maker
// stands (draft-ietf-httpapi-ratelimit-headers-10).
func (d *Door) limit(ctx context.Context, c *fiber.Ctx, v *visit) error {
	g, who := v.gauge, v.client
	if v.actor.SignedIn() {
		who = string(v.actor.ID)
	}
	s, err := d.use(ctx, g, who)
	if err != nil {
		if !v.row.rate.closed {
			return nil
		}
		return err
	}
	if v.row.typed || s.Wait > 0 {
		g.tell(c, v, s)
	}
	if s.Wait > 0 {
		e := civic.Fail(civic.KindLimited, "limit.rate")
		e.Retry = s.Wait
		return e
	}
	return nil
}

// use takes one use of a class, of who and of everybody together.
func (d *Door) use(ctx context.Context, g *gauge, who string) (limit.State, error) {
	s, err := d.set.Limiter.Take(ctx, who, g.each)
	if err != nil || s.Wait > 0 || g.all.Burst == 0 {
		return s, err
	}
	all, err := d.set.Limiter.Take(ctx, "", g.all)
	if err == nil && all.Wait > 0 {
		s = limit.State{Wait: all.Wait, Full: all.Wait}
	}
	return s, err
}

// tell writes the headers into what the visit has room for already. An unlimited
// door has nothing to tell.
func (g *gauge) tell(c *fiber.Ctx, v *visit, s limit.State) {
	if s.Left == 0 && s.Full == 0 {
		return
	}
	b := append(v.scratch[:0], g.begin...)
	b = strconv.AppendInt(b, int64(s.Left), 10)
	b = append(b, ";t="...)
	b = strconv.AppendInt(b, seconds(s.Full), 10)
	h := &c.Response().Header
	h.SetCanonical(policyHeader, g.policy)
	h.SetCanonical(stateHeader, b)
}
