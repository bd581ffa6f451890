package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"jemaa/backend/archive"
	"jemaa/backend/config"
)

// Backup writes the configured city into one new file, from the server that runs
// on the data folder or from the folder itself, and reads all of it back. The
// file appears under its name only when it is whole; an existing one is refused.
func Backup(ctx context.Context, c config.Config, path string, out io.Writer) error {
	began := time.Now()
	var got contents
	err := appear(path, func(f *os.File) error {
		if err := save(ctx, c, f); err != nil {
			return err
		}
		if err := f.Sync(); err != nil {
			return err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		var err error
		got, err = examine(&patientReader{ctx, f})
		return err
	})
	if err != nil {
		return err
	}
	if err := noteBackup(ctx, c, began); err != nil {
		fmt.Fprintln(out, "the backup stands, but the metrics will not know of it:", err)
	}
	return got.tell(out, path, fmt.Sprintf("made and read back in %.1f s", time.Since(began).Seconds()))
}

// CheckBackup reads a backup to its end and tells what it holds.
func CheckBackup(ctx context.Context, path string, out io.Writer) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	defer f.Close()
	got, err := examine(&patientReader{ctx, f})
	if err != nil {
		return fmt.Errorf("app: %s: %w", path, err)
	}
	return got.tell(out, path, "every byte is as it was written")
}

// contents are what a backup holds, told by reading it.
type contents struct {
	archive.About
	totals  archive.Totals
	objects int      // of the bucket
	missing []string // keys that were not in the bucket
}

// examine reads a backup to its end.
func examine(r io.Reader) (contents, error) {
	a, err := archive.NewReader(r)
	if err != nil {
		return contents{}, err
	}
	defer a.Close()
	c := contents{About: a.About}
	for {
		m, err := a.Next()
		if errors.Is(err, io.EOF) {
			c.totals = a.Totals
			return c, nil
		}
		if err != nil {
			return c, err
		}
		switch {
		case m.Name == missingMember:
			b, err := io.ReadAll(io.LimitReader(m.Body, 1<<20))
			if err != nil {
				return c, err
			}
			c.missing = strings.Fields(string(b))
		case strings.HasPrefix(m.Name, bucketDir):
			c.objects++
		}
	}
}

func (c contents) tell(out io.Writer, path, how string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	documents := int64(0)
	for _, n := range c.Documents {
		documents += n
	}
	fmt.Fprintf(out, "%s: a %s city of %s, data version %d, by jemaa %s\n", path, c.Kind, c.MadeAt.Format(time.RFC3339), c.Data, c.Program)
	fmt.Fprintf(out, "  %d documents (%d reports), %d picture files; %.1f MB, %.1f MB unpacked\n",
		documents, c.Documents["report"], c.objects, float64(info.Size())/1e6, float64(c.totals.Bytes)/1e6)
	if n := len(c.missing); n > 0 {
		some := strings.Join(c.missing[:min(n, 3)], ", ")
		fmt.Fprintf(out, "  warning: %d picture files that documents name were in no bucket: %s\n", n, some)
	}
	_, err = fmt.Fprintln(out, " ", how)
	return err
}

// save writes the archive, from the running server when there is one.
func save(ctx context.Context, c config.Config, w io.Writer) error {
	if client := reach(ctx, c); client != nil {
		return fetch(ctx, client, w)
	}
	a, err := offline(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(a.SaveTo(ctx, w), a.Close())
}

const failureTrailer = "Jemaa-Failure"

// fetch copies the archive that the running server makes.
func fetch(ctx context.Context, client *http.Client, w io.Writer) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://jemaa/backup", nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("app: the running server did not answer: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusNotFound {
		return errors.New("app: the running server is of an older version, which makes no backups: restart it")
	}
	if _, err := io.Copy(w, res.Body); err != nil {
		return fmt.Errorf("app: the running server stopped in the middle: %w", err)
	}
	if failed := res.Trailer.Get(failureTrailer); failed != "" {
		return errors.New(failed)
	}
	return nil
}

// backup streams one to the command line; a failure comes behind it, and such an
// archive has no end.
func (c *control) backup(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/zstd")
	w.Header().Set("Trailer", failureTrailer)
	if err := c.app.SaveTo(r.Context(), &hurried{w, http.NewResponseController(w)}); err != nil {
		c.app.log.Error("backup", "error", err)
		w.Header().Set(failureTrailer, strings.Join(strings.Fields(err.Error()), " "))
	}
}

// hurried gives whoever reads a minute for each piece, so that one who stands
// still does not hold the copy, and every later backup, for ever.
type hurried struct {
	w http.ResponseWriter
	c *http.ResponseController
}

// Write implements io.Writer.
func (h *hurried) Write(p []byte) (int, error) {
	if err := h.c.SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
		return 0, err
	}
	return h.w.Write(p)
}

// noteBackup writes down when the last backup was made, for the metrics.
func noteBackup(ctx context.Context, c config.Config, at time.Time) error {
	reached, err := ask(ctx, c, Order{Do: "backed_up", At: at.UTC()}, io.Discard)
	if reached || err != nil {
		return err
	}
	return (&folder{c.Data}).noteBackup(at)
}

func (f *folder) noteBackup(at time.Time) error {
	return f.write(backupMark, []byte(at.UTC().Format(time.RFC3339)+"\n"))
}

// lastBackup is when the last one was made; the zero time for never.
func (f *folder) lastBackup() (time.Time, error) {
	b, err := os.ReadFile(f.in(backupMark))
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, strings.TrimSpace(string(b)))
}

// appear lets a file be written beside its place and moves it there, whole and
// forced to the disk, unless something has that name.
func appear(path string, write func(*os.File) error) error {
	if taken, err := exists(path); err != nil {
		return fmt.Errorf("app: %w", err)
	} else if taken {
		return errTaken(path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*.part") // 0600
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	defer os.Remove(f.Name())
	err = write(f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := name(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func errTaken(path string) error {
	return fmt.Errorf("app: %s: %w, and backups are never written over", path, fs.ErrExist)
}

// name gives a finished file its name. A link never replaces what is there; a
// file system without links gets a rename.
func name(temp, path string) error {
	err := os.Link(temp, path)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return errTaken(path)
	case errors.Is(err, syscall.EPERM), errors.Is(err, errors.ErrUnsupported):
		err = os.Rename(temp, path)
	}
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	return nil
}
