package sqlite

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// What Scrub does at once, and how often it asks for the log to be folded.
const (
	scrubStretch = 64 // pages written in one transaction
	foldTries    = 20
	foldRest     = 100 * time.Millisecond
)

// Scrub overwrites what deleted documents left behind in pages that are still in use.
// secure_delete overwrites a document where it lay; but when SQLite fills a page anew
// to balance its tree, bytes of what lay there before stay in the gap between the page's
// index and its content, which nothing reads. It reads the whole file, and writes the few
// pages that need it; reads and writes go on meanwhile. Words of what is written while
// it runs may need the next one.
func (e *Engine) Scrub(ctx context.Context) error {
	if err := e.scrub(ctx); err != nil {
		return fmt.Errorf("sqlite: scrub: %w", err)
	}
	return nil
}

func (e *Engine) scrub(ctx context.Context) error {
	if err := e.folded(ctx); err != nil { // so that the file holds all there is
		return err
	}
	dirty, err := e.dirtyPages(ctx)
	if err != nil || len(dirty) == 0 {
		return err
	}
	for len(dirty) > 0 {
		some := dirty[:min(scrubStretch, len(dirty))]
		if err := e.submit(ctx, func(x *tx) error { return x.scrub(some) }); err != nil {
			return err
		}
		dirty = dirty[len(some):]
	}
	return e.folded(ctx)
}

// folded folds the log, waiting for readers that are in the way.
func (e *Engine) folded(ctx context.Context) error {
	for range foldTries {
		if e.fold() {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(foldRest):
		}
	}
	return errors.New("readers kept the log from being folded")
}

// dirtyPages reads the file from its beginning and gives the numbers of those pages
// that hold something where nothing is.
func (e *Engine) dirtyPages(ctx context.Context) ([]int64, error) {
	f, err := os.Open(e.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size, err := pageSize(f)
	if err != nil {
		return nil, err
	}
	var dirty []int64
	pages := make([]byte, 512*size)
	for number := int64(1); ; {
		n, err := io.ReadFull(f, pages)
		for at := 0; at+size <= n; at += size {
			if clean(pages[at:at+size], number) {
				dirty = append(dirty, number)
			}
			number++
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return dirty, nil
		}
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return nil, err
		}
	}
}

// scrub overwrites what is nothing in some pages, as they are now.
func (x *tx) scrub(pages []int64) error {
	for _, number := range pages {
		var page []byte
		if err := x.value(&page, "select data from sqlite_dbpage where pgno = ?", number); err != nil {
			return err
		}
		if !clean(page, number) {
			continue
		}
		if _, err := x.exec("update sqlite_dbpage set data = ? where pgno = ?", page, number); err != nil {
			return err
		}
	}
	return nil
}

// The layout of a file (https://www.sqlite.org/fileformat.html, 1.3, 1.6).
const (
	fileHeader   = 100        // bytes before the first page's own
	sizeAt       = 16         // of the page size, two bytes
	vacuumAt     = 52         // not zero in a file that vacuums itself, which has pages of another kind
	maxScrubbed  = 0x02000000 // pages: above, a page of overflow could begin like one of a tree
	leafHeader   = 8
	branchHeader = 12
)

func pageSize(f *os.File) (int, error) {
	head := make([]byte, fileHeader)
	if _, err := f.ReadAt(head, 0); err != nil {
		return 0, err
	}
	size := int(binary.BigEndian.Uint16(head[sizeAt:]))
	if size == 1 {
		size = 1 << 16
	}
	if size < 512 || binary.BigEndian.Uint32(head[vacuumAt:]) != 0 {
		return 0, fmt.Errorf("a file of another make: pages of %d bytes", size)
	}
	info, err := f.Stat()
	if err == nil && info.Size()/int64(size) >= maxScrubbed {
		err = fmt.Errorf("%d bytes are too many", info.Size())
	}
	return size, err
}

// clean overwrites, in a page of a tree, the gap between its index and its content and
// what its free blocks hold, and tells whether anything was there. Any other page, and
// one that does not add up, is left alone.
func clean(page []byte, number int64) (wrote bool) {
	at := 0
	if number == 1 {
		at = fileHeader
	}
	head := leafHeader
	switch page[at] {
	case 2, 5:
		head = branchHeader
	case 10, 13:
	default:
		return false
	}
	cells := int(binary.BigEndian.Uint16(page[at+3:]))
	content := int(binary.BigEndian.Uint16(page[at+5:]))
	if content == 0 {
		content = 1 << 16
	}
	gap := at + head + 2*cells
	if gap > content || content > len(page) {
		return false
	}
	wrote = wipe(page[gap:content])
	block := int(binary.BigEndian.Uint16(page[at+1:]))
	for range len(page) / 4 { // blocks stand in their order, four bytes at least each
		if block == 0 || block < content || block+4 > len(page) {
			break
		}
		next, size := int(binary.BigEndian.Uint16(page[block:])), int(binary.BigEndian.Uint16(page[block+2:]))
		if size < 4 || block+size > len(page) || next != 0 && next <= block {
			break
		}
		wrote = wipe(page[block+4:block+size]) || wrote
		block = next
	}
	return wrote
}

// wipe makes bytes zero and tells whether any was not.
func wipe(b []byte) (wrote bool) {
	for i := range b {
		if b[i] != 0 {
			b[i], wrote = 0, true
		}
	}
	return wrote
}
