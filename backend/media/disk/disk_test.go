package disk

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/media"
	"jemaa/backend/media/mediatest"
)

func open(t *testing.T, folder string) *Bucket {
	t.Helper()
	b, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func TestBucket(t *testing.T) {
	mediatest.Run(t, func(t *testing.T) media.Bucket { return open(t, t.TempDir()) })
}

func TestObjectsOutliveTheProcess(t *testing.T) {
	folder := t.TempDir()
	first := open(t, folder)
	if err := first.Put(t.Context(), "photos/a/960.jpg", []byte("kept")); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := open(t, folder).Get(t.Context(), "photos/a/960.jpg")
	if err != nil || string(got.Body) != "kept" {
		t.Fatalf("after reopening: %q, %v", got.Body, err)
	}
}

func TestNobodyElseReadsTheFiles(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new")
	b := open(t, folder)
	if err := b.Put(t.Context(), "photos/a/960.jpg", []byte("private")); err != nil {
		t.Fatal(err)
	}
	files := 0
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", path, info.Mode())
		}
		if !d.IsDir() {
			files++
		}
		return err
	})
	if err != nil || files != 1 {
		t.Fatalf("%d files, %v", files, err)
	}
}

// A disk that fills up in the middle of a write.
func TestFullDiskLeavesTheOldObjectWhole(t *testing.T) {
	folder := t.TempDir()
	b := open(t, folder)
	const key = "photos/a/960.jpg"
	if err := b.Put(t.Context(), key, []byte("the old one")); err != nil {
		t.Fatal(err)
	}
	b.write = func(f io.Writer, body []byte) error {
		if _, err := f.Write(body[:len(body)/2]); err != nil {
			return err
		}
		return syscall.ENOSPC
	}
	err := b.Put(t.Context(), key, []byte("the new one, half written"))
	if !errors.Is(err, media.ErrUnavailable) || !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("put on a full disk: %v", err)
	}
	if civic.KindOf(err) != civic.KindUnavailable {
		t.Errorf("kind %q", civic.KindOf(err))
	}
	got, err := b.Get(t.Context(), key)
	if err != nil || string(got.Body) != "the old one" {
		t.Errorf("after it: %q, %v", got.Body, err)
	}
	wantUnfinished(t, folder, 0)
}

func TestContextThatEndsWhileWriting(t *testing.T) {
	folder := t.TempDir()
	b := open(t, folder)
	ctx, cancel := context.WithCancel(t.Context())
	b.write = func(f io.Writer, body []byte) error {
		cancel()
		return writeAll(f, body)
	}
	if err := b.Put(ctx, "photos/a/960.jpg", []byte("late")); !errors.Is(err, context.Canceled) {
		t.Fatalf("put: %v", err)
	}
	if _, err := b.Stat(t.Context(), "photos/a/960.jpg"); !errors.Is(err, media.ErrNotFound) {
		t.Errorf("stat: %v", err)
	}
	wantUnfinished(t, folder, 0)
}

func TestOpenSweepsWhatAKillLeft(t *testing.T) {
	folder := t.TempDir()
	open(t, folder)
	old, young := filepath.Join(folder, unfinished, "OLD"), filepath.Join(folder, unfinished, "YOUNG")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-2*stale)); err != nil {
		t.Fatal(err)
	}
	open(t, folder)
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the old file: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("a file that another process may be writing: %v", err)
	}
	wantUnfinished(t, folder, 1)
}

func TestFolderThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if b, err := Open(filepath.Join(file, "sub")); err == nil {
		_ = b.Close()
		t.Fatal("opened a folder inside a file")
	}
}

func TestFolderThatVanishes(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "gone")
	b := open(t, folder)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := b.Ping(t.Context()); !errors.Is(err, media.ErrUnavailable) {
		t.Errorf("ping: %v", err)
	}
	if err := b.Put(t.Context(), "a.jpg", nil); !errors.Is(err, media.ErrUnavailable) {
		t.Errorf("put: %v", err)
	}
}

func wantUnfinished(t *testing.T, folder string, want int) {
	t.Helper()
	left, err := os.ReadDir(filepath.Join(folder, unfinished))
	if err != nil || len(left) != want {
		t.Errorf("unfinished files: %d, want %d (%v)", len(left), want, err)
	}
}
