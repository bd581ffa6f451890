package faults

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestFirstKeysRace starts two processes at the same moment on a city that has no
// keys yet. In one folder the second is refused; on one MongoDB both end up with
// the same keys, and keep them.
func TestFirstKeysRace(t *testing.T) {
	folders, databases := inFull(20, 3), inFull(10, 2)
	f := breaking(t, "3 first keys", fmt.Sprintf("two processes at once: %d times on one folder, %d times on one MongoDB", folders, databases),
		"one folder has one server; on a shared store both sign with the same keys, for ever")
	for range folders {
		raceForFolder(t)
	}
	addr := ferretdb(t)
	for n := range databases {
		raceForKeys(t, fmt.Sprintf("mongodb://%s/race%d", addr, n))
	}
	f.measured("%d folders each served by one; %d pairs of processes with one key each (SQLite; FerretDB)", folders, databases)
}

func raceForFolder(t *testing.T) {
	t.Helper()
	one, two := prepare(t), prepare(t)
	two.env = append(two.env, "JEMAA_DATA="+one.folder)
	one.launch()
	two.launch()
	pair := []*program{one, two}
	one.eventually("one serves and the other is gone", func() error {
		serving, refused := 0, 0
		for _, p := range pair {
			select {
			case err := <-p.ended:
				p.ended <- err
				refused += count(strings.Contains(p.log.String(), "another jemaa is using"))
			default:
				status, _, _ := fetch(p.url + "/readyz")
				serving += count(status == http.StatusOK)
			}
		}
		if serving != 1 || refused != 1 {
			return fmt.Errorf("%d serve, %d are refused", serving, refused)
		}
		return nil
	})
	for _, p := range pair {
		p.kill()
	}
}

func raceForKeys(t *testing.T, uri string) {
	t.Helper()
	one, two := prepare(t, "JEMAA_MONGODB_URI="+uri), prepare(t, "JEMAA_MONGODB_URI="+uri)
	one.launch()
	two.launch()
	key := one.key()
	if other := two.key(); other != key {
		t.Errorf("two keys: %s, %s", key, other)
	}
	for _, p := range []*program{one, two} {
		p.kill()
	}
	one.start()
	if kept := one.key(); kept != key {
		t.Errorf("another key after a restart: %s, %s", key, kept)
	}
	one.kill()
}

// key is what browsers subscribe to, once the program answers.
func (p *program) key() string {
	p.t.Helper()
	var out struct {
		Key string `json:"key"`
	}
	p.eventually("the program tells its key", func() error {
		select {
		case err := <-p.ended:
			p.ended <- err
			p.t.Fatalf("it ended: %v: %s", err, tail(p.log.String(), 2000))
		default:
		}
		return nobody(p.url).do(p.t.Context(), http.MethodGet, "/push/key", nil, &out)
	})
	if out.Key == "" {
		p.t.Fatal("no key")
	}
	return out.Key
}
