// Package pushtest is a push service on this machine, for tests: it hands out
// subscriptions as a browser would get them, verifies the VAPID token of every
// push (RFC 8292), decrypts it with the browser's own keys (RFC 8291), and
// answers what it was told to. It shares no code with the sender it judges.
package pushtest

import (
	"crypto/ecdh"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Browser is one subscription, with the keys that its browser never gives away.
type Browser struct {
	Endpoint string
	P256dh   string
	Auth     string

	private *ecdh.PrivateKey
	secret  []byte
}

// Push is one push as the browser would get it.
type Push struct {
	Endpoint string
	Payload  []byte // decrypted
	Size     int    // bytes on the wire
	Topic    string
	Urgency  string
	TTL      int
	Contact  string    // the token's sub
	At       time.Time // when it came
}

// Reply is what the service answers. Status 0 is 201. Gate keeps the request
// until it is closed, its client gives up or the service closes.
type Reply struct {
	Status     int
	RetryAfter string
	Location   string
	Gate       <-chan struct{}
}

// Never is the Gate of a request that hangs.
var Never <-chan struct{} = make(chan struct{})

// Server is the push service.
type Server struct {
	web    *httptest.Server
	closed chan struct{}

	mu       sync.Mutex
	key      string // the application server's, of every subscription
	browsers map[string]*Browser
	replies  map[string][]Reply
	got      []Push
	tries    map[string]int
	faults   []string
	arrived  chan struct{} // closed and replaced with every request
}

// New starts a service that takes pushes signed by the application server key
// (base64url, as browsers subscribe to it).
func New(key string) *Server {
	s := &Server{
		key: key, closed: make(chan struct{}), browsers: map[string]*Browser{},
		replies: map[string][]Reply{}, tries: map[string]int{}, arrived: make(chan struct{}),
	}
	s.web = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.web.EnableHTTP2 = true
	s.web.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that give up are no news
	s.web.StartTLS()
	return s
}

// Close lets go of hanging requests and stops.
func (s *Server) Close() {
	close(s.closed)
	s.web.Close()
}

// Allow tells whether an address is the service's own.
func (s *Server) Allow(a netip.AddrPort) bool {
	return a.String() == s.web.Listener.Addr().String()
}

// Roots trusts the service's certificate.
func (s *Server) Roots() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(s.web.Certificate())
	return p
}

// Subscribe makes a browser's subscription.
func (s *Server) Subscribe() *Browser {
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		panic("pushtest: " + err.Error()) // no randomness: no test
	}
	b := &Browser{private: private, secret: make([]byte, 16)}
	_, _ = rand.Read(b.secret)
	b.P256dh = base64.RawURLEncoding.EncodeToString(private.PublicKey().Bytes())
	b.Auth = base64.RawURLEncoding.EncodeToString(b.secret)
	s.mu.Lock()
	defer s.mu.Unlock()
	b.Endpoint = s.web.URL + "/push/" + strconv.Itoa(len(s.browsers))
	s.browsers[b.Endpoint] = b
	return b
}

// Script sets the answers to the next pushes of a browser; after them, 201.
func (s *Server) Script(b *Browser, replies ...Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replies[b.Endpoint] = slices.Clone(replies)
}

// Taken is how many pushes were answered with a 2xx.
func (s *Server) Taken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.got)
}

// Pushes are those that were answered with a 2xx, in order.
func (s *Server) Pushes() []Push {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// To are the pushes of one browser that were answered with a 2xx, in order.
func (s *Server) To(b *Browser) []Push {
	return slices.DeleteFunc(s.Pushes(), func(p Push) bool { return p.Endpoint != b.Endpoint })
}

// Tries is how many requests came for a browser, whatever was answered.
func (s *Server) Tries(b *Browser) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries[b.Endpoint]
}

// Faults are what was wrong with requests; a test wants none.
func (s *Server) Faults() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.faults)
}

// Arrived is closed when the next request comes; take it before causing one.
func (s *Server) Arrived() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.arrived
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 8<<10))
	if err != nil {
		return
	}
	endpoint := s.web.URL + r.URL.Path
	reply, browser := s.next(endpoint)
	if reply.Gate != nil {
		select {
		case <-reply.Gate:
		case <-r.Context().Done():
			return
		case <-s.closed:
			return
		}
	}
	if reply.RetryAfter != "" {
		w.Header().Set("Retry-After", reply.RetryAfter)
	}
	if reply.Location != "" {
		w.Header().Set("Location", reply.Location)
	}
	if reply.Status/100 == 2 {
		reply.Status = s.take(browser, endpoint, r, body)
	}
	w.WriteHeader(reply.Status)
	_, _ = io.WriteString(w, "whatever a push service says")
}

func (s *Server) next(endpoint string) (Reply, *Browser) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries[endpoint]++
	close(s.arrived)
	s.arrived = make(chan struct{})
	reply := Reply{}
	if rs := s.replies[endpoint]; len(rs) > 0 {
		reply, s.replies[endpoint] = rs[0], rs[1:]
	}
	if reply.Status == 0 {
		reply.Status = http.StatusCreated
	}
	return reply, s.browsers[endpoint]
}

// take verifies and decrypts a push, and gives the status to answer.
func (s *Server) take(b *Browser, endpoint string, r *http.Request, body []byte) int {
	p := Push{Endpoint: endpoint, Size: len(body), Topic: r.Header.Get("Topic"), Urgency: r.Header.Get("Urgency")}
	fault := func(status int, why string) int {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.faults = append(s.faults, why)
		return status
	}
	if b == nil {
		return fault(http.StatusNotFound, "no such subscription")
	}
	if r.Method != http.MethodPost || r.Header.Get("Content-Encoding") != "aes128gcm" {
		return fault(http.StatusBadRequest, "not a POST of aes128gcm")
	}
	var err error
	if p.TTL, err = strconv.Atoi(r.Header.Get("TTL")); err != nil || p.TTL < 0 {
		return fault(http.StatusBadRequest, "TTL missing")
	}
	if len(p.Topic) > 32 || strings.Trim(p.Topic, topicChars) != "" {
		return fault(http.StatusBadRequest, "topic malformed")
	}
	if p.Contact, err = verify(r.Header.Get("Authorization"), s.web.URL, s.key); err != nil {
		return fault(http.StatusForbidden, err.Error())
	}
	if p.Payload, err = b.decrypt(body); err != nil {
		return fault(http.StatusBadRequest, err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p.At = time.Now()
	s.got = append(s.got, p)
	return http.StatusCreated
}

const topicChars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
