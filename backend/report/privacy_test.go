package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// secret is a report full of markers, in a shape that hides some of them.
type secret struct {
	id      civic.ID
	photo   civic.ID // of the report
	reply   civic.ID // photo of the author's reply
	note    civic.ID // photo of an internal note
	markers map[string]string
}

// plant makes a report in which everything that may be private bears a mark.
func (w *world) plant(change func(*report.Submission)) secret {
	w.t.Helper()
	s := secret{photo: w.photo(w.author), reply: w.photo(w.author), note: w.photo(w.roads)}
	s.id = w.submit(func(in *report.Submission) {
		in.Title, in.Description, in.Address = "TITLEMARK", "DESCMARK", "ADDRMARK"
		in.Answers = map[string][]string{"depth": {"ANSWERMARK"}}
		in.Photos = []civic.ID{s.photo}
		change(in)
	})
	if _, err := w.Support(w.ctx, w.other, s.id); err != nil {
		w.t.Fatal(err)
	}
	w.act(w.roads, s.id, report.Act{Kind: report.ActNote, Text: "NOTEMARK", Photos: []civic.ID{s.note}})
	w.act(w.roads, s.id, report.Act{Kind: report.ActAssign, Assignee: w.roads2.ID})
	w.act(w.roads, s.id, report.Act{Kind: report.ActAsk, Text: "ASKMARK"})
	w.act(w.author, s.id, report.Act{Kind: report.ActReply, Text: "REPLYMARK", Photos: []civic.ID{s.reply}})
	s.markers = map[string]string{
		"title": "TITLEMARK", "description": "DESCMARK", "address": "ADDRMARK", "answers": "ANSWERMARK",
		"name": "NAMEMARK", "account": string(w.author.ID), "mail": "MAILMARK", "staff": "STAFFMARK",
		"staff-id": string(w.roads.ID), "supporter": string(w.other.ID), "moderator-id": string(w.mod.ID),
		"assignee": string(w.roads2.ID), "note": "NOTEMARK", "note-photo": string(s.note), "question": "ASKMARK", "reply": "REPLYMARK",
		"photo": string(s.photo), "reply-photo": string(s.reply), "place": "33.512345", "reason": "HIDEMARK",
	}
	return s
}

// everything is all that the service tells one reader about one report, errors
// and their parameters included.
func (w *world) everything(a civic.Actor, s secret) string {
	var b strings.Builder
	tell := func(v any, err error) {
		if err != nil {
			fmt.Fprintf(&b, "%v %+v\n", err, err)
			return
		}
		b.WriteString(mustJSON(w.t, v) + "\n")
	}
	v, err := w.Get(w.ctx, a, s.id)
	tell(v, err)
	r, err := w.Read(w.ctx, s.id)
	if err != nil {
		w.t.Fatal(err)
	}
	sum, err := w.ByRef(w.ctx, a, r.Ref)
	tell(sum, err)
	for _, f := range []report.Filter{{}, {Sort: report.SortUpdated, Area: r.Area}, {Sort: report.SortDeadline, Authority: r.Authority}, {Assignee: w.roads2.ID}} {
		p, err := w.List(w.ctx, a, f)
		tell(only(p.Items, s.id), err)
	}
	many, err := w.Many(w.ctx, a, []civic.ID{s.id})
	tell(many, err)
	near, err := w.Similar(w.ctx, a, report.Probe{Place: r.PublicLocation, Category: r.Category, Text: r.Title})
	tell(near, err)
	for _, list := range []func() (civic.Page[report.Summary], error){
		func() (civic.Page[report.Summary], error) { return w.Mine(w.ctx, a, "", 100) },
		func() (civic.Page[report.Summary], error) { return w.Supported(w.ctx, a, "", 100) },
	} {
		p, err := list()
		tell(only(p.Items, s.id), err)
	}
	changed, err := w.Changed(w.ctx, a, civic.Time{}, "", 100)
	tell(slices.DeleteFunc(changed.Items, func(c report.Change) bool { return c.ID != s.id }), err)
	// What a command of somebody else is answered with.
	_, _, err = w.Submit(w.ctx, a, s.id, report.Submission{Category: "pothole"})
	tell(nil, err)
	_, _, err = w.AddUpdate(w.ctx, a, s.id, report.Act{Kind: report.ActHandOver, Authority: "nowhere"})
	tell(nil, err)
	_, err = w.Confirm(w.ctx, a, s.id, report.Confirm{})
	tell(nil, err)
	return b.String()
}

func only(items []report.Summary, id civic.ID) []report.Summary {
	return slices.DeleteFunc(items, func(s report.Summary) bool { return s.ID != id })
}

// shape is a kind of report and which marks of it each reader is shown.
type shape struct {
	name   string
	change func(*report.Submission)
	after  func(*world, civic.ID)
	want   map[string]string
}

