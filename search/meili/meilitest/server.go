// Package meilitest stands in for a Meilisearch server in tests: an HTTP server in this
// process that does what the real one (v1.48) documents for the routes that package meili
// uses. It keeps indexes, settings and documents; it queues every write as a task and does
// them one after the other, in order; it tokenizes, ranks, forgives typos, completes the
// last word, filters, sorts, counts facets and measures distances by the settings it was
// given, and refuses what they do not allow. It knows nothing of package search: what it
// finds is found by its own code, so a suite that passes here and there says something.
//
// Beside that it can be told to fail, to be slow and to go away, as real servers do.
//
// Not as in the real one: it splits words at what is neither letter nor digit and does
// not fold them, joins or splits no words, computes no proximity, and reads all filters
// as text. The suite of package searchtest depends on none of that.
package meilitest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Key is the only key that the server knows.
const Key = "a-test-master-key"

// Server is one stand-in. Its knobs may be turned at any time.
type Server struct {
	URL string

	http *httptest.Server

	mu      sync.Mutex
	indexes map[string]*index
	tasks   []*task
	queue   *sync.Cond // says that there are tasks or that it is over
	done    int        // tasks up to here are done
	over    bool
	held    bool
	fail    map[string]int // how many of the next requests whose path ends so get a 503
	spoil   map[string]int // how many of the next tasks of this type fail
	delay   time.Duration
	seen    []Request
}

// Request is one that the server got.
type Request struct {
	Method, Path string
	Body         []byte
}

// Start starts a server that lives until the test ends.
func Start(t testing.TB) *Server {
	s := &Server{indexes: map[string]*index{}, fail: map[string]int{}, spoil: map[string]int{}}
	s.queue = sync.NewCond(&s.mu)
	s.http = httptest.NewServer(s.routes())
	s.URL = s.http.URL
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		s.work()
	}()
	t.Cleanup(func() {
		s.mu.Lock()
		s.over = true
		s.queue.Broadcast()
		s.mu.Unlock()
		<-finished
		s.http.CloseClientConnections()
		s.http.Close()
	})
	return s
}

// FailNext makes the next n requests whose path ends with suffix answer 503.
func (s *Server) FailNext(suffix string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail[suffix] = n
}

// FailTasks makes the next n tasks of a type ("documentAdditionOrUpdate", "indexSwap", …)
// end as failed.
func (s *Server) FailTasks(kind string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spoil[kind] = n
}

// Delay makes every answer wait.
func (s *Server) Delay(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delay = d
}

// Hold keeps tasks waiting in the queue until it is called with false.
func (s *Server) Hold(held bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = held
	s.queue.Broadcast()
}

// Requests are all that came so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.seen...)
}

// Indexes are the uids of all indexes.
func (s *Server) Indexes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for uid := range s.indexes {
		out = append(out, uid)
	}
	return out
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]string{"status": "available"})
	})
	for pattern, handle := range map[string]handler{
		"POST /indexes":                        s.createIndex,
		"GET /indexes/{uid}":                   s.getIndex,
		"DELETE /indexes/{uid}":                s.deleteIndex,
		"GET /indexes/{uid}/settings":          s.getSettings,
		"PATCH /indexes/{uid}/settings":        s.patchSettings,
		"POST /indexes/{uid}/documents":        s.addDocuments,
		"POST /indexes/{uid}/documents/fetch":  s.fetchDocuments,
		"POST /indexes/{uid}/documents/delete": s.deleteDocuments,
		"POST /indexes/{uid}/search":           s.search,
		"POST /swap-indexes":                   s.swapIndexes,
		"GET /tasks/{task}":                    s.getTask,
	} {
		mux.Handle(pattern, s.guard(handle))
	}
	return mux
}

// handler answers a request with a status and a body, or with an *apiError.
type handler func(r *http.Request, body []byte) (int, any, error)

// apiError is an error as the server words it.
type apiError struct {
	Message string `json:"message"`
	Code    string `json:"code"`
	Type    string `json:"type"`
	Link    string `json:"link"`
	status  int
}

// Error implements error.
func (e *apiError) Error() string { return e.Code + ": " + e.Message }

func refuse(status int, code, message string) *apiError {
	return &apiError{Message: message, Code: code, Type: "invalid_request", Link: "https://docs.meilisearch.com/errors#" + code, status: status}
}

// guard keeps count, turns the knobs, checks the key, and writes the answer.
func (s *Server) guard(handle handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 64<<20))
		if err != nil {
			return
		}
		fails, delay := s.note(r, body)
		if delay > 0 {
			select {
			case <-time.After(delay):
			case <-r.Context().Done():
				return
			}
		}
		if fails {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if r.Header.Get("Authorization") != "Bearer "+Key {
			reply(w, http.StatusForbidden, &apiError{Message: "The provided API key is invalid.", Code: "invalid_api_key", Type: "auth"})
			return
		}
		status, answer, err := handle(r, body)
		if e, ok := err.(*apiError); ok && e != nil {
			status, answer = e.status, e
		}
		reply(w, status, answer)
	})
}

func (s *Server) note(r *http.Request, body []byte) (fails bool, delay time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, Request{Method: r.Method, Path: r.URL.Path, Body: body})
	for suffix, n := range s.fail {
		if n > 0 && strings.HasSuffix(r.URL.Path, suffix) {
			s.fail[suffix]--
			fails = true
		}
	}
	return fails, s.delay
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may be gone
}

// parse decodes a body strictly: the real server refuses fields it does not know.
func parse(body []byte, into any, code string) error {
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return refuse(http.StatusBadRequest, code, err.Error())
	}
	return nil
}
