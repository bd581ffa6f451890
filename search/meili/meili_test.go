package meili_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/search"
	"jemaa/search/meili"
	"jemaa/search/meili/meilitest"
	"jemaa/search/searchtest"
)

// open opens an index on a server and closes it when the test ends.
func open(t *testing.T, o meili.Options) *meili.Index {
	t.Helper()
	if len(o.Schema.Facets) == 0 {
		o.Schema = searchtest.Schema
	}
	x, err := meili.Open(o)
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

func standIn(s *meilitest.Server) meili.Options {
	return meili.Options{URL: s.URL, Key: meilitest.Key, Poll: time.Millisecond}
}

func TestContractOnStandIn(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Index { return open(t, standIn(meilitest.Start(t))) })
}

// TestContractOnServer runs the same suite on a true server, in indexes of its own.
func TestContractOnServer(t *testing.T) {
	address := os.Getenv("JEMAA_TEST_MEILI_URL")
	if address == "" {
		t.Log("NOT RUN against a true Meilisearch: JEMAA_TEST_MEILI_URL is not set (JEMAA_TEST_MEILI_KEY is its key)")
		t.SkipNow()
	}
	var n atomic.Int64
	searchtest.Run(t, func(t *testing.T) search.Index {
		index := fmt.Sprintf("jemaa_test_%d_%d", os.Getpid(), n.Add(1))
		o := meili.Options{URL: address, Key: os.Getenv("JEMAA_TEST_MEILI_KEY"), Index: index}
		t.Cleanup(func() {
			if err := meili.Drop(context.Background(), o); err != nil && !strings.Contains(err.Error(), "index_not_found") {
				t.Error(err)
			}
		})
		return open(t, o)
	})
}
