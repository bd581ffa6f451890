package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"jemaa/backend/archive"
	"jemaa/backend/config"
	"jemaa/backend/media"
	"jemaa/backend/store/sqlite"
	"jemaa/backend/upgrade"
)

const (
	restoringMark = "RESTORING"
	reindexMark   = "REINDEX"
	restoringText = "A restore is under way here, or was broken off. Run `jemaa restore` again, or remove the folder.\n"
	dbPart        = "jemaa.db.part"
	putters       = 8 // photos put at once, so that they share the disk's syncs
)

// Restore brings a backup back into an empty data folder (and, when one is
// configured, the bucket). All of the file is checked before anything is
// written. A restore that is broken off leaves a folder that nothing serves and
// that another restore takes over; one that fails leaves an empty one.
func Restore(ctx context.Context, c config.Config, path string, out io.Writer) error {
	began := time.Now()
	if c.Mongo.URI != "" {
		return fmt.Errorf("app: restore: %w", errElsewhere)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("app: restore: %w", err)
	}
	defer f.Close()
	got, err := examine(&patientReader{ctx, f})
	if err != nil {
		return fmt.Errorf("app: restore: %w", err)
	}
	if got.Data > DataVersion() {
		return fmt.Errorf("app: restore: data version %d, and jemaa %s knows %d: %w", got.Data, Version(), DataVersion(), upgrade.ErrNewer)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("app: restore: %w", err)
	}
	folder, err := emptyFolder(c.Data)
	if err != nil {
		return err
	}
	r := &restoring{App: &App{config: c, folder: folder, clock: time.Now, log: logger(c.LogLevel), using: map[string]string{}}}
	if err := r.run(ctx, f); err != nil {
		return errors.Join(fmt.Errorf("app: restore: %w", err), folder.clear())
	}
	return r.tell(out, got, path, time.Since(began))
}

// emptyFolder makes the data folder and marks it; one that holds anything is
// refused, save a restore that was broken off.
func emptyFolder(path string) (*folder, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("app: restore: %w", err)
	}
	if err := os.MkdirAll(abs, 0o700); err != nil {
		return nil, fmt.Errorf("app: restore: %w", err)
	}
	f := &folder{abs}
	half, err := exists(f.in(restoringMark))
	if err != nil {
		return nil, fmt.Errorf("app: restore: %w", err)
	}
	if half {
		if err := f.clear(); err != nil {
			return nil, fmt.Errorf("app: restore: %w", err)
		}
	}
	names, err := f.names()
	if err != nil {
		return nil, fmt.Errorf("app: restore: %w", err)
	}
	if len(names) > 0 {
		return nil, fmt.Errorf("app: restore: data folder %s is not empty (it holds %s): name an empty or a new one in JEMAA_DATA", abs, names[0])
	}
	return f, f.write(restoringMark, []byte(restoringText))
}

// names lists what a folder holds; what a file system keeps for itself is nothing.
func (f *folder) names() ([]string, error) {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		if e.Name() != "lost+found" {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// clear empties a folder that a restore has marked; the mark goes last.
func (f *folder) clear() error {
	names, err := f.names()
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == restoringMark })
	for _, name := range append(names, restoringMark) {
		if err := os.RemoveAll(f.in(name)); err != nil {
			return err
		}
	}
	return syncFolder(f.path)
}

