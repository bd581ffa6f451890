package report_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

func TestSubmitFillsIn(t *testing.T) {
	w := newWorld(t)
	in := pothole()
	in.Photos = []civic.ID{w.photo(w.author), w.photo(w.author)}
	in.Answers = map[string][]string{"depth": {"12"}}
	v, created, err := w.Submit(w.ctx, w.author, w.id(), in)
	if err != nil || !created {
		t.Fatal(created, err)
	}
	now := w.clock.pointNow()
	if v.Area != "maarif" || v.Authority != "roads" || v.Domain != "mobility" || v.Status != report.Submitted || v.Source != report.App {
		t.Errorf("%+v", v.Summary)
	}
	if v.DueAt != now.Plus(10*24*time.Hour) || v.LegalDueAt != now.Plus(60*24*time.Hour) || v.CreatedAt != now {
		t.Errorf("times %s %s %s", v.CreatedAt, v.DueAt, v.LegalDueAt)
	}
	if len(v.Photos) != 2 || v.Photos[0].ID != in.Photos[0] || v.Photos[0].Width != 1200 || v.Photos[0].Held || v.Photo == nil {
		t.Errorf("photos %+v", v.Photos)
	}
	if len(v.Updates) != 1 || v.Updates[0].Kind != report.UpdateSubmitted || !v.Updates[0].By.Mine || v.Updates[0].By.Name != "NAMEMARK" {
		t.Errorf("timeline %+v", v.Updates)
	}
	if got, err := w.ByRef(w.ctx, w.nobody, report.ShowRef(v.Ref)); err != nil || got.ID != v.ID {
		t.Errorf("by reference: %s, %v", got.ID, err)
	}
	if r, err := w.Read(w.ctx, v.ID); err != nil || r.TermsVersion != "2026-1" {
		t.Errorf("terms: %v", err)
	}
	if m := w.messages("report", string(v.ID)); !slices.Equal(m, []string{"report.submitted"}) {
		t.Errorf("messages %v", m)
	}
}

func TestSubmitTellsEveryFault(t *testing.T) {
	w := newWorld(t)
	stranger := w.photo(w.other)
	mine := w.photo(w.author)
	in := report.Submission{
		Category: "unicorn", Title: strings.Repeat("ن", 121), Description: " \u200b\n ", Lang: "xx",
		Location: civic.Point{Lon: 2, Lat: 48}, Address: strings.Repeat("a", 201), Source: "pigeon",
		Photos: []civic.ID{mine, stranger, mine, "$ne"},
	}
	_, _, err := w.Submit(w.ctx, w.author, w.id(), in)
	want := "address report.text_long, category report.category_unknown, description report.text_empty, " +
		"lang report.lang_unknown, location report.location_outside, photos[1] report.photo_unknown, " +
		"photos[2] report.photo_twice, photos[3] report.photo_unknown, source report.source_unknown, title report.text_long"
	if got := codes(err); got != want {
		t.Errorf("faults:\n%s\nwant:\n%s", got, want)
	}
	for field, change := range map[string]func(*report.Submission){
		"photos report.photos_many":        func(s *report.Submission) { s.Photos = make([]civic.ID, 6) },
		"location report.location_invalid": func(s *report.Submission) { s.Location.Lat = 91 },
		"answers.colour answer.unknown":    func(s *report.Submission) { s.Answers = map[string][]string{"colour": {"x"}} },
		"description report.text_long":     func(s *report.Submission) { s.Description = strings.Repeat("ب", 4001) },
	} {
		in := pothole()
		change(&in)
		if _, _, err := w.Submit(w.ctx, w.author, w.id(), in); codes(err) != field {
			t.Errorf("%s, want %s", codes(err), field)
		}
	}
	in = pothole()
	in.Title, in.Description = strings.Repeat("ن", 120), strings.Repeat("ب", 4000)
	if _, _, err := w.Submit(w.ctx, w.author, w.id(), in); err != nil {
		t.Errorf("longest texts: %v", err)
	}
}

