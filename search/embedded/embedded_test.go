package embedded_test

import (
	"testing"

	"jemaa/search"
	"jemaa/search/embedded"
	"jemaa/search/searchtest"
)

func open(t *testing.T, path string) *embedded.Index {
	t.Helper()
	x, err := embedded.Open(embedded.Options{Path: path, Schema: searchtest.Schema})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func TestContractInMemory(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Index { return open(t, "") })
}

func TestContractOnDisk(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Index { return open(t, t.TempDir()) })
}
