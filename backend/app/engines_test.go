package app

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"jemaa/backend/media/mediatest"
	"jemaa/search/meili/meilitest"
)

// The same journey on the engines of a metropolis: a real MinIO, and a stand-in
// that answers as Meilisearch does.
func TestJourneyOnMinIOAndMeilisearch(t *testing.T) {
	m := mediatest.StartMinIO(t)
	s := meilitest.Start(t)
	w := settle(t, append(demo, "JEMAA_S3_ENDPOINT="+m.Endpoint, "JEMAA_S3_ACCESS_KEY="+m.AccessKey, "JEMAA_S3_SECRET_KEY="+m.SecretKey,
		"JEMAA_S3_BUCKET=journey", "JEMAA_MEILI_URL="+s.URL, "JEMAA_MEILI_KEY="+meilitest.Key)...)
	if w.using["photos"] != "s3" || w.using["search"] != "meilisearch" {
		t.Fatalf("engines: %v", w.using)
	}
	w.journey(t)
}

// The same journey on the MongoDB dialect, or on a true server at
// JEMAA_TEST_MONGODB_URI.
func TestJourneyOnMongoDB(t *testing.T) {
	uri := os.Getenv("JEMAA_TEST_MONGODB_URI")
	dialect := uri == ""
	if dialect {
		uri = ferretdb(t)
	}
	w := settle(t, append(demo, "JEMAA_MONGODB_URI="+uri)...)
	w.slow = dialect // FerretDB 1 loses one of two updates of a document that meet
	if w.using["documents"] != "mongodb" {
		t.Fatalf("engines: %v", w.using)
	}
	w.journey(t)
}

// ferretdb starts a server of the dialect, built by tools/ferretdb.sh.
func ferretdb(t *testing.T) (uri string) {
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
	}
	if _, err := os.Stat(bin); err != nil {
		t.Skip("SKIPPED, AND NOTHING ELSE TESTS THIS: no FerretDB: run tools/ferretdb.sh, or set JEMAA_TEST_FERRETDB_BIN")
	}
	cmd := exec.Command(bin, "127.0.0.1:0", t.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n') // it says its address once it listens
	if err != nil {
		t.Fatalf("ferretdb: %v", err)
	}
	return strings.TrimSpace(line)
}