func (f *folder) unmark(name string) error {
	err := os.Remove(f.in(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// citySettings are the settings that name the city's own files.
var citySettings = map[string]string{profileMember: "JEMAA_CITY", areasMember: "JEMAA_AREAS"}

// restoring is a restore under way; its App has a folder and a bucket, no more.
type restoring struct {
	*App
	marks map[string][]byte
	own   []string // where the city's own files were put, as settings
}

func (r *restoring) run(ctx context.Context, file io.Reader) error {
	if err := r.openBucket(ctx); err != nil {
		return err
	}
	about, err := r.unpack(ctx, file)
	if err := errors.Join(err, r.Close()); err != nil {
		return err
	}
	counts, err := sqlite.Check(ctx, r.folder.in(dbPart))
	if err != nil {
		return err
	}
	if !maps.Equal(counts, about.Documents) {
		return fmt.Errorf("the documents are not those that the backup tells of: %v, not %v", counts, about.Documents)
	}
	return r.settle()
}

// unpack puts every member in its place, checking all sums once more.
func (r *restoring) unpack(ctx context.Context, file io.Reader) (archive.About, error) {
	puts, ctx := errgroup.WithContext(ctx) // ends when a Put fails, and the reading with it
	puts.SetLimit(putters)
	a, err := archive.NewReader(&patientReader{ctx, file})
	if err != nil {
		return archive.About{}, err
	}
	defer a.Close()
	r.marks = map[string][]byte{}
	for {
		m, err := a.Next()
		if errors.Is(err, io.EOF) {
			return a.About, puts.Wait()
		}
		if err == nil {
			err = r.place(ctx, m, puts)
		}
		if err != nil {
			return a.About, errors.Join(err, puts.Wait())
		}
	}
}

func (r *restoring) place(ctx context.Context, m archive.Member, puts *errgroup.Group) error {
	key, object := strings.CutPrefix(m.Name, bucketDir)
	mark, marked := strings.CutPrefix(m.Name, marksDir)
	switch {
	case m.Name == dbMember:
		return writeNew(r.folder.in(dbPart), m.Body)
	case citySettings[m.Name] != "":
		path := r.folder.in(m.Name)
		r.own = append(r.own, citySettings[m.Name]+"="+path)
		return writeNew(path, m.Body)
	case m.Name == missingMember:
		return nil
	case marked && slices.Contains(keptMarks, mark):
		b, err := small(m, maxMark)
		r.marks[mark] = b
		return err
	case object:
		b, err := small(m, media.MaxObject)
		if err != nil {
			return err
		}
		puts.Go(func() error { return r.bucket.Put(ctx, key, b) })
		return nil
	}
	return fmt.Errorf("a member that this program does not know: %q", m.Name)
}

func small(m archive.Member, most int64) ([]byte, error) {
	if m.Size > most {
		return nil, fmt.Errorf("%s: %d bytes", m.Name, m.Size)
	}
	return io.ReadAll(m.Body)
}

// writeNew writes a file that is not there yet, and forces it to the disk.
func writeNew(path string, body io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, body)
	return errors.Join(err, f.Sync(), f.Close())
}

// settle gives everything its name, and takes the mark of a restore away last.
func (r *restoring) settle() error {
	for name, body := range r.marks {
		if err := r.folder.write(name, body); err != nil {
			return err
		}
	}
	for _, mark := range []string{reindexMark, replayMark} {
		if err := r.folder.write(mark, nil); err != nil {
			return err
		}
	}
	if err := os.Rename(r.folder.in(dbPart), r.folder.in("jemaa.db")); err != nil {
		return err
	}
	if err := syncFolder(r.folder.path); err != nil {
		return err
	}
	if err := r.folder.unmark(restoringMark); err != nil {
		return err
	}
	return syncFolder(r.folder.path)
}

func (r *restoring) tell(out io.Writer, got contents, path string, took time.Duration) error {
	if err := got.tell(out, path, "every byte is as it was written"); err != nil {
		return err
	}
	fmt.Fprintf(out, "restored into %s in %.1f s; the next start fills the search index\n", r.folder.path, took.Seconds())
	if r.config.Erasures != "" {
		fmt.Fprintf(out, "the next start forgets again whom %s names\n", r.config.Erasures)
	} else {
		fmt.Fprintf(out, "whoever asked to be forgotten since this backup is back: put the file ERASURES of the folder that was lost into %s, or name it in JEMAA_ERASURES, before the first start\n", r.folder.path)
	}
	if len(r.own) > 0 {
		fmt.Fprintf(out, "the city's own files are there too: %s\n", strings.Join(r.own, " "))
	}
	return nil
}
