package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// folder is the data folder: everything that is kept on this machine.
//
//	jemaa.db    documents (SQLite)
//	photos/     photos
//	search/     search index: can be thrown away
//	jemaa.sock  where commands reach the running server
//	VERSION     of the data's shape; a later one than the program's is refused
//	DEMO        says that all of it is invented
//	RESTORING   a restore was broken off here: nothing is served
//	ERASURES    who was forgotten, as keyed hashes; see ledger.go
//	REPLAY      whom it names is to be forgotten again at the next start
//	REINDEX     search is to be filled anew at the next start
//	BACKUP      when the last backup was made
//	backup.part the copy of the documents while one is made
type folder struct{ path string }

const demoMark = "DEMO"

const demoText = "Everything in this folder is a demonstration: invented people, reports and answers.\n" +
	"It stays one for ever, so that nothing invented is ever served as real.\n"

// openFolder makes the folder, for its owner alone. A demonstration marks a new
// folder for ever; a marked folder serves nothing else, and a folder that holds
// a real city is never turned into a demonstration.
func openFolder(path string, demo bool) (*folder, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("app: data folder: %w", err)
	}
	if err := os.MkdirAll(abs, 0o700); err != nil {
		return nil, fmt.Errorf("app: data folder: %w", err)
	}
	f := &folder{abs}
	if err := f.usable(); err != nil {
		return nil, err
	}
	marked, err := exists(f.in(demoMark))
	if err != nil {
		return nil, fmt.Errorf("app: data folder: %w", err)
	}
	used, err := exists(f.in("jemaa.db"))
	if err != nil {
		return nil, fmt.Errorf("app: data folder: %w", err)
	}
	switch {
	case marked && !demo:
		return nil, fmt.Errorf("app: data folder %s holds a demonstration (file DEMO): set JEMAA_DEMO=true, or use another folder in JEMAA_DATA", abs)
	case demo && !marked && used:
		return nil, fmt.Errorf("app: data folder %s holds a real city: a demonstration needs a folder of its own in JEMAA_DATA", abs)
	case demo && !marked:
		if err := os.WriteFile(f.in(demoMark), []byte(demoText), 0o600); err != nil {
			return nil, fmt.Errorf("app: data folder: %w", err)
		}
	}
	return f, nil
}

// usable refuses a folder that is half restored, or kept by a later program.
func (f *folder) usable() error {
	half, err := exists(f.in(restoringMark))
	if err != nil {
		return fmt.Errorf("app: data folder: %w", err)
	}
	if half {
		return fmt.Errorf("app: data folder %s is half restored (file %s): run `jemaa restore` again", f.path, restoringMark)
	}
	return f.readable(DataVersion())
}

func (f *folder) in(name string) string { return filepath.Join(f.path, name) }

func exists(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
