package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

type note struct {
	store.Meta
	Text string `json:"text"`
}

// stubborn says that every document is there, whoever asks.
type stubborn struct {
	store.Engine
}

func (*stubborn) Declare(context.Context, string, []store.Index) error { return nil }

func (*stubborn) Get(_ context.Context, _ string, ids []string) ([]store.Record, error) {
	return []store.Record{{ID: ids[0], Rev: 1, Doc: []byte(`{"text":"x"}`)}}, nil
}

func (*stubborn) Insert(context.Context, string, store.Record, []store.Message) error {
	return store.ErrExists
}

// A change that misses another document must not make Put go round for ever.
func TestPutGivesUp(t *testing.T) {
	e := &stubborn{}
	notes, err := store.Open[note](t.Context(), e, civic.Clock(time.Now), "note")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := notes.Put(context.Background(), "n", func() (*note, []store.Message, error) {
			return &note{Meta: store.Meta{ID: "n"}}, nil, nil
		}, func(*note) ([]store.Message, error) { return nil, store.ErrNotFound })
		done <- err
	}()
	select {
	case err := <-done:
		if !errors.Is(err, store.ErrExists) {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("goes round for ever")
	}
}
