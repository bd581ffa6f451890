package sqlite_test

import (
	"path/filepath"
	"testing"

	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
	"jemaa/backend/store/storetest"
)

func open(t *testing.T) store.Engine {
	t.Helper()
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jemaa.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func TestPromises(t *testing.T) {
	storetest.Run(t, open, storetest.Options{Atomic: true})
}