func shapes() []shape {
	const (
		words     = "title description question reply"
		public    = words + " address answers place photo reply-photo"
		officials = " staff assignee note note-photo"
	)
	return []shape{
		{"normal", func(*report.Submission) {}, nil, map[string]string{
			"nobody": public + " name", "author": public + " name", "other": public + " name", "elsewhere": public + " name",
			"moderator": public + " name", "admin": public + " name", "official": public + " name" + officials,
		}},
		{"anonymous", func(in *report.Submission) { in.Anonymous = true }, nil, map[string]string{
			"nobody": public, "author": public + " name", "other": public, "elsewhere": public,
			"moderator": public, "admin": public, "official": public + officials,
		}},
		{"hidden place, held photos", func(in *report.Submission) { in.Category = "safety" }, nil, map[string]string{
			"nobody": words + " name", "author": public + " name", "other": words + " name", "elsewhere": words + " name",
			"moderator": public + " name", "admin": words + " name",
			"official": words + " name address answers place" + officials,
		}},
		{"hidden place, released photos, anonymous", func(in *report.Submission) { in.Category, in.Anonymous = "safety", true },
			func(w *world, id civic.ID) { w.decide(id, report.ReleasePhotos, "HIDEMARK") }, map[string]string{
				"nobody": words + " photo reply-photo", "author": public + " name reason", "other": words + " photo reply-photo",
				"elsewhere": words + " photo reply-photo", "moderator": public + " reason", "admin": words + " photo reply-photo",
				"official": public + " reason" + officials,
			}},
		{"hidden", func(*report.Submission) {}, func(w *world, id civic.ID) { w.decide(id, report.Hide, "HIDEMARK") }, map[string]string{
			"nobody": "", "author": public + " name reason", "other": "", "elsewhere": "", "moderator": public + " name reason", "admin": "", "official": "",
		}},
		{"restored", func(*report.Submission) {}, func(w *world, id civic.ID) {
			w.decide(id, report.Hide, "HIDEMARK")
			w.decide(id, report.Restore, "HIDEMARK")
		}, map[string]string{
			"nobody": public + " name", "author": public + " name reason", "other": public + " name", "elsewhere": public + " name",
			"moderator": public + " name reason", "admin": public + " name", "official": public + " name reason" + officials,
		}},
		{"withdrawn", func(in *report.Submission) { in.Anonymous = true }, func(w *world, id civic.ID) {
			if err := w.Withdraw(w.ctx, w.author, id); err != nil {
				w.t.Fatal(err)
			}
		}, map[string]string{
			"nobody": "", "author": public + " name", "other": "", "elsewhere": "", "moderator": public, "admin": "", "official": "",
		}},
	}
}

// The privacy matrix: for each shape of report and each reader, exactly these
// marks appear, and no other.
func TestPrivacyMatrix(t *testing.T) {
	for _, row := range shapes() {
		t.Run(row.name, func(t *testing.T) {
			w := newWorld(t)
			s := w.plant(row.change)
			if row.after != nil {
				row.after(w, s.id)
			}
			for name, a := range w.readers() {
				got := w.everything(a, s)
				wanted := strings.Fields(row.want[name])
				for mark, text := range s.markers {
					if own := text == string(a.ID); own { // one's own id is no secret
						continue
					}
					if has := strings.Contains(got, text); has != slices.Contains(wanted, mark) {
						t.Errorf("%s reads %s: %v", name, mark, has)
					}
				}
				w.checkPhotos(t, name, a, s, wanted)
			}
			w.checkEntry(t, s, strings.Fields(row.want["nobody"]))
		})
	}
}

func (w *world) readers() map[string]civic.Actor {
	return map[string]civic.Actor{
		"nobody": w.nobody, "author": w.author, "other": w.other, "official": w.roads, "elsewhere": w.water, "moderator": w.mod, "admin": w.admin,
	}
}

// checkPhotos asks for each picture as /media does.
func (w *world) checkPhotos(t *testing.T, name string, a civic.Actor, s secret, wanted []string) {
	for mark, id := range map[string]civic.ID{"photo": s.photo, "reply-photo": s.reply, "note-photo": s.note} {
		err := w.MaySeePhoto(w.ctx, a, s.id, id)
		if (err == nil) != slices.Contains(wanted, mark) {
			t.Errorf("%s asks for the %s: %v", name, mark, err)
		}
	}
	if err := w.MaySeePhoto(w.ctx, a, s.id, w.id()); err == nil {
		t.Errorf("%s is shown a photo that is not on the report", name)
	}
}

