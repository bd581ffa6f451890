package api

import (
	"strings"
)

// concrete fills in the parameters of a route's path.
func concrete(path string) string {
	return strings.NewReplacer(
		"{id}", "01J00000000000000000000001", "{code}", "commune", "{kind}", "report", "{lang}", "fr", "{edge}", "320",
		"{z}", "0", "{x}", "0", "{y}", "0",
	).Replace(path)
}
