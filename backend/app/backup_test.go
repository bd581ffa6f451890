package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/city"
	"jemaa/backend/civic"
	"jemaa/backend/config"
	"jemaa/backend/media"
	"jemaa/backend/upgrade"
)

// saved backs a city up into a new file, and says what was told.
func saved(t *testing.T, c config.Config) (path, said string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "city.tar.zst")
	var out bytes.Buffer
	if err := Backup(t.Context(), c, path, &out); err != nil {
		t.Fatal(err)
	}
	return path, out.String()
}

// acked are the reports that were acknowledged so far.
type acked struct {
	mu  sync.Mutex
	ids map[string]bool
}

func (a *acked) add(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ids[id] = true
}

func (a *acked) soFar() map[string]bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.ids)
}

// keepsReporting sends reports, each with a photo of its own, until the context
// ends.
func (p *person) keepsReporting(ctx context.Context, seed uint8, to *acked) {
	for ctx.Err() == nil {
		photo, id := string(civic.NewID(time.Now())), string(civic.NewID(time.Now()))
		if got := p.do("PUT", "/api/v1/photos/"+photo, snapshot(seed)); got.status != 201 {
			p.t.Errorf("a photo was refused: %s", got.body)
			return
		}
		if got := p.do("PUT", "/api/v1/reports/"+id, pothole(map[string]any{"photos": []string{photo}})); got.status != 201 {
			p.t.Errorf("a report was refused: %s", got.body)
			return
		}
		to.add(id)
	}
}

