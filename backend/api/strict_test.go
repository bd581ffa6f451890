package api

import (
	"runtime"
	"strings"
	"testing"
)

// What names a fault is only spelled out when there is one: a long key before a
// long list once cost a second and a half, and hundreds of megabytes.
func TestReadingJSONCostsWhatItIsLong(t *testing.T) {
	key := strings.Repeat("k", 20_000)
	for name, body := range map[string]string{
		"a list behind a long key":  `{"` + key + `":[` + strings.TrimSuffix(strings.Repeat("0,", 20_000), ",") + `]}`,
		"lists behind a long key":   `{"` + key + `":[` + strings.TrimSuffix(strings.Repeat("[],", 14_000), ",") + `]}`,
		"objects behind a long key": `{"` + key + `":[` + strings.TrimSuffix(strings.Repeat("{},", 14_000), ",") + `]}`,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := wellFormed([]byte(body)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 200*uint64(len(body)) {
			t.Errorf("%s: %d bytes for %d of JSON", name, took, len(body))
		}
	}
}
