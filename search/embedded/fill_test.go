package embedded_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/search/embedded"
)

// BenchmarkFill fills a new index with benchSize documents, and says what it cost beside
// time: processor time (a twentieth of which goes into drawing the documents), the most
// memory on the heap meanwhile, and the size of the files.
func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		path := b.TempDir()
		x, err := embedded.Open(embedded.Options{Path: path, Schema: benchSchema})
		if err != nil {
			b.Fatal(err)
		}
		spent, peak := cpu(b), watchHeap()
		fill(b, x, benchSize())
		b.ReportMetric((cpu(b) - spent).Seconds(), "cpu-s")
		b.ReportMetric(float64(peak())/(1<<20), "heap-MB")
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(folderSize(b, path))/(1<<20), "disk-MB")
	}
}

// watchHeap looks every 20 ms how much memory the heap takes, and tells the most.
func watchHeap() (peak func() uint64) {
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