func TestSubmitRights(t *testing.T) {
	w := newWorld(t)
	_, _, err := w.Submit(w.ctx, w.nobody, w.id(), pothole())
	wantCode(t, err, "report.sign_in")
	_, _, err = w.Submit(w.ctx, w.author, "nonsense", pothole())
	wantCode(t, err, "id.malformed")
	in := pothole()
	in.Source = report.Counter
	_, _, err = w.Submit(w.ctx, w.author, w.id(), in)
	wantCode(t, err, "report.source_denied")
	if _, _, err = w.Submit(w.ctx, w.water, w.id(), in); err != nil {
		t.Errorf("an official at the counter: %v", err)
	}
}

// The phone that never heard the answer sends the same again.
func TestSubmitAgain(t *testing.T) {
	w := newWorld(t)
	id, in := w.id(), pothole()
	if _, created, err := w.Submit(w.ctx, w.author, id, in); err != nil || !created {
		t.Fatal(err)
	}
	again := func(note string, status report.Status, title string) {
		t.Helper()
		v, created, err := w.Submit(w.ctx, w.author, id, in)
		if err != nil || created || v.Status != status || v.Title != title {
			t.Errorf("%s: created %v, status %s, title %q, %v", note, created, v.Status, v.Title, err)
		}
	}
	again("unchanged", report.Submitted, in.Title)
	title := "Autre titre"
	if _, err := w.Edit(w.ctx, w.author, id, report.Edit{Title: &title}); err != nil {
		t.Fatal(err)
	}
	again("edited", report.Submitted, title)
	if err := w.Withdraw(w.ctx, w.author, id); err != nil {
		t.Fatal(err)
	}
	again("withdrawn", report.Withdrawn, title)

	_, _, err := w.Submit(w.ctx, w.other, id, in)
	wantCode(t, err, "report.id_taken")
	if codes(err) != " report.id_taken" {
		t.Errorf("the conflict says more than it should: %s", codes(err))
	}
	changed := in
	changed.Description += "!"
	_, _, err = w.Submit(w.ctx, w.author, id, changed)
	wantCode(t, err, "report.id_taken")
	// A request that is no longer valid was still made.
	lower := civic.ID(strings.ToLower(string(id)))
	if _, created, err := w.Submit(w.ctx, w.author, lower, in); err != nil || created {
		t.Errorf("lower case: %v %v", created, err)
	}
}

