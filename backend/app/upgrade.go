package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"jemaa/backend/upgrade"
)

// DataVersion is the version of the data that this program keeps: how many steps
// lead to it.
func DataVersion() int { return len((&App{}).upgrades()) }

// upgrades are the steps that bring kept data to the shape of this program; the
// first leads from data without a number to version 1. Steps are only ever added
// at the end: a released one never changes.
func (a *App) upgrades() []upgrade.Step {
	return []upgrade.Step{
		// What was kept before there was a number is as version 1 keeps it.
		{What: "number the data", Do: nothing},
		// Each collection is carried over when its room opens it, and that resumes by
		// itself; the number keeps out older programs, which would write no columns.
		{What: "keep indexed fields in columns, on SQLite", Do: nothing},
	}
}

func nothing(context.Context, string, func(string) error) error { return nil }

// openData brings the data forward, before any room looks at it.
func (a *App) openData(ctx context.Context) error {
	d, err := upgrade.Open(ctx, a.engine, a.clock)
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	from, err := d.Forward(ctx, a.upgrades(), func(to int, what string) {
		a.log.Info("upgrading the data", "to", to, "step", what)
	})
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	a.log.Debug("data", "version", DataVersion(), "was", from)
	return a.folder.markVersion(DataVersion())
}

// The folder says the version too, so that an older program turns away before it
// opens anything, and so that people can read it.
const versionMark = "VERSION"

// version is what the folder says; 0 when it says nothing.
func (f *folder) version() (int, error) {
	b, err := os.ReadFile(f.in(versionMark))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("app: data folder: %w", err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || n < 0 {
		return 0, fmt.Errorf("app: data folder: %s holds %.40q, which is no version", f.in(versionMark), b)
	}
	return n, nil
}

// readable refuses a folder that a later program has kept.
func (f *folder) readable(known int) error {
	n, err := f.version()
	if err != nil {
		return err
	}
	if n > known {
		return fmt.Errorf("app: data folder %s is of version %d, and jemaa %s knows %d: %w", f.path, n, Version(), known, upgrade.ErrNewer)
	}
	return nil
}

func (f *folder) markVersion(n int) error {
	if now, err := f.version(); err == nil && now == n {
		return nil
	}
	return f.write(versionMark, []byte(strconv.Itoa(n)+"\n"))
}

// write replaces a small file of the folder, whole or not at all.
func (f *folder) write(name string, body []byte) error {
	temp, err := os.CreateTemp(f.path, "."+name+"-")
	if err != nil {
		return fmt.Errorf("app: data folder: %w", err)
	}
	_, err = temp.Write(body)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), f.in(name))
	}
	if err != nil {
		_ = os.Remove(temp.Name())
		return fmt.Errorf("app: data folder: %w", err)
	}
	return syncFolder(f.path)
}

// syncFolder forces the names in a folder to the disk.
func syncFolder(path string) error {
	d, err := os.Open(filepath.Clean(path))
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("app: %s: %w", path, err)
	}
	return nil
}
