// Package meili is the search engine of a big city: a Meilisearch server, 1.48.2 or later.
//
// The server is asked for what it does best and told nothing that it could take otherwise:
// the words, in documents and questions, are made by package search, so its tokenizer finds
// only gaps to split at; filters are put together from declared names and values of letters
// and digits; and every task it accepts is waited for, because "accepted" is not "done" and
// a failed task is no error to its client.
//
// It has no conditional write, so a Put reads the kept revisions and then writes the newer
// documents; within one process no two writes of a document run at once, and between
// processes the caller keeps the writes of one document in order. What still slips through
// is a late revision, which a reconciler sees by comparing (id, revision).
//
// A rebuild fills a second index beside the live one and swaps them. Documents carry the time
// at which they were put, so those that any process put since the build began are carried
// over, once before and once after the swap.
package meili

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"jemaa/search"
)

// Options say where the server is and what the index holds.
type Options struct {
	URL string // "http://host:7700"
	Key string // a key with the rights indexes.*, documents.*, settings.*, tasks.get, search
	// Index is the index's uid; empty: "jemaa". A rebuild also uses Index + "_new".
	Index  string
	Schema search.Schema
	// Timeout bounds one request (zero: 5 s), Patience a whole write, its task included (zero: 60 s).
	Timeout, Patience time.Duration
	// Poll is how often an unfinished task is asked for; zero: 50 ms.
	Poll time.Duration
	// Now is the clock that stamps what is put; nil: time.Now.
	Now func() time.Time
}

// Index is a search.Index and a search.Fresher.
type Index struct {
	options Options
	rules   *search.Rules
	server  meilisearch.ServiceManager
	busy    busy

	swapping sync.RWMutex // held by writes, and alone by a swap: none falls between two indexes

	self string // names this process among those that write

	mu       sync.Mutex // guards what follows, briefly
	last     int64      // the last stamp
	ready    bool       // the live index is there with its settings
	building *Builder
	closed   bool
}

// Open checks the options; it does not need the server, which may come later.
func Open(o Options) (*Index, error) {
	rules, err := search.Compile(o.Schema)
	if err != nil {
		return nil, fmt.Errorf("open search server: %w", err)
	}
	if u, err := url.Parse(o.URL); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, errors.New("open search server: its address must be http://host:port or https://…")
	}
	o.setDefaults()
	// Its own retries send an empty body and report success, so there are none.
	server := meilisearch.New(o.URL, meilisearch.WithAPIKey(o.Key), meilisearch.DisableRetries(),
		meilisearch.WithCustomClient(&http.Client{Timeout: o.Timeout, Transport: transport()}))
	return &Index{options: o, rules: rules, server: server, self: strings.ToLower(rand.Text()), busy: busy{keys: map[string]bool{}}}, nil
}

func (o *Options) setDefaults() {
	if o.Index == "" {
		o.Index = "jemaa"
	}
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Second
	}
	if o.Patience == 0 {
		o.Patience = time.Minute
	}
	if o.Poll == 0 {
		o.Poll = 50 * time.Millisecond
	}
	if o.Now == nil {
		o.Now = time.Now
	}
}

func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = nil // the server is a neighbour
	t.MaxIdleConnsPerHost = 32
	t.MaxConnsPerHost = 64
	return t
}

// enter says whether the index may be used, and makes sure that it is there.
func (x *Index) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	x.mu.Lock()
	closed, ready := x.closed, x.ready
	x.mu.Unlock()
	if closed {
		return fmt.Errorf("%w: closed", search.ErrUnavailable)
	}
	if ready {
		return nil
	}
	if err := x.establish(ctx); err != nil {
		return err
	}
	x.mu.Lock()
	x.ready = true
	x.mu.Unlock()
	return nil
}

// Search is search.Index.Search.
func (x *Index) Search(ctx context.Context, q search.Query) (search.Result, error) {
	q, err := x.rules.Check(q)
	if err != nil {
		return search.Result{}, fmt.Errorf("search: %w", err)
	}
	if err := x.enter(ctx); err != nil {
		return search.Result{}, fmt.Errorf("search: %w", err)
	}
	terms := search.Terms(q.Text)
	answer, err := x.server.Index(x.options.Index).SearchWithContext(ctx, words(terms), request(q))
	if err != nil {
		return search.Result{}, fmt.Errorf("search: %w", x.failure(ctx, err))
	}
	return x.result(q, terms, answer)
}

// Fresh is search.Fresher.Fresh.
func (x *Index) Fresh(ctx context.Context) (bool, error) {
	if err := x.enter(ctx); err != nil {
		return false, fmt.Errorf("search fresh: %w", err)
	}
	mark, err := x.fetch(ctx, x.options.Index, []string{markKey})
	if err != nil {
		return false, fmt.Errorf("search fresh: %w", err)
	}
	return mark[markKey].Fingerprint != x.rules.Fingerprint(), nil
}

// Ping is search.Index.Ping.
func (x *Index) Ping(ctx context.Context) error {
	if err := x.enter(ctx); err != nil {
		return fmt.Errorf("search ping: %w", err)
	}
	one := &meilisearch.SearchRequest{Limit: 1, MatchingStrategy: meilisearch.All, AttributesToRetrieve: []string{fieldKey}}
	if _, err := x.server.Index(x.options.Index).SearchWithContext(ctx, "", one); err != nil {
		return fmt.Errorf("search ping: %w", x.failure(ctx, err))
	}
	return nil
}

// Close is search.Index.Close. An unfinished rebuild is left to the next one to sweep away.
func (x *Index) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return nil
	}
	x.closed = true
	x.server.Close()
	return nil
}

// failure tells the caller's deadline from the server's failure. The client's own text is
// left out: it may hold the request, and so people's words.
func (x *Index) failure(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil {
		return cause
	}
	var e *meilisearch.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%w: %w", search.ErrUnavailable, err)
	}
	if code := e.MeilisearchApiError.Code; code == codeNoIndex {
		x.mu.Lock()
		x.ready = false // somebody took the index away: make it again next time
		x.mu.Unlock()
	}
	if e.StatusCode != 0 {
		return fmt.Errorf("%w: %s %s: status %d %s", search.ErrUnavailable, e.Method, e.Endpoint, e.StatusCode, e.MeilisearchApiError.Code)
	}
	return fmt.Errorf("%w: %s %s: %w", search.ErrUnavailable, e.Method, e.Endpoint, e.OriginError)
}