// checkEntry looks at what search, feeds and the map are told.
func (w *world) checkEntry(t *testing.T, s secret, public []string) {
	all, err := w.Entries(w.ctx, []civic.ID{s.id, civic.NewID(time.Now())})
	if err != nil || len(all) != 1 {
		t.Fatalf("%v %v", all, err)
	}
	e := all[s.id]
	if e.Visible != (len(public) > 0) {
		t.Errorf("entry visible: %v", e.Visible)
	}
	got := mustJSON(t, e)
	for mark, text := range s.markers {
		want := e.Visible && (mark == "title" || mark == "description" || mark == "place" && slices.Contains(public, "place"))
		if strings.Contains(got, text) != want {
			t.Errorf("entry tells the %s: %v", mark, !want)
		}
	}
}

// An anonymous author's name is given to the responsible authority only, and
// that it was asked is written first.
func TestReveal(t *testing.T) {
	w := newWorld(t)
	id := w.submit(func(in *report.Submission) { in.Anonymous = true })
	for name, a := range w.readers() {
		c, err := w.Reveal(w.ctx, a, id)
		if may := name == "official"; may != (err == nil) || may != (c.Name == "NAMEMARK") {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	if len(w.people.asked) != 1 {
		t.Errorf("names asked: %d", len(w.people.asked))
	}
	if err := w.engine.Close(); err != nil {
		t.Fatal(err)
	}
	if c, err := w.Reveal(w.ctx, w.roads, id); err == nil || c.Name != "" {
		t.Errorf("a name that no log can hold was given: %+v", c)
	}
	if len(w.people.asked) != 1 {
		t.Error("the name was read before the log was written")
	}
}

// What an official writes down for somebody bears no name: it would be the
// official's own.
func TestWrittenDownForSomebodyNamesNobody(t *testing.T) {
	w := newWorld(t)
	for _, source := range []report.Source{report.Counter, report.Phone} {
		in, id := pothole(), w.id()
		in.Source = source
		if _, _, err := w.Submit(w.ctx, w.water, id, in); err != nil {
			t.Fatal(err)
		}
		for name, a := range w.readers() {
			v := w.get(a, id)
			if a.ID == w.water.ID {
				if v.Author == nil || !v.Mine {
					t.Errorf("%s: not its writer's own", source)
				}
				continue
			}
			if v.Author != nil || v.Updates[0].By.Name != "" || v.Anonymous {
				t.Errorf("%s, %s: by %+v, %+v", source, name, v.Author, v.Updates[0].By)
			}
		}
	}
}

// Asking for similar reports from many places tells no more than the snapped
// point.
func TestSimilarHidesThePlace(t *testing.T) {
	w := newWorld(t)
	w.submit(func(in *report.Submission) {
		in.Category, in.Location = "safety", civic.Point{Lon: -6.501, Lat: 33.501}
	})
	for _, p := range []civic.Point{{Lon: -6.501, Lat: 33.501}, {Lon: -6.5, Lat: 33.5}, {Lon: -6.4995, Lat: 33.4995}} {
		near, err := w.Similar(w.ctx, w.nobody, report.Probe{Place: p, Category: "safety"})
		if err != nil || len(near) != 1 {
			t.Fatalf("%d, %v", len(near), err)
		}
		if want := p.Metres(civic.Point{Lon: -6.5, Lat: 33.5}); near[0].Metres != want || near[0].LocationExact {
			t.Errorf("%v m, the snapped point is %v m away", near[0].Metres, want)
		}
	}
}

func TestSimilarRanks(t *testing.T) {
	w := newWorld(t)
	at := func(metres float64, category, text string) civic.ID {
		return w.submit(func(in *report.Submission) {
			in.Category, in.Title, in.Description = category, "", text
			in.Location = civic.Point{Lon: -6.5, Lat: 33.5 + metres/111195}
		})
	}
	far := at(200, "pothole", "Un trou profond devant le marché")
	near := at(20, "pothole", "route")
	light := at(1, "light", "lampadaire")
	at(300, "pothole", "trop loin")
	done := at(5, "pothole", "fait")
	w.set(done, report.Resolved)
	for range 4 {
		at(240, "leak", "fuite")
	}
	got, err := w.Similar(w.ctx, w.author, report.Probe{Place: civic.Point{Lon: -6.5, Lat: 33.5}, Category: "pothole", Text: "Grand trou devant le marché"})
	if err != nil || len(got) != 5 {
		t.Fatalf("%d, %v", len(got), err)
	}
	if got[0].ID != near && got[0].ID != far || got[2].ID != light {
		t.Errorf("order %v", got)
	}
	for _, n := range got {
		if n.Metres > 250 || n.Status != report.Submitted || !n.Mine {
			t.Errorf("%+v", n)
		}
	}
	_, err = w.Similar(w.ctx, w.author, report.Probe{Place: civic.Point{Lon: 500}})
	wantCode(t, err, "report.location_invalid")
	w.clock.pass(time.Second)
}
