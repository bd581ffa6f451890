package push

import (
	"context"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Notes says a notification in a language. Its error is of kind NotFound when
// there is nothing to say any more: read already, hidden, gone.
type Notes func(ctx context.Context, to Parcel, lang civic.Lang) (Note, error)

// Config is what the service stands on.
type Config struct {
	Engine     store.Engine
	Clock      civic.Clock
	Keys       Keys
	Subscriber string // bare mail address, or https URL, where a push service reaches us
	PublicURL  string // without a slash at the end
	Notes      Notes
	Log        *slog.Logger  // nil: slog.Default
	Slots      int           // attempts at once; 0: 128
	Timeout    time.Duration // of one attempt; 0: 10 s
	Patience   time.Duration // what Deliver waits for an attempt before it lets it go on behind; 0: 1 s
	Door       Door          // tests only
}

// Service keeps subscriptions and pushes to them. It is safe for concurrent use.
type Service struct {
	Config
	subs   *store.Collection[Subscription]
	sender *sender
	slots  chan struct{}
	slow   chan struct{} // where attempts go that take longer than Patience
	counts map[Outcome]*atomic.Uint64
	missed atomic.Int64 // attempts in a row that no push service took or refused

	flying sync.Map        // ids of subscriptions that an attempt is under way for
	life   context.Context // ends with Close; attempts live on it
	end    context.CancelFunc
	jobs   sync.WaitGroup
}

// New declares the collection push_subscription. Close must be called.
func New(ctx context.Context, c Config) (*Service, error) {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Slots <= 0 {
		c.Slots = 128
	}
	if c.Timeout <= 0 {
		c.Timeout = 10 * time.Second
	}
	if c.Patience <= 0 {
		c.Patience = time.Second
	}
	subs, err := store.Open[Subscription](ctx, c.Engine, c.Clock, "push_subscription",
		store.Index{Name: "account", Fields: []string{"account"}},
		store.Index{Name: "endpoint_key", Fields: []string{"endpoint_key"}},
		store.Index{Name: "owed_at", Fields: []string{"owed_at"}, Sparse: true},
		store.Index{Name: "expires_at", Fields: []string{"expires_at"}})
	if err != nil {
		return nil, fmt.Errorf("push: new: %w", err)
	}
	s := &Service{
		Config: c, subs: subs, slots: make(chan struct{}, c.Slots), slow: make(chan struct{}, slowFor*c.Slots),
		counts: map[Outcome]*atomic.Uint64{},
	}
	for _, o := range Outcomes {
		s.counts[o] = new(atomic.Uint64)
	}
	s.life, s.end = context.WithCancel(context.Background())
	s.sender = &sender{
		keys: c.Keys, subscriber: strings.TrimPrefix(c.Subscriber, "mailto:"), publicURL: c.PublicURL,
		door: c.Door, client: c.Door.client(c.Timeout), clock: c.Clock,
	}
	return s, nil
}

// slowFor is how many slow attempts may be under way for each slot.
const slowFor = 4

// Close breaks off what is being sent and waits until that is written down.
func (s *Service) Close() {
	s.end()
	s.jobs.Wait()
	s.sender.client.CloseIdleConnections()
}

// PublicKey is what a browser subscribes to: an uncompressed P-256 point in
// base64url without padding.
func (s *Service) PublicKey() string { return s.Keys.Public }

// Count is how many attempts ended so since the start.
func (s *Service) Count(o Outcome) uint64 {
	if n := s.counts[o]; n != nil {
		return n.Load()
	}
	return 0
}

// unreached is after how many failed attempts in a row push services count as out
// of reach: one alone may be one service's trouble.
const unreached = 3

// Reached tells whether push services answered of late.
func (s *Service) Reached() bool { return s.missed.Load() < unreached }

// Offer is what a browser gave its page when it subscribed.
type Offer struct {
	Endpoint string
	P256dh   string
	Auth     string
	Lang     civic.Lang // "" or unknown: the account's
}

// Put keeps or confirms a browser's subscription under the client's id, and lets
// go of any other with the same endpoint (somebody else was signed in there) and
// of the account's oldest beyond MaxSubscriptions. Errors: Unauthenticated
// "auth.required"; Invalid "id.malformed", "push.endpoint" (field endpoint),
// "push.p256dh" (keys.p256dh), "push.auth" (keys.auth); Conflict "push.conflict"
// for an id that is another account's.
func (s *Service) Put(ctx context.Context, actor civic.Actor, id string, o Offer) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	key, err := civic.ParseID(id)
	if err != nil {
		return err
	}
	if !o.Lang.Valid() {
		o.Lang = actor.Lang
	}
	if o, err = s.check(o); err != nil {
		return err
	}
	fresh := func() (*Subscription, []store.Message, error) {
		d := &Subscription{Meta: store.Meta{ID: string(key)}, Account: actor.ID}
		d.confirm(o, s.Clock.Now())
		return d, nil, nil
	}
	_, err = s.subs.Put(ctx, string(key), fresh, func(d *Subscription) ([]store.Message, error) {
		if d.Account != actor.ID && d.ExpiresAt.After(s.Clock.Now().Time) {
			return nil, civic.Fail(civic.KindConflict, "push.conflict")
		}
		if d.Account != actor.ID {
			d.forget(s.Clock.Now())
			d.Account = actor.ID
		}
		d.confirm(o, s.Clock.Now())
		return nil, nil
	})
	if err != nil {
		return fmt.Errorf("push: put: %w", err)
	}
	return s.displace(ctx, actor.ID, string(key), o.Endpoint)
}

