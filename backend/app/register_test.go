package app

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"jemaa/backend/privacy"
)

// update writes docs/privacy.md anew: go test ./backend/app -run TestRegister -update-privacy
var update = flag.Bool("update-privacy", false, "write docs/privacy.md anew")

const (
	registerFile = "backend/privacy/fields.go"
	registerDoc  = "../../docs/privacy.md"
)

// Every field of every document that the program keeps stands in the register of
// personal data, and nothing in it is kept no more.
func TestRegister(t *testing.T) {
	w := settle(t, public...)
	kinds := func() map[string]reflect.Type {
		w.stored.mu.Lock()
		defer w.stored.mu.Unlock()
		return w.stored.kept
	}()
	for name, kind := range kinds {
		i := slices.IndexFunc(privacy.Register, func(k privacy.Kept) bool { return k.Collection == name })
		if i < 0 {
			t.Errorf("the collection %s is kept and not in the register: add to %s\n\tkept(%q, \"its room\", on{\"a topic of topics.go\": %q}),",
				name, registerFile, name, strings.Join(privacy.Leaves(kind), " "))
			continue
		}
		registered := privacy.Register[i].All()
		for _, field := range privacy.Leaves(kind) {
			if n := count(registered, field); n != 1 {
				t.Errorf("%s.%s is kept and stands %d times in the register: add it once to kept(%q…) in %s, under a topic of topics.go",
					name, field, n, name, registerFile)
			}
		}
		for _, field := range registered {
			if !slices.Contains(privacy.Leaves(kind), field) {
				t.Errorf("%s.%s stands in the register and is not kept any more: take it out of %s", name, field, registerFile)
			}
		}
	}
	for _, k := range privacy.Register {
		if kinds[k.Collection] == nil && !slices.Contains([]string{"lease", "rate"}, k.Collection) { // of several processes
			t.Errorf("%s stands in the register and is not kept any more: take it out of %s", k.Collection, registerFile)
		}
	}
}

// Every room that keeps something about people can give it out and forget it.
func TestEveryRoomForgets(t *testing.T) {
	w := settle(t, demo...)
	for _, k := range privacy.Register {
		if !k.Personal() || slices.Contains([]string{"limit", "proof"}, k.Room) { // by prints that nobody can be found by, for hours
			continue
		}
		if !slices.ContainsFunc(w.privacy.Rooms, func(r privacy.Room) bool { return r.Name == k.Room }) {
			t.Errorf("%s keeps %s about people and is not among the rooms that forget: add it to rooms() in backend/app/privacy.go", k.Room, k.Collection)
		}
	}
}

func TestRegisterIsWrittenDown(t *testing.T) {
	want := privacy.Document()
	if *update {
		if err := os.WriteFile(registerDoc, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(registerDoc)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/privacy.md is not what the register says (%v): go test ./backend/app -run TestRegisterIsWrittenDown -update-privacy", err)
	}
}

func count(in []string, s string) int {
	n := 0
	for _, one := range in {
		if one == s {
			n++
		}
	}
	return n
}
