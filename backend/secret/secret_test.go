package secret_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/secret"
	"jemaa/backend/store/sqlite"
)

func TestKeepSurvivesARaceAndARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jemaa.db")
	open := func() *sqlite.Engine {
		e, err := sqlite.Open(t.Context(), path, sqlite.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	e := open()
	c, err := secret.Open(t.Context(), e, civic.Clock(time.Now))
	if err != nil {
		t.Fatal(err)
	}
	const racers = 16
	var start, done sync.WaitGroup
	start.Add(racers)
	got := make([][]byte, racers)
	for i := range racers {
		done.Go(func() {
			start.Done()
			b, err := secret.Keep(t.Context(), c, "pepper", func() ([]byte, error) {
				start.Wait() // nobody has kept one before everybody makes one
				return secret.Random(32)()
			})
			if err != nil {
				t.Error(err)
			}
			got[i] = b
		})
	}
	done.Wait()
	for i, b := range got {
		if len(b) != 32 || !bytes.Equal(b, got[0]) {
			t.Fatalf("racer %d got %x, the first %x", i, b, got[0])
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = open()
	t.Cleanup(func() { e.Close() })
	if c, err = secret.Open(t.Context(), e, civic.Clock(time.Now)); err != nil {
		t.Fatal(err)
	}
	b, err := secret.Keep(t.Context(), c, "pepper", func() ([]byte, error) {
		t.Error("a kept secret is made again")
		return nil, nil
	})
	if err != nil || !bytes.Equal(b, got[0]) {
		t.Fatalf("after a restart: %x, %v; want %x", b, err, got[0])
	}
	broken := errors.New("no randomness")
	if _, err := secret.Keep(t.Context(), c, "other", func() ([]byte, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Fatalf("a maker that fails: %v", err)
	}
	if _, err := secret.Keep(t.Context(), c, "other", func() ([]byte, error) { return nil, nil }); err == nil {
		t.Fatal("an empty secret is kept")
	}
}
