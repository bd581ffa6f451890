//go:build !race

package contract

const slower = 1
