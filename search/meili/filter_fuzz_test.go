package meili

import (
	"regexp"
	"strings"
	"testing"

	"jemaa/search"
)

var oneFilter = regexp.MustCompile(`^f\.area IN \[("[a-z0-9_-]*"(, )?)+\] AND gone = false$`)

// A value cannot speak in a filter: between its quotes there is nothing that
// means anything, and it is read back as it was.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{"anfa", `anfa" OR gone = true \`, "x-616e6661", "X", "1", "", "\x00", "é", "a\nb", "true", "x-"} {
		f.Add(seed, seed+"y")
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		got := filter(search.Query{Equal: map[string][]string{"area": {one, other}}})
		if !oneFilter.MatchString(got) {
			t.Errorf("%q, %q: %s", one, other, got)
		}
		if back := decodeValue(encode(one)); back != one {
			t.Errorf("%q is kept as %q and read as %q", one, encode(one), back)
		}
		if one != other && strings.EqualFold(encode(one), encode(other)) {
			t.Errorf("%q and %q are the same to a server that knows no case", one, other)
		}
	})
}
