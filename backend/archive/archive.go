// Package archive is the one file that a whole city fits into: how a backup is
// written, and how it is read back so that not one changed byte passes.
//
// It is a tar, compressed with zstd, that any machine can open without this
// program. Its members, in order:
//
//	about.json           what it is, of when, made by which program
//	…                    what was added: the documents, then the photos
//	sums/000001.sha256   the SHA-256 of each of the members before it, up to
//	                     a thousand, in the form of sha256sum(1)
//	END.json             how many members and bytes there were
//
// The sums come in groups so that neither side keeps more than one group in
// memory, however large the city. An archive without its END was cut short.
// The sums find damage; they are no signature against somebody who can write
// the file.
package archive

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
)

// Format is the version of the form above; a reader refuses later ones.
const Format = 1

// The bounds of an archive.
const (
	groupSize = 1000    // members that share one list of sums
	maxName   = 300     // bytes of a member's name
	maxNote   = 1 << 20 // bytes of about.json, END.json, or one list of sums
	maxWindow = 32 << 20
)

// The names that the archive itself uses; no member may be called so.
const (
	aboutName = "about.json"
	endName   = "END.json"
	sumsDir   = "sums/"
)

// The causes that errors wrap.
var (
	ErrDamaged = errors.New("the archive is damaged or cut short")
	ErrNewer   = errors.New("the archive was made by a later program")
)

// About says what an archive is; it is its first member.
type About struct {
	Format    int              `json:"format"`
	Data      int              `json:"data"`      // version of the data, see package upgrade
	Program   string           `json:"program"`   // its version
	Kind      string           `json:"kind"`      // "real" or "demonstration"
	MadeAt    time.Time        `json:"made_at"`   // everything acknowledged before is in it
	Documents map[string]int64 `json:"documents"` // how many, by collection
}

// Totals are what an archive ends with.
type Totals struct {
	Members int64 `json:"members"` // those that were added, about.json included
	Bytes   int64 `json:"bytes"`   // of them, before compression
}

// checkName accepts plain relative paths that stay where they are put.
func checkName(name string) error {
	own := name == aboutName || name == endName || strings.HasPrefix(name, sumsDir)
	if own || len(name) > maxName || name == "." || !fs.ValidPath(name) || strings.ContainsAny(name, "\\\n\x00") {
		return fmt.Errorf("archive: %.80q is no name for a member", name)
	}
	return nil
}

func sumLine(sum []byte, name string) string { return fmt.Sprintf("%x  %s\n", sum, name) }

func sumsName(group int) string { return fmt.Sprintf("%s%06d.sha256", sumsDir, group) }

func header(name string, size int64, at time.Time) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: at, Format: tar.FormatPAX}
}

func note(v any) ([]byte, error) {
	b, err := json.MarshalIndent(v, "", "  ")
	return append(b, '\n'), err
}
