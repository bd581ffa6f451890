package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
)

// TestMain lets this program also be the one that is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv("JEMAA_TEST_VICTIM"); path != "" {
		if err := victim(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// victim writes from several callers and says the id of each acknowledged write.
func victim(path string) error {
	ctx := context.Background()
	e, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	if err := e.Declare(ctx, "items", nil); err != nil {
		return err
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for caller := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				at := civic.At(time.Now())
				r := store.Record{ID: fmt.Sprint(caller, "-", i), Rev: 1, ChangedAt: at, Doc: []byte(`{"text":"نص"}`)}
				if e.Insert(ctx, "items", r, []store.Message{store.Note("item.made", at, "", nil)}) == nil {
					mu.Lock()
					fmt.Println(r.ID)
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return nil
}

// TestKilled: whatever was acknowledged before kill -9 is there afterwards, with
// its message, and the folder is free for the next start.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jemaa.db")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "JEMAA_TEST_VICTIM="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		said = append(said, strings.TrimSpace(lines.Text()))
		if len(said) == 300 {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	cmd.Wait()
	if len(said) < 300 {
		t.Fatalf("the victim ended by itself after %d writes", len(said))
	}
	said = said[:len(said)-1] // the last line may be cut
	e, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	if err := e.Declare(t.Context(), "items", nil); err != nil {
		t.Fatal(err)
	}
	for _, id := range said {
		if got, err := e.Get(t.Context(), "items", []string{id}); err != nil || len(got) != 1 {
			t.Fatalf("%s was acknowledged and is lost: %v", id, err)
		}
	}
	all, err := e.Count(t.Context(), "items", store.Scan{Index: store.Index{Name: "everything"}})
	if err != nil {
		t.Fatal(err)
	}
	if n, _, err := e.Backlog(t.Context(), "items"); err != nil || n != all {
		t.Fatalf("%d documents with %d messages: %v", all, n, err)
	}
}
