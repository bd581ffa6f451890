package pushloop

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// autopush is the push service of one Firefox: a WebSocket that the browser
// listens on (the protocol of Mozilla's autopush), and an HTTPS address that
// application servers post to. It cannot read what it carries.
type autopush struct {
	listening *httptest.Server // for the browser
	posting   *httptest.Server // for the city

	mu       sync.Mutex
	browser  *websocket.Conn
	channels map[string]string // channel → the application server's key, base64url
	faults   []string
	acked    chan string // versions that the browser decrypted or refused, with its code
}

// frame is a message of the protocol, either way.
type frame struct {
	MessageType string            `json:"messageType,omitempty"`
	UAID        string            `json:"uaid,omitempty"`
	ChannelID   string            `json:"channelID,omitempty"`
	Status      int               `json:"status,omitempty"`
	UseWebPush  bool              `json:"use_webpush,omitempty"`
	Key         string            `json:"key,omitempty"`
	Endpoint    string            `json:"pushEndpoint,omitempty"`
	Version     string            `json:"version,omitempty"`
	Data        string            `json:"data,omitempty"`
	Headers     map[string]string `json:"headers,omitempty"`
	Updates     []struct {
		Version string `json:"version"`
		Code    int    `json:"code"`
	} `json:"updates,omitempty"`
}

func startAutopush(t *testing.T) *autopush {
	a := &autopush{channels: map[string]string{}, acked: make(chan string, 8)}
	a.listening = httptest.NewServer(http.HandlerFunc(a.listen))
	a.posting = httptest.NewUnstartedServer(http.HandlerFunc(a.post))
	a.posting.Config.ErrorLog = log.New(io.Discard, "", 0)
	a.posting.StartTLS()
	t.Cleanup(func() {
		a.listening.CloseClientConnections()
		a.listening.Close()
		a.posting.Close()
		for _, f := range a.faults {
			t.Errorf("the push service saw a fault: %s", f)
		}
	})
	return a
}

func (a *autopush) url() string { return "ws" + strings.TrimPrefix(a.listening.URL, "http") + "/" }

func (a *autopush) allow(p netip.AddrPort) bool {
	return p.String() == a.posting.Listener.Addr().String()
}

func (a *autopush) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.posting.Certificate())
	return pool
}

func (a *autopush) fault(format string, args ...any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.faults = append(a.faults, fmt.Sprintf(format, args...))
}

// listen speaks with the browser until it leaves.
func (a *autopush) listen(w http.ResponseWriter, r *http.Request) {
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"push-notification"}, InsecureSkipVerify: true})
	if err != nil {
		return
	}
	defer c.CloseNow()
	a.mu.Lock()
	a.browser = c
	a.mu.Unlock()
	for {
		var f frame
		if wsjson.Read(r.Context(), c, &f) != nil {
			return
		}
		if answer, ok := a.answer(f); ok && wsjson.Write(r.Context(), c, answer) != nil {
			return
		}
	}
}

func (a *autopush) answer(f frame) (frame, bool) {
	switch f.MessageType {
	case "hello":
		return frame{MessageType: "hello", UAID: "0123456789abcdef0123456789abcdef", Status: http.StatusOK, UseWebPush: true}, true
	case "register":
		a.mu.Lock()
		defer a.mu.Unlock()
		a.channels[f.ChannelID] = f.Key
		return frame{MessageType: "register", ChannelID: f.ChannelID, Status: http.StatusOK, Endpoint: a.posting.URL + "/wpush/v2/" + f.ChannelID}, true
	case "unregister":
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.channels, f.ChannelID)
		return frame{MessageType: "unregister", ChannelID: f.ChannelID, Status: http.StatusOK}, true
	case "ack":
		for _, u := range f.Updates {
			a.acked <- u.Version + " " + strconv.Itoa(u.Code)
		}
		return frame{}, false
	case "": // a ping
		return frame{}, true
	}
	return frame{}, false
}

// post takes a push, asks who signed it, and hands it on unread.
func (a *autopush) post(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 8<<10))
	channel := strings.TrimPrefix(r.URL.Path, "/wpush/v2/")
	a.mu.Lock()
	key, known := a.channels[channel]
	browser := a.browser
	a.mu.Unlock()
	if err != nil || !known {
		w.WriteHeader(http.StatusGone)
		return
	}
	if err := signed(r.Header.Get("Authorization"), a.posting.URL, key); err != nil {
		a.fault("%v", err)
		w.WriteHeader(http.StatusForbidden)
		return
	}
	f := frame{
		MessageType: "notification", ChannelID: channel, Version: "v" + strconv.FormatInt(time.Now().UnixNano(), 10),
		Data: base64.RawURLEncoding.EncodeToString(body), Headers: map[string]string{"encoding": r.Header.Get("Content-Encoding")},
	}
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := wsjson.Write(ctx, browser, f); err != nil {
		a.fault("handing on: %v", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

// signed verifies a VAPID token (RFC 8292): by the key that the browser
// subscribed with, for this service, not for longer than a day.
func signed(header, audience, key string) error {
	fields := map[string]string{}
	for part := range strings.SplitSeq(strings.TrimPrefix(header, "vapid "), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	if strings.TrimRight(fields["k"], "=") != strings.TrimRight(key, "=") {
		return fmt.Errorf("vapid: signed by %q, subscribed with %q", fields["k"], key)
	}
	parts := strings.Split(fields["t"], ".")
	if len(parts) != 3 {
		return fmt.Errorf("vapid: no token in %q", header)
	}
	decode := func(s string) []byte { b, _ := base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "=")); return b }
	point, sig := decode(key), decode(parts[2])
	if len(point) != 65 || len(sig) != 64 {
		return fmt.Errorf("vapid: key of %d bytes, signature of %d", len(point), len(sig))
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return fmt.Errorf("vapid: %w", err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
		return fmt.Errorf("vapid: the signature is not the key's")
	}
	var claims struct {
		Aud string `json:"aud"`
		Exp int64  `json:"exp"`
	}
	if err := json.Unmarshal(decode(parts[1]), &claims); err != nil {
		return fmt.Errorf("vapid: %w", err)
	}
	if left := time.Until(time.Unix(claims.Exp, 0)); claims.Aud != audience || left <= 0 || left > 24*time.Hour {
		return fmt.Errorf("vapid: for %s, %s left", claims.Aud, left)
	}
	return nil
}