// holds opens a restored city and looks for reports and their photos.
func holds(t *testing.T, c config.Config, ids map[string]bool) {
	t.Helper()
	a, err := Open(t.Context(), c, Options{Unsure: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for id := range ids {
		r, err := a.reports.Read(t.Context(), civic.ID(id))
		if err != nil {
			t.Errorf("acknowledged before the backup, and not in it: %v", err)
			continue
		}
		for _, p := range r.PhotoIDs() {
			if _, err := a.bucket.Get(t.Context(), media.PhotoKey(p, 320)); err != nil {
				t.Errorf("a picture: %v", err)
			}
		}
	}
}

// What is acknowledged before a backup begins is in it, however busy the city is;
// and no picture is missing of what came while it was made.
func TestBackupsOfABusyCityAreWhole(t *testing.T) {
	w := settle(t, demo...)
	done := &acked{ids: map[string]bool{}}
	var work sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	for i := range 4 {
		p := w.persona([]string{"resident", "resident2"}[i%2])
		work.Go(func() { p.keepsReporting(ctx, uint8(i), done) })
	}
	var restored []config.Config
	var before []map[string]bool
	for range 3 {
		before = append(before, done.soFar())
		path, told := saved(t, w.config)
		if strings.Contains(told, "warning") {
			t.Error(told)
		}
		c := elsewhere(t, demo...)
		if err := Restore(t.Context(), c, path, io.Discard); err != nil {
			t.Fatal(err)
		}
		restored = append(restored, c)
	}
	stop()
	work.Wait()
	for i, c := range restored {
		holds(t, c, before[i])
	}
	if len(before[2]) <= len(before[0]) {
		t.Errorf("nothing was written meanwhile: %d, then %d", len(before[0]), len(before[2]))
	}
}

// idle makes a small city that nobody serves.
func idle(t *testing.T) config.Config {
	t.Helper()
	c := load(t, "JEMAA_DATA="+t.TempDir())
	if err := Command(t.Context(), c, Grant("a@example.org", "admin", ""), io.Discard); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestABackupIsNeverWrittenOver(t *testing.T) {
	c := idle(t)
	path, _ := saved(t, c)
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := Backup(t.Context(), c, path, io.Discard); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another one: %v", err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, first) {
		t.Errorf("it changed: %v", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := Backup(ended, c, filepath.Join(filepath.Dir(path), "other"), io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: %v", err)
	}
	if names, err := os.ReadDir(filepath.Dir(path)); err != nil || len(names) != 1 {
		t.Errorf("left behind: %v %v", names, err)
	}
	if staged, err := exists(filepath.Join(c.Data, stageName)); err != nil || staged {
		t.Errorf("a copy is left in the data folder: %v", err)
	}
	if err := Backup(t.Context(), load(t, "JEMAA_DATA="+t.TempDir()), filepath.Join(t.TempDir(), "b"), io.Discard); err == nil || !strings.Contains(err.Error(), "holds no city") {
		t.Errorf("of nothing: %v", err)
	}
}

func TestABackupTellsOfMissingPictures(t *testing.T) {
	w := settle(t, demo...)
	p := w.persona("resident")
	photo := w.id()
	p.do("PUT", "/api/v1/photos/"+photo, snapshot(3)).want(201)
	p.report(map[string]any{"photos": []string{photo}})
	key := media.PhotoKey(civic.ID(photo), 960)
	if err := w.bucket.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	path, told := saved(t, w.config)
	if !strings.Contains(told, "2 picture files") || !strings.Contains(told, "warning: 1 picture files") || !strings.Contains(told, key) {
		t.Errorf("%s", told)
	}
	if err := Restore(t.Context(), elsewhere(t, demo...), path, io.Discard); err != nil {
		t.Errorf("what is there can't be had: %v", err)
	}
}

// A fault in the middle is told where the command was given, and no file appears.
func TestAFaultInTheMiddleLeavesNoBackup(t *testing.T) {
	w := settle(t, demo...)
	photo := w.id()
	w.persona("resident").do("PUT", "/api/v1/photos/"+photo, snapshot(3)).want(201)
	files, err := filepath.Glob(w.folder.in("photos/*/photos~*~1920.jpg"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	if err := errors.Join(os.Remove(files[0]), os.Mkdir(files[0], 0o700)); err != nil { // reading it fails
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := Backup(t.Context(), w.config, filepath.Join(dir, "b"), io.Discard); err == nil || !strings.Contains(err.Error(), "1920.jpg") {
		t.Errorf("%v", err)
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) > 0 {
		t.Errorf("left behind: %v %v", names, err)
	}
}

func TestOneBackupAtATime(t *testing.T) {
	w := settle(t, demo...)
	w.saving.Lock()
	err := Backup(t.Context(), w.config, filepath.Join(t.TempDir(), "b"), io.Discard)
	w.saving.Unlock()
	if err == nil || !strings.Contains(err.Error(), "another one is being made") {
		t.Errorf("%v", err)
	}
	saved(t, w.config)
}

// The city's own files travel with its documents.
func TestTheCitysOwnFilesAreInTheBackup(t *testing.T) {
	text, err := os.ReadFile("../city/profiles/casablanca.yaml")
	if err != nil {
		t.Fatal(err)
	}
	casablanca, err := city.Load("")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	profile, areas := filepath.Join(dir, "mine.yaml"), filepath.Join(dir, "mine.json")
	outlines := casablanca.GeoJSON(civic.French)
	if err := errors.Join(os.WriteFile(profile, text, 0o600), os.WriteFile(areas, outlines, 0o600)); err != nil {
		t.Fatal(err)
	}
	w := settle(t, append(demo, "JEMAA_CITY="+profile, "JEMAA_AREAS="+areas)...)
	path, _ := saved(t, w.config)
	to := elsewhere(t, demo...)
	var out bytes.Buffer
	if err := Restore(t.Context(), to, path, &out); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{profileMember: text, areasMember: outlines} {
		put := filepath.Join(to.Data, name)
		if got, err := os.ReadFile(put); err != nil || !bytes.Equal(got, want) || !strings.Contains(out.String(), citySettings[name]+"="+put) {
			t.Errorf("%s: %v: %s", name, err, out.String())
		}
	}
}

// Made-up later data is refused before anything is opened, by serve and by
// restore, and a backup may come before an upgrade.
func TestDataOfALaterVersion(t *testing.T) {
	c := idle(t)
	mark := filepath.Join(c.Data, versionMark)
	if b, err := os.ReadFile(mark); err != nil || string(b) != fmt.Sprintln(DataVersion()) {
		t.Fatalf("%q %v", b, err)
	}
	if err := os.WriteFile(mark, []byte("7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := os.ReadFile(filepath.Join(c.Data, "jemaa.db"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "b")
	_, serving := New(t.Context(), c, Options{})
	for what, err := range map[string]error{
		"serve": serving, "backup": Backup(t.Context(), c, path, io.Discard), "grant": Command(t.Context(), c, Grant("a@b.example", "admin", ""), io.Discard),
	} {
		if !errors.Is(err, upgrade.ErrNewer) || !strings.Contains(err.Error(), "version 7") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if now, err := os.ReadFile(filepath.Join(c.Data, "jemaa.db")); err != nil || !bytes.Equal(now, db) {
		t.Errorf("the documents were touched: %v", err)
	}
	// Data without a number is of before there was one: a backup leaves it so, and
	// a start brings it forward.
	if err := os.Remove(mark); err != nil {
		t.Fatal(err)
	}
	if _, told := saved(t, c); !strings.Contains(told, "data version 0") {
		t.Errorf("%s", told)
	}
	if again, err := exists(mark); again || err != nil {
		t.Errorf("a backup upgraded the data: %v", err)
	}
	if err := Command(t.Context(), c, Grant("a@b.example", "admin", ""), io.Discard); err != nil {
		t.Fatal(err)
	}
	if n, err := (&folder{c.Data}).version(); n != DataVersion() || err != nil {
		t.Errorf("after a start: %d %v", n, err)
	}
}
