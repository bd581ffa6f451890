package report

import (
	"strconv"
	"strings"
	"testing"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// However many lines are asked for, so many bytes are kept; and what is asked for
// all the time stays.
func TestLinesAreBounded(t *testing.T) {
	var l lines
	hot := &Report{Meta: store.Meta{ID: "hot", Rev: 1}, Title: "hot"}
	var first []Line
	for i := range 20_000 {
		r := &Report{Meta: store.Meta{ID: strconv.Itoa(i), Rev: 1}, Title: strings.Repeat("t", 500)}
		got, err := l.of([]*Report{r, hot}, make([]map[string]int64, 2), civic.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if &got[1].Text[0] != &first[1].Text[0] {
			t.Fatalf("after %d others a line that is always asked for was written anew", i)
		}
	}
	total := 0
	for _, generation := range []map[string]*line{l.young, l.old} {
		for id, have := range generation {
			total += have.size(id)
		}
	}
	if total > maxLines || total < maxLines/2 {
		t.Errorf("%d bytes are kept, at most %d", total, maxLines)
	}
}
