package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"jemaa/backend/store"
)

const (
	maxQueue  = 4096             // writes that may wait; more are refused at once
	maxGroup  = 128              // writes that share a transaction
	bulkGroup = 1500             // the same while a new file is filled
	patience  = time.Millisecond // the longest that a write waits for others to share its transaction
	grace     = 5 * time.Second  // how long a caller whose time is over still waits for a write that has begun
	foldEvery = 10 * time.Minute // the longest that what was erased stays in the log
)

// job is one caller's write. It is taken once: by the writer, which then owes it
// the truth, or by its caller, who leaves before it has begun.
type job struct {
	run   func(*tx) error
	taken atomic.Bool
	done  chan error // holds one
}

// tx is a transaction with the writer's kept statements.
type tx struct {
	*sql.Tx
	kept    *statements
	changed *[]touched
}

// exec runs a statement and says how many rows it touched.
func (t *tx) exec(text string, args ...any) (int64, error) {
	st, err := t.kept.get(text)
	if err != nil {
		return 0, err
	}
	var r sql.Result
	if st != nil {
		r, err = t.Stmt(st).Exec(args...)
	} else {
		r, err = t.Exec(text, args...)
	}
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// row reads one row; sql.ErrNoRows when there is none.
func (t *tx) row(into []any, text string, args ...any) error {
	st, err := t.kept.get(text)
	if err != nil {
		return err
	}
	if st == nil {
		return t.QueryRow(text, args...).Scan(into...)
	}
	return t.Stmt(st).QueryRow(args...).Scan(into...)
}

// value reads one row of one column; sql.ErrNoRows when there is none.
func (t *tx) value(into any, text string, args ...any) error {
	return t.row([]any{into}, text, args...)
}

// submit queues a write and waits for its outcome. A caller whose context ends
// before the write has begun leaves without it; once it has begun the caller gets
// its real outcome, or is told that this is unknown.
func (e *Engine) submit(ctx context.Context, run func(*tx) error) error {
	if err := context.Cause(ctx); err != nil {
		return late(err)
	}
	j := &job{run: run, done: make(chan error, 1)}
	if err := e.enqueue(j); err != nil {
		return err
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
	}
	if j.taken.CompareAndSwap(false, true) {
		return late(context.Cause(ctx))
	}
	t := time.NewTimer(grace)
	defer t.Stop()
	select {
	case err := <-j.done:
		return err
	case <-t.C:
		return fmt.Errorf("%w: whether this was written is not known: %w", store.ErrUnavailable, context.Cause(ctx))
	}
}

func (e *Engine) enqueue(j *job) error {
	e.closing.RLock()
	defer e.closing.RUnlock()
	if e.closed {
		return store.ErrClosed
	}
	select {
	case e.queue <- j:
		return nil
	default:
		return fmt.Errorf("%w: %d writes are waiting", store.ErrUnavailable, maxQueue)
	}
}

// Waiting is how many writes are queued for the next transactions.
func (e *Engine) Waiting() int { return len(e.queue) }

// write is the one goroutine that writes, until the queue is closed and empty.
func (e *Engine) write() {
	defer close(e.stopped)
	fold := time.NewTicker(foldEvery)
	defer fold.Stop()
	written := false
	c := company{most: e.group, timer: time.NewTimer(0)}
	for {
		select {
		case first, open := <-e.queue:
			if !open {
				return
			}
			group := c.gather(e.queue, first)
			e.commit(group)
			c.expected = len(group) + len(e.queue)
			written = true
		case <-fold.C:
			written = written && !e.fold()
		}
	}
}

// company gathers writes into transactions. What a write costs the disk and the
// processor falls with the number that share one, so where many came a moment ago
// as many are waited for, shortly; who writes alone never waits.
type company struct {
	most     int
	expected int // how many came while the last transaction ran, its own included
	group    []*job
	timer    *time.Timer
}

// gather gives those that wait already, and those that come within patience until
// as many are there as are expected.
func (c *company) gather(queue <-chan *job, first *job) []*job {
	c.group = append(c.group[:0], first)
	for len(c.group) < c.most && len(queue) > 0 {
		j, open := <-queue
		if !open {
			return c.group
		}
		c.group = append(c.group, j)
	}
	enough := min(c.expected, c.most)
	if len(c.group) >= enough {
		return c.group
	}
	c.timer.Reset(patience)
	defer c.timer.Stop()
	for len(c.group) < enough {
		select {
		case j, open := <-queue:
			if !open {
				return c.group
			}
			c.group = append(c.group, j)
		case <-c.timer.C:
			return c.group
		}
	}
	return c.group
}

// fold empties the log into the file, so that what was erased is gone from the
// disk; it tells whether no reader was in the way.
func (e *Engine) fold() bool {
	var busy, frames, moved int
	err := e.writer.db.QueryRow("pragma wal_checkpoint(truncate)").Scan(&busy, &frames, &moved)
	return err == nil && busy == 0
}

// commit runs a group in one transaction. When a member breaks it, or the commit
// fails, each is run again alone, so that only the guilty fails.
func (e *Engine) commit(group []*job) {
	begun := group[:0]
	for _, j := range group {
		if j.taken.CompareAndSwap(false, true) {
			begun = append(begun, j)
		}
	}
	outcomes, err := e.transact(begun)
	if err == nil {
		for i, j := range begun {
			j.done <- outcomes[i]
		}
		return
	}
	if len(begun) == 1 {
		begun[0].done <- outcome(context.Background(), err)
		return
	}
	for _, j := range begun {
		alone, err := e.transact([]*job{j})
		if err != nil {
			j.done <- outcome(context.Background(), err)
			continue
		}
		j.done <- alone[0]
	}
}

// transact runs jobs in one transaction: each one's own outcome when all of it
// stands, or the fault that undid it all.
func (e *Engine) transact(jobs []*job) ([]error, error) {
	if len(jobs) == 0 {
		return nil, nil
	}
	t, err := e.writer.db.BeginTx(context.Background(), nil)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	outcomes := make([]error, len(jobs))
	var changed []touched
	for i, j := range jobs {
		outcomes[i] = j.run(&tx{t, e.writer, &changed})
		if !verdict(outcomes[i]) {
			return nil, errors.Join(outcomes[i], t.Rollback())
		}
	}
	if err := e.stand(t, changed); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return outcomes, nil
}