func TestSubmitRace(t *testing.T) {
	w := newWorld(t)
	id := w.id()
	var made atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			_, created, err := w.Submit(w.ctx, w.author, id, pothole())
			if err != nil {
				t.Error(err)
			}
			if created {
				made.Add(1)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 {
		t.Errorf("%d made", made.Load())
	}
	if m := w.messages("report", string(id)); len(m) != 1 {
		t.Errorf("messages %v", m)
	}
}

func TestEdit(t *testing.T) {
	w := newWorld(t)
	first := w.photo(w.author)
	id := w.submit(func(s *report.Submission) { s.Photos = []civic.ID{first} })
	w.clock.pass(time.Hour)
	due := w.get(w.author, id).DueAt

	title, category, place := "Fuite", "leak", civic.Point{Lon: -5.5, Lat: 33.5}
	v, err := w.Edit(w.ctx, w.author, id, report.Edit{Title: &title, Category: &category, Location: &place})
	if err != nil {
		t.Fatal(err)
	}
	if v.Title != title || v.Authority != "water" || v.Area != "anfa" || v.DueAt != due.Plus(-8*24*time.Hour) || len(v.Photos) != 1 {
		t.Errorf("%+v", v.Summary)
	}
	if v.Rev != 2 || v.UpdatedAt != w.clock.pointNow() {
		t.Errorf("rev %d updated %s", v.Rev, v.UpdatedAt)
	}
	if same, err := w.Edit(w.ctx, w.author, id, report.Edit{Title: &title}); err != nil || same.Rev != 2 {
		t.Errorf("an edit that changes nothing: rev %d, %v", same.Rev, err)
	}
	other := "x"
	_, err = w.Edit(w.ctx, w.author, id, report.Edit{Title: &other, IfRev: 1})
	wantCode(t, err, "report.stale")
	if v, err = w.Edit(w.ctx, w.author, id, report.Edit{Title: &other, IfRev: 2}); err != nil || v.Title != "x" {
		t.Errorf("%v", err)
	}
	if n := len(v.Updates); n != 2 {
		t.Errorf("two edits in a row are %d entries", n-1)
	}
	for name, a := range map[string]civic.Actor{"other": w.other, "official": w.water, "moderator": w.mod, "admin": w.admin} {
		if _, err := w.Edit(w.ctx, a, id, report.Edit{Title: &title}); civic.KindOf(err) != civic.KindDenied {
			t.Errorf("%s: %v", name, err)
		}
	}
	empty := ""
	_, err = w.Edit(w.ctx, w.author, id, report.Edit{Description: &empty, Category: &empty})
	if codes(err) != "category report.category_unknown, description report.text_empty" {
		t.Errorf("%s", codes(err))
	}
	w.act(w.water, id, report.Act{Kind: report.ActStatus, Status: report.Acknowledged})
	_, err = w.Edit(w.ctx, w.author, id, report.Edit{Title: &title})
	wantCode(t, err, "report.not_editable")
}

// A photo that is attached stays with its report through edits and repetitions,
// and no other report can show it.
func TestAttachedPhotos(t *testing.T) {
	w := newWorld(t)
	photo, more := w.photo(w.author), w.photo(w.author)
	in := pothole()
	in.Photos = []civic.ID{photo}
	id := w.id()
	for range 2 {
		if _, _, err := w.Submit(w.ctx, w.author, id, in); err != nil {
			t.Fatal(err)
		}
		w.photos.attached[photo] = true
	}
	title, both := "Autre", []civic.ID{more, photo}
	if v, err := w.Edit(w.ctx, w.author, id, report.Edit{Title: &title}); err != nil || len(v.Photos) != 1 {
		t.Fatalf("%d photos, %v", len(v.Photos), err)
	}
	if v, err := w.Edit(w.ctx, w.author, id, report.Edit{Photos: &both}); err != nil || len(v.Photos) != 2 || v.Photos[1].ID != photo {
		t.Errorf("%v, %v", v.Photos, err)
	}
	if _, _, err := w.Submit(w.ctx, w.author, w.id(), in); codes(err) != "photos[0] report.photo_unknown" {
		t.Errorf("another report: %v", err)
	}
	supporter := w.support(id, 1)[0]
	w.set(id, report.Resolved)
	said := report.Confirm{Photo: w.photo(supporter)}
	for _, resolved := range []bool{false, true} { // looked again, with the same photo
		said.Resolved = resolved
		if _, err := w.Confirm(w.ctx, supporter, id, said); err != nil {
			t.Errorf("resolved %v: %v", resolved, err)
		}
		w.photos.attached[said.Photo] = true
	}
}

// An answer in which nothing can be seen is none, and takes no room.
func TestBlankAnswersAreNone(t *testing.T) {
	w := newWorld(t)
	id := w.submit(func(in *report.Submission) {
		in.Answers = map[string][]string{"depth": {strings.Repeat("\u2028", 10)}}
	})
	if v := w.get(w.author, id); len(v.Answers) != 0 {
		t.Errorf("kept %q", v.Answers)
	}
	empty := map[string][]string{"depth": {" "}}
	if v, err := w.Edit(w.ctx, w.author, id, report.Edit{Answers: &empty}); err != nil || v.Rev != 1 {
		t.Errorf("revision %d, %v", v.Rev, err)
	}
}

// What another kind of report may show, this kind may not: neither the report's
// photos nor those of its author's replies.
func TestEditHoldsWhatTheNewCategoryHolds(t *testing.T) {
	w := newWorld(t)
	own, reply, staff := w.photo(w.author), w.photo(w.author), w.photo(w.roads)
	id := w.submit(func(in *report.Submission) { in.Photos = []civic.ID{own} })
	w.act(w.roads, id, report.Act{Kind: report.ActAsk, Text: "?", Photos: []civic.ID{staff}})
	w.act(w.author, id, report.Act{Kind: report.ActReply, Photos: []civic.ID{reply}})
	category := "safety"
	if _, err := w.Edit(w.ctx, w.author, id, report.Edit{Category: &category}); err != nil {
		t.Fatal(err)
	}
	for name, photo := range map[string]civic.ID{"report's": own, "reply's": reply} {
		if err := w.MaySeePhoto(w.ctx, w.nobody, id, photo); err == nil {
			t.Errorf("the %s photo is shown before a moderator saw it", name)
		}
	}
	if err := w.MaySeePhoto(w.ctx, w.nobody, id, staff); err != nil {
		t.Errorf("what an official showed: %v", err)
	}
}

// A text with everything that breaks engines comes back as it was said, and finds
// nothing that it should not.
func TestOperatorsAreWords(t *testing.T) {
	w := newWorld(t)
	id := w.submit()
	for i, s := range []string{
		`{"$ne": null}`, `$where: 1==1`, `'; drop table c_report; --`, `" or 1=1 --`, `../../etc/passwd`, `%00`, `*`, `[$ne]=1`, `{"$gt":""}`,
	} {
		other := w.submit(func(in *report.Submission) {
			in.Title, in.Description, in.Address = s, s, s
			in.Answers = map[string][]string{"depth": {s}}
		})
		v := w.get(w.nobody, other)
		if v.Title != s || v.Description != s || v.Address != s || v.Answers["depth"][0] != s {
			t.Errorf("%q came back as %q", s, v.Title)
		}
		for _, f := range []report.Filter{{Area: s}, {Category: s}, {Domain: s}, {Authority: s}, {Area: s, Authority: s, Sort: report.SortDeadline}} {
			if p, err := w.List(w.ctx, w.nobody, f); err != nil || len(p.Items) != 0 {
				t.Errorf("%d: %+v finds %d, %v", i, f, len(p.Items), err)
			}
		}
		_, err := w.List(w.ctx, w.nobody, report.Filter{Status: []report.Status{report.Status(s)}})
		wantCode(t, err, "report.status_unknown")
		_, err = w.List(w.ctx, w.nobody, report.Filter{After: s})
		wantCode(t, err, "report.cursor_malformed")
		if p, err := w.List(w.ctx, w.roads, report.Filter{Assignee: civic.ID(s)}); err != nil || len(p.Items) != 0 {
			t.Errorf("assignee %q: %d, %v", s, len(p.Items), err)
		}
		if _, err := w.Get(w.ctx, w.nobody, civic.ID(s)); civic.KindOf(err) != civic.KindNotFound {
			t.Errorf("get %q: %v", s, err)
		}
		for _, act := range []report.Act{
			{Kind: report.ActKind(s)}, {Kind: report.ActStatus, Status: report.Status(s)}, {Kind: report.ActAssign, Assignee: civic.ID(s)},
			{Kind: report.ActHandOver, Authority: s, Reason: "r"}, {Kind: report.ActDuplicate, DuplicateOf: civic.ID(s)},
			{Kind: report.ActNote, Text: "n", ID: civic.ID(s)}, {Kind: report.ActNote, Text: "n", Lang: civic.Lang(s)},
		} {
			if _, _, err := w.AddUpdate(w.ctx, w.roads, id, act); civic.KindOf(err) != civic.KindInvalid {
				t.Errorf("%s %q: %v", act.Kind, s, err)
			}
		}
	}
	if got := fmt.Sprint(w.get(w.nobody, id).Rev); got != "1" {
		t.Errorf("the report was changed: rev %s", got)
	}
}
