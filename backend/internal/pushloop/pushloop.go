// Package pushloop proves the whole way of a push in a real browser: Firefox
// subscribes at a push service on this machine (autopush_test.go), the city sends,
// the service verifies who signed, Firefox decrypts and shows what it got, and a
// click on that leads to the right page. Firefox is driven through its own
// Marionette protocol (marionette_test.go). `make test-push` runs it.
package pushloop
