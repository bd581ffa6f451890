package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"jemaa/backend/store"
)

// maxStatements bounds what is kept prepared: the shapes of a city's queries are
// some hundreds, and one that comes later is prepared each time.
const maxStatements = 1024

// statements is a pool of connections with the statements prepared on it.
type statements struct {
	db   *sql.DB
	mu   sync.RWMutex
	kept map[string]*sql.Stmt
}

// get prepares a statement, once for each text.
func (s *statements) get(text string) (*sql.Stmt, error) {
	s.mu.RLock()
	st := s.kept[text]
	s.mu.RUnlock()
	if st != nil {
		return st, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.kept[text]; st != nil {
		return st, nil
	}
	if len(s.kept) >= maxStatements {
		return nil, nil
	}
	st, err := s.db.Prepare(text)
	if err != nil {
		return nil, err
	}
	s.kept[text] = st
	return st, nil
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.kept {
		st.Close()
	}
	return s.db.Close()
}

// brief is read for what an index leads to straight away, a page at most. It is over
// sooner than somebody could be told to stop it, and a watch for the context's end
// would take as long as the reading: three goroutines and a hook in SQLite.
func (e *Engine) brief(ctx context.Context, text string, args []any, scan func(*sql.Rows) error) error {
	if err := context.Cause(ctx); err != nil {
		return late(err)
	}
	return e.read(context.WithoutCancel(ctx), text, args, scan)
}

// read runs a query on the pool of readers and hands each row to scan.
func (e *Engine) read(ctx context.Context, text string, args []any, scan func(*sql.Rows) error) error {
	if err := context.Cause(ctx); err != nil {
		return late(err)
	}
	if e.isClosed() {
		return store.ErrClosed
	}
	st, err := e.readers.get(text)
	if err != nil {
		return outcome(ctx, fmt.Errorf("prepare: %w", err))
	}
	var rows *sql.Rows
	if st != nil {
		rows, err = st.QueryContext(ctx, args...)
	} else {
		rows, err = e.readers.db.QueryContext(ctx, text, args...)
	}
	if err != nil {
		return outcome(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return outcome(ctx, err)
		}
	}
	return outcome(ctx, rows.Err())
}
