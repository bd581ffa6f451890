package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

func openAt(t *testing.T, path string) *Engine {
	t.Helper()
	e, err := Open(t.Context(), path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	if err := e.Declare(t.Context(), "items", nil); err != nil {
		t.Fatal(err)
	}
	return e
}

func record(id, doc string) store.Record {
	return store.Record{ID: id, Rev: 1, ChangedAt: civic.At(time.UnixMilli(1)), Doc: []byte(doc)}
}

func TestSecondServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jemaa.db")
	e := openAt(t, path)
	if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, ErrLocked) {
		t.Fatalf("a second server on the same folder: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	openAt(t, path)
	for _, name := range []string{path, path + ".lock", path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v: more than its owner can read it", name, info.Mode(), err)
		}
	}
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jemaa.db")
	e := openAt(t, path)
	m := store.Note("item.made", civic.At(time.UnixMilli(1)), "", nil)
	if err := e.Insert(t.Context(), "items", record("a", `{"x":1}`), []store.Message{m}); err != nil {
		t.Fatal(err)
	}
	mark := pending(t, e, "")[0].Mark
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = openAt(t, path)
	if got, err := e.Get(t.Context(), "items", []string{"a"}); err != nil || len(got) != 1 {
		t.Fatalf("after reopening: %v %v", got, err)
	}
	if err := e.Insert(t.Context(), "items", record("b", `{}`), []store.Message{m}); err != nil {
		t.Fatal(err)
	}
	if got := pending(t, e, mark); len(got) != 1 || got[0].DocID != "b" {
		t.Fatalf("arrivals after reopening: %+v", got)
	}
}

func pending(t *testing.T, e *Engine, mark string) []store.Pending {
	t.Helper()
	p, err := e.Pending(t.Context(), "items", mark, 10)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestMarksOutliveTheirMessages: when the last message has gone, a later one
// still arrives behind the marks that were given.
func TestMarksOutliveTheirMessages(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "jemaa.db"))
	m := store.Note("item.made", civic.At(time.UnixMilli(1)), "", nil)
	mark := ""
	for _, id := range []string{"a", "b", "c"} {
		if err := e.Insert(t.Context(), "items", record(id, `{}`), []store.Message{m}); err != nil {
			t.Fatal(err)
		}
		p := pending(t, e, mark)
		if len(p) != 1 || p[0].DocID != id {
			t.Fatalf("behind %q: %+v", mark, p)
		}
		mark = p[0].Mark
		if err := e.Settle(t.Context(), "items", []store.Settlement{{DocID: id, Message: m.ID, Taker: "x"}}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestGroup puts writes into one transaction by hand: what one of them comes to
// is no other's business.
func TestGroup(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "jemaa.db"))
	broken := errors.New("broken")
	insert := func(id string) *job {
		return &job{done: make(chan error, 1), run: func(x *tx) error {
			n, err := x.exec(`insert into "c_items" (id, rev, changed_at, doc) values (?, 1, 0, '{}') on conflict do nothing`, id)
			if err == nil && n == 0 {
				return store.ErrExists
			}
			return err
		}}
	}
	left := insert("left")
	left.taken.Store(true)
	faulty := &job{done: make(chan error, 1), run: func(x *tx) error {
		if _, err := x.exec(`insert into "c_items" (id, rev, changed_at, doc) values ('half', 1, 0, '{}')`); err != nil {
			return err
		}
		return broken
	}}
	a, b, again := insert("a"), insert("b"), insert("a")
	e.commit([]*job{a, left, faulty, again, b})
	for _, c := range []struct {
		name string
		j    *job
		want error
	}{{"a", a, nil}, {"faulty", faulty, broken}, {"again", again, store.ErrExists}, {"b", b, nil}} {
		if err := <-c.j.done; !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	got, err := e.Get(t.Context(), "items", []string{"a", "b", "half", "left"})
	if err != nil || len(got) != 2 {
		t.Fatalf("after the group: %v %v", got, err)
	}
}

// TestCancelledBeforeAndAfter: a caller that leaves before its write has begun
// leaves without it; one that leaves later gets the outcome.
func TestCancelledBeforeAndAfter(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "jemaa.db"))
	begun, release := make(chan struct{}), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() {
		first <- e.submit(ctx, func(*tx) error {
			close(begun)
			<-release
			return nil
		})
	}()
	<-begun
	second := make(chan error, 1)
	queued := make(chan struct{})
	go func() {
		close(queued)
		second <- e.Insert(ctx, "items", record("second", `{}`), nil)
	}()
	<-queued
	cancel()
	if err := <-second; !errors.Is(err, context.Canceled) {
		t.Errorf("the write that had not begun: %v", err)
	}
	close(release)
	if err := <-first; err != nil {
		t.Errorf("the write that had begun: %v", err)
	}
	if got, err := e.Get(t.Context(), "items", []string{"second"}); err != nil || len(got) != 0 {
		t.Errorf("the write that was left is there: %v %v", got, err)
	}
}

