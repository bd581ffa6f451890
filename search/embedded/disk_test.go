package embedded_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"jemaa/search"
	"jemaa/search/embedded"
	"jemaa/search/searchtest"
)

func report(id, title string) search.Document {
	return search.Document{Kind: "report", ID: id, Rev: 1, Title: title}
}

func total(t *testing.T, x *embedded.Index, text string) int64 {
	t.Helper()
	r, err := x.Search(context.Background(), search.Query{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return r.Total
}

func fresh(t *testing.T, x *embedded.Index) bool {
	t.Helper()
	f, err := x.Fresh(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func rebuild(t *testing.T, x *embedded.Index, docs ...search.Document) {
	t.Helper()
	b, err := x.Rebuild(context.Background())
	if err == nil {
		err = errors.Join(b.Put(context.Background(), docs), b.Swap(context.Background()))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestReopenFindsWhatWasPut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "search")
	x := open(t, path)
	if !fresh(t, x) {
		t.Error("a new index is not fresh")
	}
	rebuild(t, x, report("a", "Fuite"))
	if err := x.Put(context.Background(), []search.Document{report("b", "Fuite")}); err != nil {
		t.Fatal(err)
	}
	if err := x.Delete(context.Background(), []search.Ref{{Kind: "report", ID: "c", Rev: 4}}); err != nil {
		t.Fatal(err)
	}
	x.Close()
	x = open(t, path)
	if n := total(t, x, "fuite"); n != 2 {
		t.Errorf("%d of 2 are left", n)
	}
	if fresh(t, x) {
		t.Error("a filled index is fresh")
	}
	if err := x.Put(context.Background(), []search.Document{report("c", "Fuite")}); err != nil {
		t.Fatal(err)
	}
	if n := total(t, x, "fuite"); n != 2 {
		t.Errorf("%d: a deleted one came back after a restart", n)
	}
}

func TestAnotherSchemaAsksForARebuild(t *testing.T) {
	path := t.TempDir()
	x := open(t, path)
	rebuild(t, x, report("a", "Fuite"))
	x.Close()
	schema := searchtest.Schema
	schema.Synonyms = append(schema.Synonyms, []string{"fuite", "leak"})
	y, err := embedded.Open(embedded.Options{Path: path, Schema: schema})
	if err != nil {
		t.Fatal(err)
	}
	defer y.Close()
	if !fresh(t, y) {
		t.Error("other synonyms, and no rebuild is asked for")
	}
	rebuild(t, y, report("a", "Fuite"))
	if fresh(t, y) || total(t, y, "leak") != 1 {
		t.Error("the rebuild did not apply the new synonyms")
	}
}

func TestASecondProcessIsRefused(t *testing.T) {
	path := t.TempDir()
	open(t, path)
	if _, err := embedded.Open(embedded.Options{Path: path, Schema: searchtest.Schema}); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

func TestABrokenIndexStartsEmptyAndFresh(t *testing.T) {
	for _, c := range []struct {
		what  string
		spoil func(t *testing.T, path string)
	}{
		{"root.bolt cut short", func(t *testing.T, path string) { truncate(t, path, "root.bolt") }},
		{"segments cut short", func(t *testing.T, path string) { truncate(t, path, ".zap") }},
		{"index_meta.json cut short", func(t *testing.T, path string) { truncate(t, path, "index_meta.json") }},
		{"generation gone", func(t *testing.T, path string) {
			if err := os.RemoveAll(current(t, path)); err != nil {
				t.Fatal(err)
			}
		}},
		{"CURRENT gone", func(t *testing.T, path string) {
			if err := os.Remove(filepath.Join(path, "CURRENT")); err != nil {
				t.Fatal(err)
			}
		}},
		{"an index of another format", func(t *testing.T, path string) {
			if err := os.Rename(current(t, path), filepath.Join(path, "generation-1")); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(path, "CURRENT"), []byte("generation-1\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"CURRENT points elsewhere", func(t *testing.T, path string) {
			if err := os.WriteFile(filepath.Join(path, "CURRENT"), []byte("../../etc"), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			path := t.TempDir()
			x := open(t, path)
			rebuild(t, x, report("a", "Fuite"), report("b", "Fuite"))
			x.Close()
			c.spoil(t, path)
			x = open(t, path)
			if !fresh(t, x) || total(t, x, "fuite") != 0 {
				t.Errorf("fresh %v, %d found", fresh(t, x), total(t, x, "fuite"))
			}
			rebuild(t, x, report("a", "Fuite"))
			if fresh(t, x) || total(t, x, "fuite") != 1 {
				t.Error("it could not be filled again")
			}
		})
	}
}

func TestABrokenLockIsMadeAgain(t *testing.T) {
	path := t.TempDir()
	if err := os.WriteFile(filepath.Join(path, "LOCK"), []byte("half a page"), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, path)
}

func current(t *testing.T, path string) string {
	t.Helper()
	name, err := os.ReadFile(filepath.Join(path, "CURRENT"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(path, strings.TrimSpace(string(name)))
}

// truncate halves every file under path whose name ends so.
func truncate(t *testing.T, path, suffix string) {
	t.Helper()
	cut := 0
	err := filepath.WalkDir(current(t, path), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, suffix) {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		cut++
		return os.Truncate(name, info.Size()/2)
	})
	if err != nil || cut == 0 {
		t.Fatalf("cut %d files: %v", cut, err)
	}
}

func TestAnUnfinishedRebuildIsSweptAway(t *testing.T) {
	path := t.TempDir()
	x := open(t, path)
	rebuild(t, x, report("a", "Fuite"))
	x.Close()
	left := filepath.Join(path, "generation-9")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	x = open(t, path)
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
	rebuild(t, x, report("a", "Fuite"), report("b", "Fuite"))
	if n := total(t, x, "fuite"); n != 2 {
		t.Errorf("%d found", n)
	}
	entries, err := os.ReadDir(path)
	if err != nil || len(entries) != 3 {
		t.Errorf("the folder holds %v, want CURRENT, LOCK and one generation (%v)", entries, err)
	}
}

// TestKilledWhileWriting kills a process that writes and rebuilds without a break, with
// SIGKILL, again and again: every write it said was kept must be found.
func TestKilledWhileWriting(t *testing.T) {
	path := t.TempDir()
	kept := 0
	for round := range 4 {
		writer := exec.Command(os.Args[0], "-test.run=^TestWriter$")
		writer.Env = append(os.Environ(), "SEARCH_WRITER_PATH="+path, "SEARCH_WRITER_FROM="+strconv.Itoa(kept))
		out, err := writer.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			n, ok := strings.CutPrefix(lines.Text(), "kept ")
			if !ok {
				continue
			}
			if kept, err = strconv.Atoi(n); err != nil {
				t.Fatal(err)
			}
			if kept >= 25*(round+1)+round {
				_ = writer.Process.Kill() // what it wrote until it dies is still read
			}
		}
		_ = writer.Wait()
		x := open(t, path)
		// One more may be there: written, and killed before it said so.
		if n := total(t, x, "ecrit "); n < int64(kept) || n > int64(kept)+1 {
			t.Errorf("round %d: %d of %d are left", round, n, kept)
		}
		if round > 0 && fresh(t, x) {
			t.Errorf("round %d: the index was lost", round)
		}
		x.Close()
	}
}

// TestWriter is the process that TestKilledWhileWriting kills.
func TestWriter(t *testing.T) {
	path := os.Getenv("SEARCH_WRITER_PATH")
	if path == "" {
		t.Skip("only as the child of TestKilledWhileWriting")
	}
	from, _ := strconv.Atoi(os.Getenv("SEARCH_WRITER_FROM"))
	x := open(t, path)
	all := func(n int) (docs []search.Document) {
		for i := range n {
			docs = append(docs, report(fmt.Sprint("w", i), "Ecrit"))
		}
		return docs
	}
	for n := from; n < from+2000; n++ {
		if err := x.Put(context.Background(), []search.Document{report(fmt.Sprint("w", n), "Ecrit")}); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("kept %d\n", n+1)
		if n%10 == 0 {
			rebuild(t, x, all(n+1)...)
		}
	}
}
