package mongodb_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"jemaa/backend/store"
	"jemaa/backend/store/mongodb"
	"jemaa/backend/store/storetest"
)

// TestPromisesOnServer runs the whole suite, races too, on a true server.
func TestPromisesOnServer(t *testing.T) {
	uri := os.Getenv("JEMAA_TEST_MONGODB_URI")
	if uri == "" {
		t.Skip("SKIPPED: no MongoDB server: set JEMAA_TEST_MONGODB_URI to run the whole suite, with its races")
	}
	storetest.Run(t, func(t *testing.T) store.Engine { return open(t, uri) }, storetest.Options{Atomic: true})
}

// TestPromisesOnDialect runs the suite without its races on FerretDB, which speaks
// the dialect but does not keep concurrent writes apart.
func TestPromisesOnDialect(t *testing.T) {
	uri, _ := ferretdb(t)
	storetest.Run(t, func(t *testing.T) store.Engine { return open(t, uri) }, storetest.Options{NoListsInLists: true})
}

// TestServerGone: when the server goes away, callers hear in time that the store
// is unavailable.
func TestServerGone(t *testing.T) {
	uri, stop := ferretdb(t)
	e, err := mongodb.Open(t.Context(), uri, mongodb.Options{Database: "gone"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	if err := e.Declare(t.Context(), "items", nil); err != nil {
		t.Fatal(err)
	}
	stop()
	began := time.Now()
	_, err = e.Get(t.Context(), "items", []string{"a"})
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("get: %v", err)
	}
	r := store.Record{ID: "a", Rev: 1, Doc: []byte(`{}`)}
	if err := e.Insert(t.Context(), "items", r, nil); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("insert: %v", err)
	}
	if d := time.Since(began); d > 10*time.Second {
		t.Errorf("it took %v to find that out", d)
	}
}

var databases = sync.OnceValue(func() string { return fmt.Sprintf("jemaa_test_%d_%d", os.Getpid(), time.Now().Unix()) })

var opened int

// open connects to a database of the test's own, dropped at its end.
func open(t *testing.T, uri string) *mongodb.Engine {
	t.Helper()
	opened++
	name := fmt.Sprintf("%s_%d", databases(), opened)
	e, err := mongodb.Open(t.Context(), uri, mongodb.Options{Database: name})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		e.Close()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		c, err := mongo.Connect(ctx, options.Client().ApplyURI(uri))
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Disconnect(ctx)
		if err := c.Database(name).Drop(ctx); err != nil {
			t.Error(err)
		}
	})
	return e
}

// ferretdb starts a server of the dialect on a free port, which stops at the
// test's end or before.
func ferretdb(t *testing.T) (uri string, stop func()) {
	t.Helper()
	bin := os.Getenv("JEMAA_TEST_FERRETDB_BIN")
	if bin == "" {
		tools := os.Getenv("JEMAA_TOOLS")
		if tools == "" {
			home, err := os.UserHomeDir()
			if err != nil {
				t.Fatal(err)
			}
			tools = filepath.Join(home, ".cache", "jemaa", "tools")
		}
		bin = filepath.Join(tools, "ferretdb")
		if _, err := os.Stat(bin); err != nil {
			t.Skip("SKIPPED: no FerretDB: run tools/ferretdb.sh, or set JEMAA_TEST_FERRETDB_BIN")
		}
	}
	cmd := exec.Command(bin, freeAddress(t), t.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		stuck := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		defer stuck.Stop()
		cmd.Wait()
	})
	t.Cleanup(stop)
	line, err := bufio.NewReader(out).ReadString('\n') // it says its address once it listens
	if err != nil {
		t.Fatalf("ferretdb: %v", err)
	}
	return strings.TrimSpace(line), stop
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
