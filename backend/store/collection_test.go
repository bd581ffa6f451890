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
	doc string
}

func (*stubborn) Declare(context.Context, string, []store.Index) error { return nil }

func (s *stubborn) Get(_ context.Context, _ string, ids []string) ([]store.Record, error) {
	return []store.Record{{ID: ids[0], Rev: 1, Doc: []byte(s.doc)}}, nil
}

func (*stubborn) Insert(context.Context, string, store.Record, []store.Message) error {
	return store.ErrExists
}

// A change that misses another document must not make Put go round for ever.
func TestPutGivesUp(t *testing.T) {
	e := &stubborn{doc: `{"text":"x"}`}
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

// Documents are read as encoding/json would, whatever it was that wrote them.
func TestReadsWhatOthersWrote(t *testing.T) {
	for doc, want := range map[string]string{
		`{"text":"x","more":{"a":[1,null,{"b":2}]},"Meta":{"ID":"y"}}`: "x",
		`{"text":null}`: "",
		`{}`:            "",
		` { "text" : "\u00e9\ud83d\ude00é\u2028\/" } `: "é😀é\u2028/",
		`{"text":"a","text":"b"}`:                      "b",
		"{\"text\":\"a\xffb\"}":                        "a\ufffdb",
		`{"text":"\ud83d"}`:                            "\ufffd",
		`{"text":"كلاب ضالة ⵜⴰⵎⴰⵣⵉⵖⵜ\u0000"}`:          "كلاب ضالة ⵜⴰⵎⴰⵣⵉⵖⵜ\x00",
	} {
		notes, err := store.Open[note](t.Context(), &stubborn{doc: doc}, civic.Clock(time.Now), "note")
		if err != nil {
			t.Fatal(err)
		}
		got, err := notes.Get(t.Context(), "n")
		if err != nil || got.Text != want || got.ID != "n" || got.Rev != 1 {
			t.Errorf("%s: %+v, %v; want %q", doc, got, err, want)
		}
	}
	notes, err := store.Open[note](t.Context(), &stubborn{doc: `{"text":1}`}, civic.Clock(time.Now), "note")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := notes.Get(t.Context(), "n"); err == nil {
		t.Errorf("a number was read as a text: %+v", got)
	}
}
