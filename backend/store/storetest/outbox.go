package storetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

var outbox = []promise{
	{"messages wait with their document, in order and whole", messagesWait},
	{"each taker acknowledges for itself", eachTaker},
	{"settling leaves the document's revision", revisionStays},
	{"a replace keeps the messages that wait", replaceKeeps},
	{"settling is safe to repeat, and passes over the unknown", settleTwice},
	{"pending goes on behind a mark", marks},
	{"backlog counts and knows the oldest", backlog},
}

// settleAll lets every waiting message of the suite's collection leave.
func settleAll(t *testing.T, e store.Engine, taker string) {
	t.Helper()
	pending, err := e.Pending(t.Context(), "items", "", store.MaxScan)
	must(t, err)
	var all []store.Settlement
	for _, p := range pending {
		for _, m := range p.Messages {
			all = append(all, store.Settlement{DocID: p.DocID, Message: m.ID, Taker: taker})
		}
	}
	must(t, e.Settle(t.Context(), "items", all))
}

func pendingOf(t *testing.T, e store.Engine) []store.Pending {
	t.Helper()
	all, err := e.Pending(t.Context(), "items", "", store.MaxScan)
	must(t, err)
	return all
}

func messagesWait(t *testing.T, e store.Engine) {
	c := items(t, e)
	bare := store.Message{ID: civic.NewID(start), Kind: "item.bare", At: at(3)}
	want := []store.Message{note("item.made", 1), note("item.named", 2), bare}
	for i, data := range []string{`{"$ne":1,"a.b":[1,2.5,"x"],"":null}`, `"text"`, `[{"at":"2026-03-29T01:59:59.999Z"}]`, `12`, `null`, `true`} {
		m := note("item.odd", 4+i)
		m.Data = json.RawMessage(data)
		want = append(want, m)
	}
	put(t, c, "a", item{}, want...)
	got := pendingOf(t, e)
	equal(t, "documents", len(got), 1)
	equal(t, "messages", len(got[0].Messages), len(want))
	for i, m := range got[0].Messages {
		g, w := m.Message, want[i]
		equal(t, "head", [4]any{g.ID, g.Kind, g.At, g.By}, [4]any{w.ID, w.Kind, w.At, w.By})
		if (g.Data == nil) != (w.Data == nil) || (g.Data != nil && !slices.Equal(canonical(t, g.Data), canonical(t, w.Data))) {
			t.Errorf("data %s, want %s", g.Data, w.Data)
		}
		equal(t, "taken by nobody", len(m.Taken), 0)
	}
}

func canonical(t *testing.T, b []byte) []byte {
	t.Helper()
	out, err := json.Marshal(content(t, b))
	must(t, err)
	return out
}

func eachTaker(t *testing.T, e store.Engine) {
	c := items(t, e)
	first, second := note("item.made", 1), note("item.made", 2)
	put(t, c, "a", item{}, first, second)
	both := []string{"index", "push"}
	settle := func(m store.Message, taker string, needs []string) {
		t.Helper()
		must(t, e.Settle(t.Context(), "items", []store.Settlement{{DocID: "a", Message: m.ID, Taker: taker, Needs: needs}}))
	}
	settle(second, "push", both)
	got := pendingOf(t, e)[0].Messages
	equal(t, "both wait", len(got), 2)
	equal(t, "taken", [2]string{strings.Join(got[0].Taken, ","), strings.Join(got[1].Taken, ",")}, [2]string{"", "push"})
	settle(second, "index", both)
	got = pendingOf(t, e)[0].Messages
	equal(t, "one waits", len(got), 1)
	equal(t, "which", got[0].ID, first.ID)
	settle(first, "index", both)
	settle(first, "log", both) // somebody else has no say
	equal(t, "still one", len(pendingOf(t, e)), 1)
	settle(first, "push", both)
	equal(t, "none", len(pendingOf(t, e)), 0)
	put(t, c, "b", item{}, note("item.unwanted", 3))
	settleAll(t, e, "")
	equal(t, "what nobody needs leaves at once", len(pendingOf(t, e)), 0)
}

func revisionStays(t *testing.T, e store.Engine) {
	c := items(t, e)
	made := put(t, c, "a", item{}, note("item.made", 1), note("item.made", 2))
	m := pendingOf(t, e)[0].Messages[0]
	must(t, e.Settle(t.Context(), "items", []store.Settlement{{DocID: "a", Message: m.ID, Taker: "x", Needs: []string{"x", "y"}}}))
	settleAll(t, e, "x")
	got, err := c.Get(t.Context(), "a")
	must(t, err)
	equal(t, "head", [2]any{got.Rev, got.ChangedAt}, [2]any{1, made.ChangedAt})
}

