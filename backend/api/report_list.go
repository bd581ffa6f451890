package api

import (
	"context"
	"io"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

type listIn struct {
	Sort         string    `query:"sort" enum:"new,updated,deadline" default:"new"`
	Area         string    `query:"area" maxLength:"64"`
	Category     string    `query:"category" maxLength:"64"`
	Domain       string    `query:"domain" maxLength:"64"`
	Status       []string  `query:"status" maxItems:"7" maxLength:"64" doc:"One or more, parted by commas."`
	Authority    string    `query:"authority" maxLength:"64"`
	Assignee     string    `query:"assignee" maxLength:"26" doc:"An official's account id, or me; for officials, among their own authorities' reports."`
	From         time.Time `query:"from" doc:"On the sort's own field, inclusive."`
	To           time.Time `query:"to" doc:"On the sort's own field, exclusive."`
	Author       string    `query:"author" enum:"me"`
	Supported    string    `query:"supported" enum:"me"`
	Followed     string    `query:"followed" enum:"me"`
	Ref          string    `query:"ref" maxLength:"40" doc:"A reference number as people say it."`
	ChangedSince time.Time `query:"changed_since" doc:"Everything that changed since, with tombstones in gone."`
	After        string    `query:"after" maxLength:"1024" doc:"The cursor of the page before."`
	Limit        int       `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Lang         string    `query:"lang" maxLength:"8"`
}

// ReportPage is one page of reports.
type ReportPage struct {
	Items []report.Summary `json:"items"`
	Gone  []Gone           `json:"gone,omitempty" doc:"With changed_since: what is public no more."`
	Next  string           `json:"next,omitempty" doc:"Cursor of the next page; none at the end."`

	lines []report.Line // in place of Items, when they are written already
}

// Gone is a tombstone.
type Gone struct {
	ID        civic.ID   `json:"id"`
	ChangedAt civic.Time `json:"changed_at"`
}

type similarIn struct {
	PlaceIn
	Category string `query:"category" maxLength:"64"`
	Text     string `query:"text" maxLength:"1000"`
}

func (d *Door) listReports(ctx context.Context, in *listIn) (*answer[ReportPage], error) {
	actor := visitOf(ctx).actor
	var page civic.Page[report.Summary]
	var err error
	switch {
	case in.alone() != "":
		return nil, civic.Invalid("report.filters_alone", in.alone())
	case in.Assignee == "me" && !actor.SignedIn():
		return nil, civic.Fail(civic.KindUnauthenticated, "auth.required")
	case in.Ref != "":
		return d.byRef(ctx, in.Ref)
	case !in.ChangedSince.IsZero():
		return d.changed(ctx, in)
	case in.Author != "":
		page, err = d.on.Reports.Mine(ctx, actor, in.After, in.Limit)
	case in.Supported != "":
		page, err = d.on.Reports.Supported(ctx, actor, in.After, in.Limit)
	case in.Followed != "":
		page, err = d.followed(ctx, actor, in)
	case !actor.SignedIn():
		return d.lines(ctx, in)
	default:
		page, err = d.on.Reports.List(ctx, actor, in.filter(actor))
	}
	return &answer[ReportPage]{ReportPage{Items: listed(page.Items), Next: page.Next}}, err
}

// lines answers with a page for everybody, of which each report is written already.
// The lines' names stand for the whole text in the ETag.
func (d *Door) lines(ctx context.Context, in *listIn) (*answer[ReportPage], error) {
	page, err := d.on.Reports.Lines(ctx, in.filter(civic.Actor{}))
	if err != nil {
		return nil, err
	}
	digest := make([]byte, 0, 16*len(page.Items)+len(page.Next))
	for _, l := range page.Items {
		digest = append(digest, l.Sum[:]...)
	}
	visitOf(ctx).digest = append(digest, page.Next...)
	return &answer[ReportPage]{ReportPage{Items: []report.Summary{}, Next: page.Next, lines: page.Items}}, nil
}

// write writes the page as encoding/json would, into the answer that w is.
func (p ReportPage) write(w io.Writer) error {
	var err error
	put := func(text []byte) {
		if err == nil {
			_, err = w.Write(text)
		}
	}
	between := []byte(`{"items":[`)
	for _, l := range p.lines {
		put(between)
		put(l.Text)
		between = comma
	}
	if len(p.lines) == 0 {
		put(between)
	}
	put([]byte("]"))
	if p.Next != "" { // a cursor's letters need no escaping
		put([]byte(`,"next":"` + p.Next + `"`))
	}
	put([]byte("}\n"))
	return err
}

var comma = []byte(",")

// alone names a list that is asked for together with what it can't be filtered
// by; "" when the question is in order.
func (in *listIn) alone() string {
	var special []string
	for name, given := range map[string]bool{
		"ref": in.Ref != "", "changed_since": !in.ChangedSince.IsZero(), "author": in.Author != "",
		"supported": in.Supported != "", "followed": in.Followed != "",
	} {
		if given {
			special = append(special, name)
		}
	}
	filtered := in.Area != "" || in.Category != "" || in.Domain != "" || len(in.Status) > 0 || in.Authority != "" ||
		in.Assignee != "" || !in.From.IsZero() || !in.To.IsZero()
	if len(special) > 1 || len(special) == 1 && filtered {
		return special[0]
	}
	return ""
}

func (in *listIn) filter(actor civic.Actor) report.Filter {
	f := report.Filter{
		Sort: report.Sort(in.Sort), Area: in.Area, Category: in.Category, Domain: in.Domain, Authority: in.Authority,
		Assignee: civic.ID(in.Assignee), From: civic.At(in.From), To: civic.At(in.To), After: in.After, Limit: in.Limit,
	}
	if in.Assignee == "me" {
		f.Assignee = actor.ID
	}
	for _, s := range in.Status {
		f.Status = append(f.Status, report.Status(s))
	}
	return f
}

func (d *Door) byRef(ctx context.Context, ref string) (*answer[ReportPage], error) {
	s, err := d.on.Reports.ByRef(ctx, visitOf(ctx).actor, ref)
	return &answer[ReportPage]{ReportPage{Items: []report.Summary{s}}}, err
}

func (d *Door) changed(ctx context.Context, in *listIn) (*answer[ReportPage], error) {
	changes, err := d.on.Reports.Changed(ctx, visitOf(ctx).actor, civic.At(in.ChangedSince), in.After, in.Limit)
	page := ReportPage{Items: []report.Summary{}, Gone: []Gone{}, Next: changes.Next}
	for _, c := range changes.Items {
		if c.Gone {
			page.Gone = append(page.Gone, Gone{c.ID, c.ChangedAt})
			continue
		}
		page.Items = append(page.Items, *c.Report)
	}
	return &answer[ReportPage]{page}, err
}

func (d *Door) similarReports(ctx context.Context, in *similarIn) (*answer[items[report.Near]], error) {
	at, err := in.point()
	if err != nil {
		return nil, err
	}
	near, err := d.on.Reports.Similar(ctx, visitOf(ctx).actor, report.Probe{Place: at, Category: in.Category, Text: in.Text})
	return &answer[items[report.Near]]{items[report.Near]{listed(near)}}, err
}
