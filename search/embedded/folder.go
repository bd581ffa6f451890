package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	bolt "go.etcd.io/bbolt/errors"

	"jemaa/search"
)

// What stands in the folder: LOCK, held while the index is open; CURRENT, the name of the
// live generation; generation-FORMAT-N; and broken, the last one that could not be read.
// FORMAT goes up when the fields of a document do not mean the same any more: an index of
// another one is not read, and so is filled anew.
const (
	nameLock    = "LOCK"
	nameCurrent = "CURRENT"
	nameBroken  = "broken"
	prefixName  = "generation-"
	prefixOurs  = prefixName + "2-"
)

// folder keeps the generations of one index; without a path they are in memory.
type folder struct {
	path string
	lock *bbolt.DB // an empty database, for its lock works on every system
	last int       // the number of the last generation made
}

// open locks the folder and returns its live generation, a new one if there is none to read.
func (f *folder) open() (*generation, error) {
	if f.path == "" {
		return f.create()
	}
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	if err := f.acquire(); err != nil {
		return nil, err
	}
	g, err := f.openCurrent()
	if err != nil {
		f.release()
		return nil, err
	}
	return g, nil
}

func (f *folder) openCurrent() (*generation, error) {
	current, err := f.read()
	if err != nil {
		return nil, err
	}
	if err := f.clean(current); err != nil {
		return nil, fmt.Errorf("clean folder: %w", err)
	}
	if current != "" {
		g, err := openGeneration(filepath.Join(f.path, current))
		if err == nil || !errors.Is(err, errBroken) {
			return g, err
		}
		if err := f.moveAside(current); err != nil {
			return nil, fmt.Errorf("move broken index aside: %w", err)
		}
	}
	g, err := f.create()
	if err != nil {
		return nil, err
	}
	if err := f.point(g); err != nil {
		_ = g.close()
		return nil, err
	}
	return g, nil
}

func (f *folder) acquire() error {
	open := func() (err error) {
		f.lock, err = bbolt.Open(filepath.Join(f.path, nameLock), 0o600, &bbolt.Options{Timeout: time.Second})
		return err
	}
	err := open()
	if err != nil && !errors.Is(err, bolt.ErrTimeout) && !errors.Is(err, fs.ErrPermission) {
		// Killed while it was being made: it holds nothing, so make it again.
		if err = os.Remove(filepath.Join(f.path, nameLock)); err == nil {
			err = open()
		}
	}
	if errors.Is(err, bolt.ErrTimeout) {
		return fmt.Errorf("%w: another process has %s open", search.ErrUnavailable, f.path)
	}
	if err != nil {
		return fmt.Errorf("lock folder: %w", err)
	}
	return nil
}

func (f *folder) release() {
	if f.lock != nil {
		_ = f.lock.Close()
	}
}

// create makes an empty generation.
func (f *folder) create() (*generation, error) {
	if f.path == "" {
		return newGeneration("")
	}
	f.last++
	return newGeneration(filepath.Join(f.path, prefixOurs+strconv.Itoa(f.last)))
}

// read returns the name of the live generation, or "" when none was finished.
func (f *folder) read() (string, error) {
	text, err := os.ReadFile(filepath.Join(f.path, nameCurrent))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read %s: %w", nameCurrent, err)
	}
	name := strings.TrimSpace(string(text))
	n, err := strconv.Atoi(strings.TrimPrefix(name, prefixOurs))
	if err != nil || name != prefixOurs+strconv.Itoa(n) {
		return "", nil // not ours: as if it were not there
	}
	return name, nil
}

// point makes a generation the one that the next open finds, at once or not at all.
func (f *folder) point(g *generation) error {
	if f.path == "" {
		return nil
	}
	tmp, err := os.CreateTemp(f.path, nameCurrent+".*")
	if err != nil {
		return fmt.Errorf("point to new index: %w", err)
	}
	_, err = tmp.WriteString(filepath.Base(g.path) + "\n")
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(f.path, nameCurrent))
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return fmt.Errorf("point to new index: %w", err)
	}
	return syncFolder(f.path)
}

// syncFolder puts a rename on disk.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}

// clean takes away what an interrupted rebuild left, and learns the last number.
func (f *folder) clean(current string) error {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if n, err := strconv.Atoi(strings.TrimPrefix(name, prefixOurs)); err == nil {
			f.last = max(f.last, n)
		}
		left := strings.HasPrefix(name, prefixName) && name != current || strings.HasPrefix(name, nameCurrent+".")
		if !left {
			continue
		}
		if err := os.RemoveAll(filepath.Join(f.path, name)); err != nil {
			return err
		}
	}
	return nil
}

// moveAside keeps the last broken index for whoever wants to know why.
func (f *folder) moveAside(name string) error {
	aside := filepath.Join(f.path, nameBroken)
	if err := os.RemoveAll(aside); err != nil {
		return err
	}
	err := os.Rename(filepath.Join(f.path, name), aside)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
