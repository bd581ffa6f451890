package push

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"
)

// sender makes single attempts.
type sender struct {
	keys       Keys
	subscriber string // bare: the library writes "mailto:" itself
	publicURL  string
	door       Door
	client     *http.Client
	clock      func() time.Time
}

// result is how an attempt ended. After is how long the push service asked to be
// left alone, 0 when it did not say. Cause is for the log.
type result struct {
	outcome Outcome
	after   time.Duration
	cause   error
}

// send makes one attempt, and a second one, smaller, when the first was too large.
func (s *sender) send(ctx context.Context, to *Subscription, n Note) result {
	r := s.try(ctx, to, n, usual)
	if r.outcome == TooLarge {
		r = s.try(ctx, to, n, shrunk)
	}
	return r
}

func (s *sender) try(ctx context.Context, to *Subscription, n Note, z size) result {
	if _, err := s.door.checkEndpoint(to.Endpoint); err != nil {
		return result{outcome: Blocked, cause: err}
	}
	body, err := payload(n, s.publicURL, z.payload)
	if err != nil {
		return result{outcome: TooLarge, cause: err}
	}
	// The library appends its padding to the slice it is given.
	answer, err := webpush.SendNotificationWithContext(ctx, slices.Clip(body), &webpush.Subscription{
		Endpoint: to.Endpoint, Keys: webpush.Keys{P256dh: to.P256dh, Auth: to.Auth},
	}, &webpush.Options{
		HTTPClient: s.client, RecordSize: z.record, Subscriber: s.subscriber, Topic: topic(n.Topic),
		TTL: int(Life / time.Second), Urgency: webpush.UrgencyNormal,
		VAPIDPublicKey: s.keys.Public, VAPIDPrivateKey: s.keys.private,
	})
	if errors.Is(err, errBlocked) {
		return result{outcome: Blocked, cause: errBlocked}
	}
	if err != nil {
		return result{outcome: Failed, cause: redact(err)}
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 4<<10) // so that the connection can serve again
	return s.judge(answer)
}

// redact drops the endpoint from a client's error: who knows it can push.
func redact(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

func (s *sender) judge(a *http.Response) result {
	r := result{cause: errors.New("push: answer " + strconv.Itoa(a.StatusCode))}
	switch c := a.StatusCode; {
	case c >= 200 && c < 300:
		return result{outcome: Sent}
	case c == http.StatusNotFound || c == http.StatusGone:
		r.outcome = Gone
	case c == http.StatusRequestEntityTooLarge:
		r.outcome = TooLarge
	case c == http.StatusTooManyRequests:
		r.outcome, r.after = Limited, s.retryAfter(a)
	case c >= 500 || c == http.StatusRequestTimeout:
		r.outcome, r.after = Failed, s.retryAfter(a)
	case c == http.StatusUnauthorized || c == http.StatusForbidden:
		r.outcome = Alarm
	default:
		r.outcome = Refused
	}
	return r
}

// retryAfter reads seconds or a date (RFC 9110 10.2.3), at most Life; 0 for none.
func (s *sender) retryAfter(a *http.Response) time.Duration {
	h := strings.TrimSpace(a.Header.Get("Retry-After"))
	d := time.Duration(0)
	if n, err := strconv.ParseUint(h, 10, 31); err == nil {
		d = time.Duration(n) * time.Second
	} else if at, err := http.ParseTime(h); err == nil {
		d = at.Sub(s.clock())
	}
	return min(max(d, 0), Life)
}