// TestFull lets the file grow no further: writes fail as unavailable, reads go on,
// and writing resumes when there is room.
func TestFull(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "jemaa.db"))
	limit := func(pages int) {
		t.Helper()
		if err := e.submit(t.Context(), func(x *tx) error {
			var got int
			return x.value(&got, fmt.Sprintf("pragma max_page_count = %d", pages))
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Insert(t.Context(), "items", record("a", `{}`), nil); err != nil {
		t.Fatal(err)
	}
	limit(1) // SQLite takes the present size for the least
	big := `{"text":"` + string(make20k()) + `"}`
	err := e.Insert(t.Context(), "items", record("b", big), nil)
	if !errors.Is(err, store.ErrUnavailable) {
		t.Fatalf("insert into a full file: %v", err)
	}
	if got, err := e.Get(t.Context(), "items", []string{"a", "b"}); err != nil || len(got) != 1 {
		t.Fatalf("reading beside it: %v %v", got, err)
	}
	limit(1 << 20)
	if err := e.Insert(t.Context(), "items", record("b", big), nil); err != nil {
		t.Fatalf("insert when there is room again: %v", err)
	}
}

func make20k() []byte {
	b := make([]byte, 20000)
	for i := range b {
		b[i] = 'x'
	}
	return b
}

func TestBackup(t *testing.T) {
	dir := t.TempDir()
	e := openAt(t, filepath.Join(dir, "jemaa.db"))
	for i := range 50 {
		if err := e.Insert(t.Context(), "items", record(fmt.Sprint(i), `{}`), nil); err != nil {
			t.Fatal(err)
		}
	}
	copied := filepath.Join(dir, "copy.db")
	if err := e.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if err := e.Backup(t.Context(), copied); err == nil {
		t.Fatal("a backup was written over another file")
	}
	c := openAt(t, copied)
	n, err := c.Count(t.Context(), "items", store.Scan{Index: store.Index{Name: "everything"}})
	if err != nil || n != 50 {
		t.Fatalf("in the copy: %d %v", n, err)
	}
}

func TestQueueIsBounded(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "jemaa.db"))
	begun, release := make(chan struct{}), make(chan struct{})
	go e.submit(context.Background(), func(*tx) error {
		close(begun)
		<-release
		return nil
	})
	<-begun
	defer close(release)
	for range maxQueue {
		if err := e.enqueue(&job{run: func(*tx) error { return nil }, done: make(chan error, 1)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Insert(t.Context(), "items", record("a", `{}`), nil); !errors.Is(err, store.ErrUnavailable) {
		t.Fatalf("a write beyond the queue: %v", err)
	}
}

// TestErasedLeavesTheLog: ten minutes after a document was overwritten or purged,
// no file holds its words any more.
func TestErasedLeavesTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		e := openAt(t, filepath.Join(dir, "jemaa.db"))
		const secret = "a word that must go"
		if err := e.Insert(t.Context(), "items", record("a", `{"text":"`+secret+`"}`), nil); err != nil {
			t.Fatal(err)
		}
		if !holds(t, dir, secret) {
			t.Fatal("the word is not in the files in clear: this test proves nothing")
		}
		next := record("a", `{}`)
		next.Rev = 2
		if err := e.Replace(t.Context(), "items", next, nil); err != nil {
			t.Fatal(err)
		}
		time.Sleep(foldEvery + time.Second)
		synctest.Wait()
		if holds(t, dir, secret) {
			t.Fatal("the word is still on the disk")
		}
		e.Close()
	})
}

func holds(t *testing.T, dir, word string) bool {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(word)) {
			return true
		}
	}
	return false
}
