package archive

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// Writer writes an archive from its beginning to its end, keeping little in
// memory. It is for one goroutine.
type Writer struct {
	zip    *zstd.Encoder
	tar    *tar.Writer
	at     time.Time
	sums   strings.Builder // of the group that is open
	open   int             // members in it
	groups int
	totals Totals
}

// NewWriter begins an archive with what it is about; Format is filled in. Without
// Close it stays cut short, and no reader takes it.
func NewWriter(w io.Writer, about About) (*Writer, error) {
	zip, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("archive: write: %w", err)
	}
	a := &Writer{zip: zip, tar: tar.NewWriter(zip), at: about.MadeAt}
	about.Format = Format
	b, err := note(about)
	if err != nil {
		return nil, fmt.Errorf("archive: write: %w", err)
	}
	if len(b) > maxNote {
		return nil, fmt.Errorf("archive: write: %d bytes about it", len(b))
	}
	return a, a.add(aboutName, int64(len(b)), bytes.NewReader(b))
}

// Add writes one member of exactly size bytes.
func (a *Writer) Add(name string, size int64, body io.Reader) error {
	if err := checkName(name); err != nil {
		return err
	}
	return a.add(name, size, body)
}

func (a *Writer) add(name string, size int64, body io.Reader) error {
	sum := sha256.New()
	n, err := a.write(name, size, io.TeeReader(body, sum))
	if err != nil {
		return fmt.Errorf("archive: write %s: %w", name, err)
	}
	if n != size {
		return fmt.Errorf("archive: write %s: %d of %d bytes: %w", name, n, size, io.ErrUnexpectedEOF)
	}
	a.sums.WriteString(sumLine(sum.Sum(nil), name))
	a.totals.Members++
	a.totals.Bytes += size
	if a.open++; a.open == groupSize {
		return a.closeGroup()
	}
	return nil
}

func (a *Writer) write(name string, size int64, body io.Reader) (int64, error) {
	if err := a.tar.WriteHeader(header(name, size, a.at)); err != nil {
		return 0, err
	}
	return io.Copy(a.tar, body)
}

func (a *Writer) closeGroup() error {
	if a.open == 0 {
		return nil
	}
	a.groups++
	list := a.sums.String()
	if _, err := a.write(sumsName(a.groups), int64(len(list)), strings.NewReader(list)); err != nil {
		return fmt.Errorf("archive: write sums: %w", err)
	}
	a.sums.Reset()
	a.open = 0
	return nil
}

// Close writes the last sums and the END. The writer below is the caller's to
// sync and to close.
func (a *Writer) Close() error {
	if err := a.closeGroup(); err != nil {
		return err
	}
	b, err := note(a.totals)
	if err == nil {
		_, err = a.write(endName, int64(len(b)), bytes.NewReader(b))
	}
	if err = errors.Join(err, a.tar.Close(), a.zip.Close()); err != nil {
		return fmt.Errorf("archive: close: %w", err)
	}
	return nil
}
