// Package mediatest judges buckets. Run holds any engine to every promise that
// media.Bucket makes, so that callers need not know which one they have; MinIO
// starts the real server for the engine and for whole-program tests that need it.
package mediatest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/media"
)

// Run runs the suite; open gives an empty bucket each time, which the suite may
// close, and which open itself closes at the end of its test.
func Run(t *testing.T, open func(t *testing.T) media.Bucket) {
	for name, check := range map[string]func(*testing.T, media.Bucket){
		"round trip":       roundTrip,
		"overwrite":        overwrite,
		"missing":          missing,
		"delete":           remove,
		"neighbours":       neighbours,
		"bad keys":         badKeys,
		"sizes":            sizes,
		"caller's slice":   callersSlice,
		"concurrent puts":  concurrentPuts,
		"reads while puts": readsWhilePuts,
		"ended contexts":   endedContexts,
		"closed":           closed,
	} {
		t.Run(name, func(t *testing.T) { check(t, open(t)) })
	}
}

const key = "photos/01jd2w8y4nq3s6v7x9z0abcdef/960.jpg"

func put(t *testing.T, b media.Bucket, key string, body []byte) {
	t.Helper()
	if err := b.Put(t.Context(), key, body); err != nil {
		t.Fatalf("put %s: %v", key, err)
	}
}

func wantBody(t *testing.T, b media.Bucket, key string, body []byte) media.Object {
	t.Helper()
	got, err := b.Get(t.Context(), key)
	if err != nil {
		t.Fatalf("get %s: %v", key, err)
	}
	if !bytes.Equal(got.Body, body) {
		t.Fatalf("get %s: %d bytes that are not the %d put", key, len(got.Body), len(body))
	}
	return got
}

// wantError checks an error's cause, and the kind and code that callers pass on.
func wantError(t *testing.T, what string, err, cause error, kind civic.Kind) {
	t.Helper()
	if !errors.Is(err, cause) || civic.KindOf(err) != kind {
		t.Errorf("%s: error %v of kind %q, want %v of kind %q", what, err, civic.KindOf(err), cause, kind)
	}
}

func wantMissing(t *testing.T, what string, err error) {
	t.Helper()
	wantError(t, what, err, media.ErrNotFound, civic.KindNotFound)
	if errors.Is(err, media.ErrUnavailable) {
		t.Errorf("%s: missing and unavailable at once: %v", what, err)
	}
}

func roundTrip(t *testing.T, b media.Bucket) {
	if err := b.Ping(t.Context()); err != nil {
		t.Fatalf("ping: %v", err)
	}
	body := []byte("\x00\xff\r\n any bytes \xfe")
	before := time.Now()
	put(t, b, key, body)
	got := wantBody(t, b, key, body)
	stat, err := b.Stat(t.Context(), key)
	if err != nil {
		t.Fatalf("stat: %v", err)
	}
	if stat != got.Stat {
		t.Errorf("stat says %+v, get %+v", stat, got.Stat)
	}
	if stat.Key != key || stat.Size != int64(len(body)) || stat.ContentType != "image/jpeg" {
		t.Errorf("stat: %+v", stat)
	}
	if stat.ETag == "" || strings.ContainsAny(stat.ETag, `" `) {
		t.Errorf("etag %q", stat.ETag)
	}
	// S3 tells whole seconds, and its server may have a clock of its own.
	if d := stat.ModifiedAt.Sub(before); d < -5*time.Second || d > time.Minute || stat.ModifiedAt.Location() != time.UTC {
		t.Errorf("modified at %v, put at %v", stat.ModifiedAt, before)
	}
}

func overwrite(t *testing.T, b media.Bucket) {
	put(t, b, key, []byte("first!"))
	first := wantBody(t, b, key, []byte("first!"))
	put(t, b, key, []byte("second"))
	second := wantBody(t, b, key, []byte("second"))
	if first.ETag == second.ETag {
		t.Errorf("other bytes, same etag %q", first.ETag)
	}
	put(t, b, key, []byte("3"))
	wantBody(t, b, key, []byte("3"))
}

