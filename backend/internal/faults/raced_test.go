//go:build race

package faults

// raced tells that this test has the race detector; the program then has it too.
const raced = true
