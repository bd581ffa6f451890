package faults

import (
	"fmt"
	"testing"

	"github.com/anishathalye/porcupine"
)

// What histories are checked against: each report's status is a register with
// compare-and-set on its revision, and each person's support of each report is a
// register. An operation whose outcome nobody heard may have happened at any
// later time, or never: it never returns.

type kind string

const (
	begin  kind = "begin"  // how it was when the history began
	read   kind = "read"   // a GET
	same   kind = "same"   // a GET that was answered 304: as the revision that was known
	change kind = "change" // a status change with If-Match
	put    kind = "put"    // a support
	drop   kind = "drop"   // a support taken back
)

// asked is the input of an operation.
type asked struct {
	key  string // of the register
	kind kind
	rev  int64  // change: the revision that If-Match named; same: the one that was known
	to   string // change: the new status
}

// came is the output of an operation.
type came struct {
	rev   int64 // 0: was not told
	value string
	stale bool // change: refused, for the revision is another
	maybe bool // nobody heard
}

// register is the state: the revision is 0 for supports, which show none.
type register struct {
	rev   int64
	value string
}

const (
	on  = "on"
	off = "off"
)

func step(state, input, output any) (bool, any) {
	s, in, out := state.(register), input.(asked), output.(came)
	switch in.kind {
	case begin:
		return true, register{out.rev, out.value}
	case read:
		return s.value == out.value && s.rev == out.rev, s
	case same:
		return s.rev == in.rev, s
	case put:
		return true, register{0, on}
	case drop:
		return true, register{0, off}
	case change:
		return changed(s, in, out)
	}
	return false, s
}

func changed(s register, in asked, out came) (bool, any) {
	next := register{in.rev + 1, in.to}
	switch {
	case out.maybe && s.rev != in.rev: // as if it had never come
		return true, s
	case out.maybe:
		return true, next
	case out.stale:
		return s.rev != in.rev, s
	}
	return s.rev == in.rev && (out.rev == 0 || out.rev == next.rev), next
}

var model = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		var order []string
		byKey := map[string][]porcupine.Operation{}
		for _, o := range history {
			key := o.Input.(asked).key
			if _, seen := byKey[key]; !seen {
				order = append(order, key)
			}
			byKey[key] = append(byKey[key], o)
		}
		out := make([][]porcupine.Operation, len(order))
		for i, key := range order {
			out[i] = byKey[key]
		}
		return out
	},
	Init: func() any { return register{} },
	Step: step,
	DescribeOperation: func(input, output any) string {
		return fmt.Sprintf("%+v → %+v", input, output)
	},
}

// TestModelRefuses proves that the check can fail.
func TestModelRefuses(t *testing.T) {
	const never = 1 << 40
	op := func(call, end int64, in asked, out came) porcupine.Operation {
		in.key = "a"
		return porcupine.Operation{Call: call, Return: end, Input: in, Output: out}
	}
	started := op(0, 1, asked{kind: begin}, came{rev: 3, value: "submitted"})
	off0 := op(0, 1, asked{kind: begin}, came{value: off})
	to := func(call, end, rev int64, value string, out came) porcupine.Operation {
		return op(call, end, asked{kind: change, rev: rev, to: value}, out)
	}
	see := func(call, end, rev int64, value string) porcupine.Operation {
		return op(call, end, asked{kind: read}, came{rev: rev, value: value})
	}
	for name, c := range map[string]struct {
		history []porcupine.Operation
		good    bool
	}{
		"a change that is seen":           {[]porcupine.Operation{started, to(2, 3, 3, "resolved", came{rev: 4}), see(4, 5, 4, "resolved")}, true},
		"a change that is lost":           {[]porcupine.Operation{started, to(2, 3, 3, "resolved", came{rev: 4}), see(4, 5, 3, "submitted")}, false},
		"two win at once":                 {[]porcupine.Operation{started, to(2, 5, 3, "resolved", came{rev: 4}), to(3, 6, 3, "declined", came{rev: 4})}, false},
		"a refusal that had no cause":     {[]porcupine.Operation{started, to(2, 3, 3, "resolved", came{stale: true})}, false},
		"a refusal with a cause":          {[]porcupine.Operation{started, to(2, 5, 3, "resolved", came{rev: 4}), to(3, 6, 3, "declined", came{stale: true})}, true},
		"one that nobody heard, done":     {[]porcupine.Operation{started, to(2, never, 3, "resolved", came{maybe: true}), see(9, 10, 4, "resolved")}, true},
		"one that nobody heard, not done": {[]porcupine.Operation{started, to(2, never, 3, "resolved", came{maybe: true}), see(9, 10, 3, "submitted")}, true},
		"seen, and gone again": {[]porcupine.Operation{
			started, to(2, never, 3, "resolved", came{maybe: true}), see(4, 5, 4, "resolved"), see(6, 7, 3, "submitted"),
		}, false},
		"unchanged, though it changed": {[]porcupine.Operation{started, to(2, 3, 3, "resolved", came{rev: 4}), op(4, 5, asked{kind: same, rev: 3}, came{})}, false},
		"a support that is lost":       {[]porcupine.Operation{off0, op(2, 3, asked{kind: put}, came{}), see(4, 5, 0, off)}, false},
		"a support that comes back": {[]porcupine.Operation{
			off0, op(2, 3, asked{kind: put}, came{}), op(4, 5, asked{kind: drop}, came{}), see(6, 7, 0, on),
		}, false},
		"a support that is seen": {[]porcupine.Operation{off0, op(2, never, asked{kind: put}, came{maybe: true}), see(6, 7, 0, on)}, true},
	} {
		if got := porcupine.CheckOperations(model, c.history); got != c.good {
			t.Errorf("%s: %v", name, got)
		}
	}
}
