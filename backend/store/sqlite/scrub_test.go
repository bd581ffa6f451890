package sqlite

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"jemaa/backend/store"
)

// What SQLite leaves of documents that were changed and purged, where its trees were
// balanced meanwhile, is gone after a scrub, and nothing else is.
func TestScrub(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "jemaa.db")
	e := openAt(t, path)
	if err := e.Declare(t.Context(), "items", []store.Index{{Name: "who", Fields: []string{"who"}}}); err != nil {
		t.Fatal(err)
	}
	const secret = "a word that must go"
	dice := rand.New(rand.NewPCG(1, 2))
	body := func(word string) string {
		return fmt.Sprintf(`{"who":"%s","text":"%s"}`, word, strings.Repeat(word+" ", 1+dice.IntN(60)))
	}
	const many = 1500
	for i := range many {
		word := secret
		if i%3 == 0 {
			word = "a word that stays"
		}
		if err := e.Insert(t.Context(), "items", record(fmt.Sprint(i), body(word)), nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range dice.Perm(many) {
		r := record(fmt.Sprint(i), body("a word that stays"))
		r.Rev = 2
		if err := e.Replace(t.Context(), "items", r, nil); err != nil {
			t.Fatal(err)
		}
	}
	if !e.fold() || !holds(t, dir, secret) {
		t.Fatal("nothing was left behind: this test proves nothing")
	}
	if err := e.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if holds(t, dir, secret) {
		t.Error("the word is still on the disk")
	}
	for i := range many {
		if r, err := e.Get(t.Context(), "items", []string{fmt.Sprint(i)}); err != nil || len(r) != 1 || r[0].Rev != 2 {
			t.Fatalf("%d: %v, %v", i, r, err)
		}
	}
	if err := e.Scrub(t.Context()); err != nil { // nothing to do
		t.Fatal(err)
	}
	e.Close()
	counts, err := Check(t.Context(), path)
	if err != nil || counts["items"] != many {
		t.Errorf("the file: %v, %v", counts, err)
	}
}