func replaceKeeps(t *testing.T, e store.Engine) {
	c := items(t, e)
	var want []civic.ID
	add := func(kind string, i int) store.Message {
		m := note(kind, i)
		want = append(want, m.ID)
		return m
	}
	put(t, c, "a", item{}, add("item.made", 0))
	must(t, e.Settle(t.Context(), "items", []store.Settlement{{DocID: "a", Message: want[0], Taker: "x", Needs: []string{"x", "y"}}}))
	for i := range 4 {
		_, err := c.Update(t.Context(), "a", func(d *item) ([]store.Message, error) {
			d.Count++
			if i == 2 {
				return nil, nil
			}
			return []store.Message{add("item.changed", i+1), add("item.changed", i+1)}, nil
		})
		must(t, err)
	}
	var got []civic.ID
	p := pendingOf(t, e)[0]
	for _, m := range p.Messages {
		got = append(got, m.ID)
	}
	equal(t, "messages in the order of the writes", got, want)
	equal(t, "taken before the write", p.Messages[0].Taken, []string{"x"})
}

func settleTwice(t *testing.T, e store.Engine) {
	c := items(t, e)
	m := note("item.made", 1)
	put(t, c, "a", item{}, m)
	put(t, c, "b", item{})
	same := store.Settlement{DocID: "a", Message: m.ID, Taker: "x", Needs: []string{"x", "y"}}
	must(t, e.Settle(t.Context(), "items", []store.Settlement{same, same}))
	must(t, e.Settle(t.Context(), "items", []store.Settlement{
		{DocID: "missing", Message: m.ID, Taker: "y"}, {DocID: "b", Message: m.ID, Taker: "y"},
		{DocID: "a", Message: civic.NewID(start), Taker: "y"}, same,
	}))
	equal(t, "taken", pendingOf(t, e)[0].Messages[0].Taken, []string{"x"})
	same.Taker = "y"
	must(t, e.Settle(t.Context(), "items", []store.Settlement{same, same}))
	must(t, e.Settle(t.Context(), "items", []store.Settlement{same}))
	must(t, e.Settle(t.Context(), "items", nil))
	equal(t, "none", len(pendingOf(t, e)), 0)
}

func marks(t *testing.T, e store.Engine) {
	c := items(t, e)
	for i := range 9 {
		put(t, c, name(8-i), item{}, note("item.made", i))
	}
	var got []string
	mark := ""
	for {
		page, err := e.Pending(t.Context(), "items", mark, 4)
		must(t, err)
		if len(page) == 0 {
			break
		}
		if mark == "" {
			equal(t, "the oldest first", page[0].DocID, name(8))
		}
		for _, p := range page {
			got = append(got, p.DocID)
			mark = p.Mark
		}
	}
	slices.Sort(got)
	got = slices.Compact(got)
	equal(t, "documents", len(got), 9)
	_, err := c.Update(t.Context(), name(8), func(*item) ([]store.Message, error) {
		return []store.Message{note("item.changed", 20)}, nil
	})
	must(t, err)
	page, err := e.Pending(t.Context(), "items", mark, 4)
	must(t, err)
	ids := []string{}
	for _, p := range page {
		ids = append(ids, fmt.Sprint(p.DocID, " ", len(p.Messages)))
	}
	equal(t, "a new message behind the mark, with the older ones of its document", ids, []string{name(8) + " 2"})
}

func backlog(t *testing.T, e store.Engine) {
	c := items(t, e)
	n, oldest, err := e.Backlog(t.Context(), "items")
	must(t, err)
	if n != 0 || !oldest.IsZero() {
		t.Fatalf("an empty backlog: %d since %v", n, oldest)
	}
	put(t, c, "a", item{}, note("item.made", 5), note("item.made", 6))
	put(t, c, "b", item{}, note("item.made", 7))
	n, oldest, err = e.Backlog(t.Context(), "items")
	must(t, err)
	equal(t, "backlog", [2]any{n, oldest}, [2]any{3, at(5)})
	settleAll(t, e, "x")
	n, _, err = e.Backlog(t.Context(), "items")
	must(t, err)
	equal(t, "after all have left", n, 0)
}