func missing(t *testing.T, b media.Bucket) {
	_, err := b.Get(t.Context(), key)
	wantMissing(t, "get", err)
	_, err = b.Stat(t.Context(), key)
	wantMissing(t, "stat", err)
	if err := b.Delete(t.Context(), key); err != nil {
		t.Errorf("delete: %v", err)
	}
}

func remove(t *testing.T, b media.Bucket) {
	put(t, b, key, []byte("here"))
	if err := b.Delete(t.Context(), key); err != nil {
		t.Fatalf("delete: %v", err)
	}
	_, err := b.Get(t.Context(), key)
	wantMissing(t, "get after delete", err)
	if err := b.Delete(t.Context(), key); err != nil {
		t.Errorf("delete again: %v", err)
	}
	put(t, b, key, []byte("again"))
	wantBody(t, b, key, []byte("again"))
}

// neighbours are keys that a careless engine could take for one another.
func neighbours(t *testing.T, b media.Bucket) {
	keys := []string{"a", "a.jpg", "a/b", "a/b/c", "a-b", "a_b", "a..b", "ab", "a/b.jpg", "unfinished/a", "00/a"}
	for _, k := range keys {
		put(t, b, k, []byte("body of "+k))
	}
	for _, k := range keys {
		got := wantBody(t, b, k, []byte("body of "+k))
		if want := media.ContentType(k); got.ContentType != want {
			t.Errorf("%s is %q, want %q", k, got.ContentType, want)
		}
	}
	if err := b.Delete(t.Context(), "a/b"); err != nil {
		t.Fatal(err)
	}
	wantBody(t, b, "a/b/c", []byte("body of a/b/c"))
	wantBody(t, b, "a", []byte("body of a"))
	long := strings.Repeat("k", media.MaxKey)
	put(t, b, long, []byte("long"))
	wantBody(t, b, long, []byte("long"))
}

// BadKeys are keys that every bucket must refuse in every verb.
var BadKeys = []string{
	"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a/..", ".hidden", "a/.hidden",
	"-a", "a/-b", "_a", "A", "a/B", "a b", "a\x00b", "a\nb", "a\\b", "a:b", "a?b", "a#b", "a%2fb", "a~b",
	"é", "e\u0301", "صورة", "ⵜⴰ", "a\u202eb", "\xff", strings.Repeat("k", media.MaxKey+1),
}

func badKeys(t *testing.T, b media.Bucket) {
	for _, k := range BadKeys {
		_, getErr := b.Get(t.Context(), k)
		_, statErr := b.Stat(t.Context(), k)
		for verb, err := range map[string]error{
			"put": b.Put(t.Context(), k, []byte("x")), "get": getErr, "stat": statErr, "delete": b.Delete(t.Context(), k),
		} {
			var e *civic.Error
			if !errors.As(err, &e) || e.Kind != civic.KindInvalid || e.Code != "media.key" {
				t.Errorf("%s %q: %v", verb, k, err)
			}
		}
	}
}

func sizes(t *testing.T, b media.Bucket) {
	big := make([]byte, media.MaxObject+1)
	for i := range big {
		big[i] = byte(i * 31 >> 4)
	}
	for _, n := range []int{0, 1, 4095, 4096, 1 << 20, 12 << 20, media.MaxObject} {
		put(t, b, key, big[:n])
		if got := wantBody(t, b, key, big[:n]); got.Size != int64(n) {
			t.Errorf("size %d, want %d", got.Size, n)
		}
	}
	err := b.Put(t.Context(), key, big)
	if civic.KindOf(err) != civic.KindTooLarge {
		t.Errorf("one byte too many: %v", err)
	}
	wantBody(t, b, key, big[:media.MaxObject])
}

