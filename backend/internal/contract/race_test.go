//go:build race

package contract

// slower is by how much the race detector shortens the plain test: what takes 15 s
// of the processor takes two minutes under it. `make test` runs both.
const slower = 5
