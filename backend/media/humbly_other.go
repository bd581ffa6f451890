//go:build !linux

package media

// humbly starts something; only on Linux can one thread have less priority.
func humbly(start func() error) error { return start() }
