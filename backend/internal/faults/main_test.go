package faults

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

var (
	long       = flag.Bool("long", false, "the long form of every fault, as `make faults` runs it")
	operations = flag.Int("operations", 0, "operations in each history that is checked; 0: 2,000 in the long form, 500 in the short")
	histories  = flag.Int("histories", 0, "how many histories are checked; 0: 5 in the long form, 1 in the short")
	given      = flag.String("binary", "", "the program to break; empty: built from this source")
	tableFile  = flag.String("table", "", "file to write the table of results to")
)

// inFull chooses between a fault's long form and its short one.
func inFull[T any](full, short T) T {
	if *long {
		return full
	}
	return short
}

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if workshop, err = os.MkdirTemp("", "jemaa-faults"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if *tableFile != "" {
		if err := os.WriteFile(*tableFile, []byte(table()), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	_ = os.RemoveAll(workshop)
	os.Exit(code)
}

// workshop is where the program is built.
var workshop string

// binary builds the program once; racing the same with the race detector, which
// takes many times the processor's time and is for what races most.
var (
	binary = sync.OnceValues(func() (string, error) { return built("jemaa") })
	racing = sync.OnceValues(func() (string, error) { return built("jemaa-race", "-race") })
)

func built(name string, args ...string) (string, error) {
	if *given != "" {
		return *given, nil
	}
	path := filepath.Join(workshop, name)
	args = append(append([]string{"build", "-o", path}, args...), "jemaa/backend/cmd/jemaa")
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return path, nil
}

// fault is one line of the table: what was broken, and what is promised.
type fault struct {
	name    string // in the order of the table, which begins with a number
	done    string
	promise string

	result  string
	figures string
}

var (
	tableMu sync.Mutex
	faults  []*fault
)

// breaking begins a fault: its line tells at the end whether the promise held.
func breaking(t *testing.T, name, done, promise string) *fault {
	t.Helper()
	if testing.Short() {
		t.Skip("starts the real program")
	}
	f := &fault{name: name, done: done, promise: promise, result: "held"}
	tableMu.Lock()
	faults = append(faults, f)
	tableMu.Unlock()
	t.Cleanup(func() {
		switch {
		case t.Failed():
			f.result = "BROKEN"
		case t.Skipped():
			f.result = "not run"
		}
		t.Logf("%s: %s: %s", f.name, f.result, f.figures)
	})
	return f
}

// measured adds to what the table says of a fault.
func (f *fault) measured(format string, a ...any) {
	tableMu.Lock()
	defer tableMu.Unlock()
	if f.figures != "" {
		f.figures += "; "
	}
	f.figures += fmt.Sprintf(format, a...)
}

// table is Markdown.
func table() string {
	tableMu.Lock()
	defer tableMu.Unlock()
	slices.SortStableFunc(faults, func(a, b *fault) int { return strings.Compare(a.name, b.name) })
	var b strings.Builder
	b.WriteString("| fault | what was done | promise | result | figures |\n|---|---|---|---|---|\n")
	for _, f := range faults {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", f.name, f.done, f.promise, f.result, f.figures)
	}
	return b.String()
}
