package embedded

import (
	"errors"
	"testing"

	"jemaa/search"
)

// A segment that could not be read once, as on a full disk, is read again.
func TestAColumnThatFailedIsReadAgain(t *testing.T) {
	var c columns
	key := columnKey{segment: 1, field: "area"}
	broken := errors.New("no room")
	read := func(f func() (int, error)) (n int, err error, panicked bool) {
		defer func() { panicked = recover() != nil }()
		n, err = column(&c, key, f)
		return n, err, false
	}
	if _, err, _ := read(func() (int, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("an error: %v", err)
	}
	if _, _, panicked := read(func() (int, error) { panic("no map") }); !panicked {
		t.Error("a panic is swallowed")
	}
	if n, err, _ := read(func() (int, error) { return 7, nil }); !errors.Is(err, errUnread) {
		t.Errorf("who waited for the one that panicked: %d %v", n, err)
	}
	for range 2 {
		if n, err, _ := read(func() (int, error) { return 7, nil }); n != 7 || err != nil {
			t.Errorf("when it can be read: %d %v", n, err)
		}
	}
}

// Only what panics inside bleve is an error; the rest is a bug to be seen.
func TestGuarded(t *testing.T) {
	if err := guarded(func() error { return search.ErrBadQuery }); !errors.Is(err, search.ErrBadQuery) {
		t.Errorf("%v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a panic of this house is swallowed")
		}
	}()
	_ = guarded(func() error { panic("here") })
}
