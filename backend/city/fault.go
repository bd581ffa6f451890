package city

import (
	"fmt"
	"strings"
)

// Fault is one thing wrong with a profile or a GeoJSON file, at a line and a
// column counted from 1; both are 0 where the format gives none.
type Fault struct {
	File         string
	Line, Column int
	Reason       string // in plain words
}

// Error is "file:line:column: reason".
func (f Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.Reason
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Reason)
}

// Faults is everything that was found wrong, at most 20, in the file's order.
type Faults []Fault

const maxFaults = 20

// Error gives one fault a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}
