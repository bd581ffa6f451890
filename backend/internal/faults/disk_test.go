package faults

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestDiskFull fills the disk under a city that is being written to, and makes
// room again.
func TestDiskFull(t *testing.T) {
	times := inFull(5, 1)
	f := breaking(t, "4 disk full", fmt.Sprintf("a file system of 64 MB filled to the last byte under writers, %d times", times),
		"503 with Retry-After, reads go on, nothing is half written; all is well when there is room")
	if !inside(t, f) {
		return
	}
	disk := t.TempDir()
	err := errors.Join(
		syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""),
		syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=64m"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	p := prepare(t)
	p.folder = filepath.Join(disk, "city")
	p.env = append(p.env, "JEMAA_DATA="+p.folder)
	p.start()
	d := &full{p: p, disk: disk, author: p.signIn("resident"), category: p.servedBy("official")}
	for round := range times {
		d.round(round)
	}
	d.wholeAfter()
	f.measured("%d reports acknowledged, all there and found; %d refused, each gone or whole, all taken when sent again; well %.1f s after there was room (SQLite)",
		len(d.kept), d.refused, d.slowest.Seconds())
}

// full is a city on a disk that gets full.
type full struct {
	p        *program
	disk     string
	author   *person
	category string
	kept     []string // acknowledged reports
	photos   []string // acknowledged photos
	refused  int
	slowest  time.Duration
}

func (d *full) send(id string) error {
	return d.author.do(d.p.t.Context(), http.MethodPut, "/reports/"+id, report(d.category, id), nil)
}

func (d *full) round(round int) {
	t := d.p.t
	filler := filepath.Join(d.disk, "filler")
	for n := range 50 {
		id := newID(round, 3, n)
		if err := d.send(id); err != nil {
			t.Fatal(err)
		}
		d.kept = append(d.kept, id)
	}
	slack := int64(100+rand.IntN(300)) << 10 // what is written last then breaks off in the middle
	if err := fill(filler, slack); err != nil {
		t.Fatal(err)
	}
	var refused []string
	for n := 0; len(refused) < 20 && n < 20_000; n++ {
		id := newID(round, 4, n)
		switch err := d.send(id); {
		case err == nil:
			d.kept = append(d.kept, id)
			continue
		default:
			if fault := toldToComeBack(err, 0); fault != nil {
				t.Fatalf("on a full disk: %v", fault)
			}
			refused = append(refused, id)
		}
	}
	if len(refused) == 0 {
		t.Fatal("the disk was never full")
	}
	d.refused += len(refused)
	d.readsGoOn(refused, round)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for _, id := range refused {
		d.p.eventually("there is room", func() error { return d.send(id) })
		d.kept = append(d.kept, id)
	}
	d.slowest = max(d.slowest, time.Since(began))
	d.p.eventually("photos are taken", func() error { return d.photo(round, 1) })
}

func (d *full) photo(round, n int) error {
	id := newID(6, round, n)
	err := d.author.do(d.p.t.Context(), http.MethodPut, "/photos/"+id, picture(byte(round)), nil)
	if err == nil {
		d.photos = append(d.photos, id)
	}
	return err
}

// readsGoOn checks, while the disk is full, that what is acknowledged is read and
// that what was refused is not there by half.
func (d *full) readsGoOn(refused []string, round int) {
	t := d.p.t
	if err := d.author.do(t.Context(), http.MethodGet, "/reports", nil, nil); err != nil {
		t.Errorf("lists on a full disk: %v", err)
	}
	for _, id := range d.kept[max(0, len(d.kept)-50):] {
		if err := d.author.do(t.Context(), http.MethodGet, "/reports/"+id, nil, nil); err != nil {
			t.Errorf("acknowledged, and gone: %v", err)
		}
	}
	for _, id := range refused {
		var v view
		switch err := d.author.do(t.Context(), http.MethodGet, "/reports/"+id, nil, &v); {
		case statusOf(err) == http.StatusNotFound:
		case err != nil || v.Title != "Rapport "+id || len(v.Updates) != 1:
			t.Errorf("half written: %s: %v %+v", id, err, v)
		}
	}
	if err := d.photo(round, 0); err != nil && statusOf(err) != http.StatusServiceUnavailable {
		t.Errorf("a photo on a full disk: %v", err)
	}
}

// fill takes all the room there is, but for a little slack.
func fill(path string, slack int64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 4096} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			return err
		}
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return f.Truncate(info.Size() - slack)
}

// wholeAfter looks at everything once more: as people see it, and, after the end,
// as SQLite does.
func (d *full) wholeAfter() {
	t := d.p.t
	d.p.eventually("search catches up", func() error {
		var found struct {
			Total int `json:"total"`
		}
		if err := d.author.do(t.Context(), http.MethodGet, "/search?limit=1", nil, &found); err != nil {
			return err
		}
		if found.Total != len(d.kept) {
			return fmt.Errorf("search finds %d of %d", found.Total, len(d.kept))
		}
		return nil
	})
	if _, err := d.p.terminate(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	db, err := sql.Open("sqlite", filepath.Join(d.p.folder, "jemaa.db"))
	if err != nil {
		t.Fatal(err)
	}
	var verdict string
	if err := errors.Join(db.QueryRow("pragma integrity_check").Scan(&verdict), db.Close()); err != nil || verdict != "ok" {
		t.Errorf("the file: %s %v", verdict, err)
	}
	d.p.start()
	mine := map[string]int{}
	if err := pages(t.Context(), d.author, "/reports?author=me", func(r named) { mine[r.ID]++ }); err != nil {
		t.Fatal(err)
	}
	for _, id := range d.kept {
		if mine[id] != 1 {
			t.Errorf("%s is there %d times", id, mine[id])
		}
	}
	if len(mine) != len(d.kept) {
		t.Errorf("%d reports for %d", len(mine), len(d.kept))
	}
	for _, id := range d.photos {
		if status, _, err := fetchAs(d.author, "/media/"+id+"/320.jpg"); err != nil || status != http.StatusOK {
			t.Errorf("an acknowledged photo: %d %v", status, err)
		}
	}
}
