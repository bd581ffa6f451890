// Package sqlite keeps documents in one SQLite file, with nothing to install: it
// is the engine of a small city and of every test.
//
// Each collection is a table of JSON documents with a column for every field that
// a declared index names, and its messages wait in a table beside it, written in
// the same transaction. All writes pass through one goroutine, where
// callers that wait share a transaction (group commit): one sync of the disk
// serves them all. Reads go to a pool of connections and never wait for a write.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	_ "modernc.org/sqlite" // the driver, pure Go

	"jemaa/backend/store"
)

// Options are an engine's choices; the zero value is right for a server.
type Options struct {
	Readers int  // connections that read; 0 means twice the processors, at least 4
	Memory  int  // bytes of documents kept decoded; 0 means store.DefaultMemory, less means none
	NoSync  bool // never sync the disk: for tests, a power cut may lose everything
	Bulk    bool // a new file is filled: large transactions, and memory for them
}

// Engine is one open file. It is a store.Engine.
type Engine struct {
	path    string
	lock    *os.File
	readers *statements
	writer  *statements
	queue   chan *job
	group   int           // writes that may share a transaction
	stopped chan struct{} // closed when the writer has returned

	closing sync.RWMutex // held for reading while a job is queued
	closed  bool
	memory  *store.Memory
	tables  sync.Map // collection name → *table
	arrival atomic.Int64
}

var (
	_ store.Engine  = (*Engine)(nil)
	_ store.InOrder = (*Engine)(nil)
)

// Open opens or creates the file, readable by its owner alone. ErrLocked says
// that another program has it open.
func Open(ctx context.Context, path string, o Options) (*Engine, error) {
	lock, err := acquire(path + ".lock")
	if err != nil {
		return nil, fmt.Errorf("sqlite: open %s: %w", path, err)
	}
	e := &Engine{path: path, lock: lock, queue: make(chan *job, maxQueue), group: maxGroup, stopped: make(chan struct{})}
	if err := e.connect(ctx, o); err != nil {
		e.disconnect()
		return nil, fmt.Errorf("sqlite: open %s: %w", path, outcome(ctx, err))
	}
	if o.Memory == 0 {
		o.Memory = store.DefaultMemory
	}
	e.memory = store.NewMemory(o.Memory)
	go e.write()
	return e, nil
}

// The pages that connections keep, in KiB; they take twice that of memory. What a
// write touches are the young ends of its indexes, which fit at any size of the
// city. A page that a reader lacks is in the system's cache of the file and costs
// a microsecond. Mapping the file would save a fifth of a raw read, and each
// connection's map of it would count as resident: 800 MB at 100,000 reports.
const (
	writerCache = "cache_size(-8192)"
	readerCache = "cache_size(-2048)" // what is read most stands decoded in memory
	bulkCache   = "cache_size(-262144)"
)

func (e *Engine) connect(ctx context.Context, o Options) error {
	f, err := os.OpenFile(e.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if o.Readers <= 0 {
		o.Readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	level, cache, fold := "full", writerCache, "wal_autocheckpoint(32768)"
	if o.NoSync {
		level = "off"
	}
	if o.Bulk {
		e.group, cache, fold = bulkGroup, bulkCache, "wal_autocheckpoint(262144)"
	}
	// Small pages halve what a write with many indexes sends to the log.
	// One connection writes; the other is there to prepare a statement meanwhile.
	e.writer, err = open(e.path, 2, "page_size(2048)", "synchronous("+level+")", "secure_delete(on)",
		fold, "journal_size_limit(67108864)", cache)
	if err != nil {
		return err
	}
	// The first connection turns the file to WAL, before any reader looks at it.
	if err := e.writer.db.PingContext(ctx); err != nil {
		return err
	}
	e.readers, err = open(e.path, o.Readers, "query_only(on)", readerCache)
	if err != nil {
		return err
	}
	return e.readers.db.PingContext(ctx)
}

func open(path string, connections int, pragmas ...string) (*statements, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// One process has the file, so only folding the log ever waits: for readers.
	v := url.Values{"_txlock": {"immediate"}, "_journal_mode": {"wal"}, "_pragma": append([]string{"busy_timeout(500)"}, pragmas...)}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: v.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return &statements{db: db, kept: map[string]*sql.Stmt{}}, nil
}

// Ping tells whether the file can be read.
func (e *Engine) Ping(ctx context.Context) error {
	return e.read(ctx, "select 1", nil, func(*sql.Rows) error { return nil })
}

// Close writes what is queued, folds the log into the file and lets go of it.
func (e *Engine) Close() error {
	e.closing.Lock()
	if e.closed {
		e.closing.Unlock()
		return nil
	}
	e.closed = true
	close(e.queue)
	e.closing.Unlock()
	<-e.stopped
	e.memory.Close()
	return e.disconnect()
}

func (e *Engine) disconnect() error {
	var errs []error
	if e.readers != nil {
		errs = append(errs, e.readers.close())
	}
	if e.writer != nil {
		// The last connection to leave a WAL file checkpoints it.
		errs = append(errs, e.writer.close())
	}
	if err := errors.Join(append(errs, e.lock.Close())...); err != nil {
		return fmt.Errorf("sqlite: close: %w", err)
	}
	return nil
}

func (e *Engine) isClosed() bool {
	e.closing.RLock()
	defer e.closing.RUnlock()
	return e.closed
}

// Backup writes a compact copy of everything, as of now, to a file that must not
// exist yet; writes go on meanwhile.
func (e *Engine) Backup(ctx context.Context, path string) error {
	if e.isClosed() {
		return fmt.Errorf("sqlite: backup: %w", store.ErrClosed)
	}
	s, err := open(e.path, 1)
	if err != nil {
		return fmt.Errorf("sqlite: backup: %w", err)
	}
	defer s.close()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // vacuum takes an empty file
	if err != nil {
		return fmt.Errorf("sqlite: backup: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("sqlite: backup: %w", err)
	}
	if _, err := s.db.ExecContext(ctx, "vacuum into ?", path); err != nil {
		os.Remove(path)
		return fmt.Errorf("sqlite: backup: %w", outcome(ctx, err))
	}
	return nil
}