func (d *Subscription) confirm(o Offer, now civic.Time) {
	if d.Endpoint != o.Endpoint {
		d.Failures, d.OwedAt = 0, civic.Time{}
		if len(d.Owed) > 0 {
			d.OwedAt = now
		}
	}
	d.Endpoint, d.EndpointKey, d.P256dh, d.Auth, d.Lang = o.Endpoint, endpointKey(o.Endpoint), o.P256dh, o.Auth, o.Lang
	d.ConfirmedAt, d.ExpiresAt = now, now.Plus(Unconfirmed)
}

// forget leaves nothing of the browser or its owner in the document.
func (d *Subscription) forget(now civic.Time) {
	d.Account, d.Endpoint, d.EndpointKey, d.P256dh, d.Auth = "", "", "", "", ""
	d.Owed, d.OwedAt, d.Failures = nil, civic.Time{}, 0
	d.ExpiresAt = now
}

func (d *Subscription) live(now civic.Time) bool {
	return d.Endpoint != "" && d.ExpiresAt.After(now.Time)
}

func endpointKey(endpoint string) string {
	sum := sha256.Sum256([]byte(endpoint))
	return hex.EncodeToString(sum[:])
}

// check validates an offer and gives its keys their one spelling.
func (s *Service) check(o Offer) (Offer, error) {
	var faults []*civic.Error
	if _, err := s.Door.checkEndpoint(o.Endpoint); err != nil {
		faults = append(faults, civic.Invalid("push.endpoint", "endpoint").By(err))
	}
	point, err := decode(o.P256dh)
	if err == nil {
		_, err = ecdh.P256().NewPublicKey(point) // on the curve, not at infinity
	}
	if err != nil {
		faults = append(faults, civic.Invalid("push.p256dh", "keys.p256dh").By(err))
	}
	auth, err := decode(o.Auth)
	if err != nil || len(auth) != 16 {
		faults = append(faults, civic.Invalid("push.auth", "keys.auth").By(err))
	}
	o.P256dh, o.Auth = encode(point), encode(auth)
	return o, civic.Join(faults)
}

// displace forgets the subscriptions that a new one takes the place of.
func (s *Service) displace(ctx context.Context, account civic.ID, id, endpoint string) error {
	same := store.Query{Where: []store.Match{store.Eq("endpoint_key", endpointKey(endpoint))}}
	for d, err := range s.subs.Find(ctx, same) {
		if err != nil {
			return fmt.Errorf("push: put: %w", err)
		}
		if d.ID != id {
			if err := s.letGo(ctx, d.ID, d.Endpoint); err != nil {
				return err
			}
		}
	}
	mine, err := s.of(ctx, []civic.ID{account})
	if err != nil {
		return err
	}
	if ds := mine[account]; len(ds) > MaxSubscriptions {
		for _, d := range ds[MaxSubscriptions:] {
			if err := s.letGo(ctx, d.ID, d.Endpoint); err != nil {
				return err
			}
		}
	}
	return nil
}

// letGo forgets a subscription, unless its browser came with another endpoint.
func (s *Service) letGo(ctx context.Context, id, endpoint string) error {
	_, err := s.subs.Update(ctx, id, func(d *Subscription) ([]store.Message, error) {
		if d.Endpoint != endpoint || endpoint == "" {
			return nil, store.ErrUnchanged
		}
		d.forget(s.Clock.Now())
		return nil, nil
	})
	return missing(err)
}

// Delete ends the actor's subscription; one that is not there, or not theirs, is
// no error. Errors: Unauthenticated "auth.required"; Invalid "id.malformed".
func (s *Service) Delete(ctx context.Context, actor civic.Actor, id string) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	key, err := civic.ParseID(id)
	if err != nil {
		return err
	}
	_, err = s.subs.Update(ctx, string(key), func(d *Subscription) ([]store.Message, error) {
		if d.Account != actor.ID || !d.live(s.Clock.Now()) {
			return nil, store.ErrUnchanged
		}
		d.forget(s.Clock.Now())
		return nil, nil
	})
	return missing(err)
}

// of reads the live subscriptions of some accounts, the latest confirmed first.
func (s *Service) of(ctx context.Context, accounts []civic.ID) (map[civic.ID][]*Subscription, error) {
	out, now := map[civic.ID][]*Subscription{}, s.Clock.Now()
	for chunk := range slices.Chunk(accounts, store.MaxSet) {
		values := make([]any, len(chunk))
		for i, a := range chunk {
			values[i] = string(a)
		}
		q := store.Query{Where: []store.Match{store.Eq("account", values...)}, Limit: store.MaxScan}
		for d, err := range s.subs.Find(ctx, q) {
			if err != nil {
				return nil, fmt.Errorf("push: subscriptions: %w", err)
			}
			if d.live(now) {
				out[d.Account] = append(out[d.Account], d)
			}
		}
	}
	for _, ds := range out {
		slices.SortFunc(ds, func(a, b *Subscription) int { return b.ConfirmedAt.Compare(a.ConfirmedAt.Time) })
	}
	return out, nil
}
