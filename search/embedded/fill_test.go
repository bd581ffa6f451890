package embedded_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/search"
	"jemaa/search/embedded"
)

// BenchmarkFill fills a new index with benchSize documents, and says what it cost: time,
// processor time, the most memory on the heap meanwhile, and the size of the files.
func BenchmarkFill(b *testing.B) {
	docs := benchDocs(benchSize())
	debug.FreeOSMemory()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		path := b.TempDir()
		x, err := embedded.Open(embedded.Options{Path: path, Schema: benchSchema})
		if err != nil {
			b.Fatal(err)
		}
		spent, began := cpu(b), time.Now()
		peak := watchHeap(b)
		build, err := x.Rebuild(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		for batch := range slices.Chunk(docs, search.MaxBatch) {
			if err := build.Put(context.Background(), batch); err != nil {
				b.Fatal(err)
			}
		}
		put := time.Since(began)
		if err := build.Swap(context.Background()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric((cpu(b) - spent).Seconds(), "cpu-s")
		b.ReportMetric(float64(peak()-before.HeapInuse)/(1<<20), "heap-MB")
		b.ReportMetric(float64(folderSize(b, path))/(1<<20), "disk-MB")
		b.Logf("put in %v, all in %v", put.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// watchHeap looks every 20 ms how much memory the heap takes, and tells the most.
func watchHeap(b *testing.B) (peak func() uint64) {
	var most atomic.Uint64
	done := make(chan struct{})
	go func() {
		var m runtime.MemStats
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
		}
	}()
	return func() uint64 { close(done); return most.Load() }
}

func folderSize(b *testing.B, path string) (bytes int64) {
	b.Helper()
	err := filepath.Walk(path, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			bytes += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(fmt.Errorf("measure %s: %w", path, err))
	}
	return bytes
}
