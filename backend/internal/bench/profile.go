package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// profiled has the server profile itself while a question is asked, when a folder
// was named for that. What it gives is to be called when the asking is over.
func (b *bench) profiled(ctx context.Context, name string) (func() error, error) {
	if b.profile == "" {
		return func() error { return nil }, nil
	}
	if err := os.MkdirAll(b.profile, 0o755); err != nil {
		return nil, err
	}
	seconds := max(1, int((b.each + b.each/5 - time.Second/2).Seconds()))
	var wg sync.WaitGroup
	var failed error
	wg.Go(func() {
		failed = b.fetchProfile(fmt.Sprintf("profile?seconds=%d", min(seconds, 10)), name+".cpu.pprof")
	})
	return func() error {
		wg.Wait()
		if failed != nil || ctx.Err() != nil {
			return failed
		}
		return b.fetchProfile("heap", name+".heap.pprof")
	}, nil
}

func (b *bench) fetchProfile(what, file string) error {
	status, body, err := fasthttp.GetTimeout(nil, "http://"+b.server.metrics+"/debug/pprof/"+what, time.Minute)
	if err != nil || status != fasthttp.StatusOK {
		return fmt.Errorf("profile: %d %.100s %w", status, body, err)
	}
	return os.WriteFile(filepath.Join(b.profile, file), body, 0o644)
}
