package archive

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Member is one file of an archive. Its bytes can be trusted only once Next has
// come to the end: their sums follow them.
type Member struct {
	Name string
	Size int64
	Body io.Reader // until the next Next
}

// Reader reads an archive and checks all of it. It is for one goroutine.
type Reader struct {
	About  About
	Totals Totals // whole once Next has returned io.EOF

	zip    *zstd.Decoder
	tar    *tar.Reader
	name   string // of the member being read, "" for none
	sum    hash.Hash
	sums   strings.Builder // as the bytes that came by have them
	open   int
	groups int
}

// NewReader reads what an archive is about. Errors wrap ErrDamaged (also for
// what is no archive at all) or ErrNewer. The caller must Close the Reader.
func NewReader(r io.Reader) (*Reader, error) {
	zip, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, damaged("open", err)
	}
	a := &Reader{zip: zip, tar: tar.NewReader(zip), sum: sha256.New()}
	if err := a.readAbout(); err != nil {
		zip.Close()
		return nil, err
	}
	return a, nil
}

func (a *Reader) readAbout() error {
	h, err := a.tar.Next()
	if err != nil {
		return damaged("open", err)
	}
	if h.Name != aboutName {
		return damaged("open", fmt.Errorf("it begins with %.80q", h.Name))
	}
	if err := a.readNote(h, &a.About); err != nil {
		return damaged("open", err)
	}
	if a.About.Format > Format {
		return fmt.Errorf("archive: open: form %d, this program knows %d: %w", a.About.Format, Format, ErrNewer)
	}
	a.begin(h)
	return nil
}

// readNote reads a small member of the archive's own.
func (a *Reader) readNote(h *tar.Header, into any) error {
	b, err := a.readSmall(h)
	if err != nil {
		return err
	}
	a.sum.Reset()
	a.sum.Write(b)
	return json.Unmarshal(b, into)
}

func (a *Reader) readSmall(h *tar.Header) ([]byte, error) {
	if h.Typeflag != tar.TypeReg || h.Size > maxNote {
		return nil, fmt.Errorf("%.80q: %d bytes, kind %q", h.Name, h.Size, h.Typeflag)
	}
	return io.ReadAll(io.LimitReader(a.tar, maxNote))
}

func (a *Reader) begin(h *tar.Header) {
	a.name = h.Name
	a.Totals.Members++
	a.Totals.Bytes += h.Size
}

// Next gives the next member, having read and summed what was left of the one
// before it. io.EOF says that all members came by with their right sums and that
// none is missing; any other error wraps ErrDamaged and names the first member
// that is not as it was written, where one can be named.
func (a *Reader) Next() (Member, error) {
	if err := a.finish(); err != nil {
		return Member{}, err
	}
	for {
		h, err := a.tar.Next()
		if err != nil {
			return Member{}, damaged("read", noEOF(err))
		}
		switch {
		case h.Name == endName:
			return Member{}, a.end(h)
		case strings.HasPrefix(h.Name, sumsDir):
			if err := a.compare(h); err != nil {
				return Member{}, err
			}
			continue
		}
		if err := checkName(h.Name); err != nil || h.Typeflag != tar.TypeReg {
			return Member{}, damaged("read", fmt.Errorf("member %.80q of kind %q", h.Name, h.Typeflag))
		}
		if a.open == groupSize {
			return Member{}, damaged("read", errors.New("a list of sums is missing"))
		}
		a.begin(h)
		a.sum.Reset()
		return Member{Name: h.Name, Size: h.Size, Body: io.TeeReader(a.tar, a.sum)}, nil
	}
}

// finish sums the rest of the member being read and writes down its line.
func (a *Reader) finish() error {
	if a.name == "" {
		return nil
	}
	if _, err := io.Copy(a.sum, a.tar); err != nil {
		return damaged("read "+a.name, noEOF(err))
	}
	a.sums.WriteString(sumLine(a.sum.Sum(nil), a.name))
	a.open++
	a.name = ""
	return nil
}

// compare holds a list of sums against the bytes that came by.
func (a *Reader) compare(h *tar.Header) error {
	a.groups++
	if h.Name != sumsName(a.groups) {
		return damaged("read", fmt.Errorf("%.80q where %s belongs", h.Name, sumsName(a.groups)))
	}
	written, err := a.readSmall(h)
	if err != nil {
		return damaged("read "+h.Name, noEOF(err))
	}
	seen := a.sums.String()
	a.sums.Reset()
	a.open = 0
	if string(written) == seen {
		return nil
	}
	lines := bytes.Split(written, []byte("\n"))
	for i, line := range strings.Split(seen, "\n") {
		if i >= len(lines) || string(lines[i]) != line {
			_, name, _ := strings.Cut(line, "  ")
			return damaged("read "+h.Name, fmt.Errorf("%q is not as it was written", name))
		}
	}
	return damaged("read "+h.Name, errors.New("it names members that are not there"))
}

// end checks that everything came by, and that nothing follows.
func (a *Reader) end(h *tar.Header) error {
	var t Totals
	if err := a.readNote(h, &t); err != nil {
		return damaged("end", noEOF(err))
	}
	if a.open != 0 || t != a.Totals {
		return damaged("end", fmt.Errorf("%d members of %d bytes came by, not %d of %d", a.Totals.Members, a.Totals.Bytes, t.Members, t.Bytes))
	}
	if _, err := a.tar.Next(); !errors.Is(err, io.EOF) {
		return damaged("end", errors.New("something follows the end"))
	}
	if _, err := io.Copy(io.Discard, a.zip); err != nil {
		return damaged("end", err)
	}
	return io.EOF
}

// Close lets go of the decoder; the reader below is the caller's.
func (a *Reader) Close() { a.zip.Close() }

// Check reads an archive to its end and tells what it is: nil means that every
// byte of it is as it was written.
func Check(r io.Reader) (About, Totals, error) {
	a, err := NewReader(r)
	if err != nil {
		return About{}, Totals{}, err
	}
	defer a.Close()
	for {
		if _, err := a.Next(); errors.Is(err, io.EOF) {
			return a.About, a.Totals, nil
		} else if err != nil {
			return a.About, a.Totals, err
		}
	}
}

func damaged(where string, cause error) error {
	return fmt.Errorf("archive: %s: %w: %w", where, ErrDamaged, cause)
}

// noEOF keeps an end in the wrong place from looking like the right one.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