func callersSlice(t *testing.T, b media.Bucket) {
	body := []byte("mine to change")
	put(t, b, key, body)
	copy(body, "XXXX")
	got := wantBody(t, b, key, []byte("mine to change"))
	copy(got.Body, "YYYY")
	wantBody(t, b, key, []byte("mine to change"))
}

func versions(n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = bytes.Repeat([]byte{byte('a' + i)}, 20_000+i)
	}
	return out
}

func isOneOf(body []byte, all [][]byte) bool {
	for _, v := range all {
		if bytes.Equal(body, v) {
			return true
		}
	}
	return false
}

func concurrentPuts(t *testing.T, b media.Bucket) {
	all := versions(12)
	var wg sync.WaitGroup
	for i, body := range all {
		wg.Go(func() {
			if err := b.Put(t.Context(), key, body); err != nil {
				t.Errorf("put %d: %v", i, err)
			}
			if err := b.Put(t.Context(), fmt.Sprintf("own/%d.jpg", i), body); err != nil {
				t.Errorf("put own %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	got, err := b.Get(t.Context(), key)
	if err != nil || !isOneOf(got.Body, all) {
		t.Errorf("the shared key holds %d bytes that nobody put (%v)", len(got.Body), err)
	}
	for i, body := range all {
		wantBody(t, b, fmt.Sprintf("own/%d.jpg", i), body)
	}
}

// readsWhilePuts: a reader sees one version or another, whole, and never nothing.
func readsWhilePuts(t *testing.T, b media.Bucket) {
	all := versions(6)
	put(t, b, key, all[0])
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for _, body := range all {
		writers.Go(func() {
			for range 4 {
				if err := b.Put(t.Context(), key, body); err != nil {
					t.Errorf("put: %v", err)
				}
			}
		})
	}
	for range 3 {
		readers.Go(func() {
			for {
				got, err := b.Get(t.Context(), key)
				if err != nil || !isOneOf(got.Body, all) || got.Size != int64(len(got.Body)) {
					t.Errorf("read %d bytes of size %d: %v", len(got.Body), got.Size, err)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
}

func endedContexts(t *testing.T, b media.Bucket) {
	put(t, b, key, []byte("before"))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancelLate := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancelLate()
	for cause, ctx := range map[error]context.Context{context.Canceled: cancelled, context.DeadlineExceeded: late} {
		for verb, err := range everyVerb(ctx, b) {
			wantError(t, verb, err, media.ErrUnavailable, civic.KindUnavailable)
			wantError(t, verb, err, cause, civic.KindUnavailable)
		}
	}
	wantBody(t, b, key, []byte("before"))
}

func closed(t *testing.T, b media.Bucket) {
	put(t, b, key, []byte("before"))
	if err := b.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	for verb, err := range everyVerb(t.Context(), b) {
		wantError(t, verb, err, media.ErrUnavailable, civic.KindUnavailable)
		wantError(t, verb, err, media.ErrClosed, civic.KindUnavailable)
	}
	if err := b.Close(); err != nil {
		t.Errorf("close again: %v", err)
	}
}

func everyVerb(ctx context.Context, b media.Bucket) map[string]error {
	_, getErr := b.Get(ctx, key)
	_, statErr := b.Stat(ctx, key)
	return map[string]error{
		"put": b.Put(ctx, key, []byte("x")), "get": getErr, "stat": statErr,
		"delete": b.Delete(ctx, key), "ping": b.Ping(ctx),
	}
}

// Down checks a bucket whose engine does not answer: every verb says so, within
// limit.
func Down(t *testing.T, b media.Bucket, limit time.Duration) {
	t.Helper()
	start := time.Now()
	for verb, err := range everyVerb(t.Context(), b) {
		wantError(t, verb, err, media.ErrUnavailable, civic.KindUnavailable)
		if errors.Is(err, media.ErrNotFound) {
			t.Errorf("%s: an engine that is down says that the object is missing", verb)
		}
	}
	if d := time.Since(start); d > 5*limit {
		t.Errorf("five verbs took %v, more than %v each", d, limit)
	}
}
