package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// Texts of a report are bounded in bytes here only against abuse; the service
// counts what people see as characters.

// ReportPath is the id in a report's path. Exported, because Huma passes by the
// fields of embedded types that are not.
type ReportPath struct {
	ID string `path:"id" minLength:"26" maxLength:"26"`
}

type submitBody struct {
	Category    string              `json:"category" maxLength:"64"`
	Answers     map[string][]string `json:"answers,omitempty" maxProperties:"40" doc:"By the code of the category's question."`
	Title       string              `json:"title,omitempty" maxLength:"200"`
	Description string              `json:"description,omitempty" maxLength:"5000"`
	Lang        civic.Lang          `json:"lang,omitempty" doc:"Of the words; unknown when left out."`
	Location    civic.Point         `json:"location"`
	Address     string              `json:"address,omitempty" maxLength:"300"`
	Photos      []civic.ID          `json:"photos,omitempty" maxItems:"5" maxLength:"26"`
	Anonymous   bool                `json:"anonymous,omitempty"`
	Source      report.Source       `json:"source,omitempty"`
}

type submitIn struct {
	ReportPath
	Body submitBody
}

type editBody struct {
	Category    *string              `json:"category,omitempty" maxLength:"64"`
	Answers     *map[string][]string `json:"answers,omitempty" maxProperties:"40"`
	Title       *string              `json:"title,omitempty" maxLength:"200"`
	Description *string              `json:"description,omitempty" maxLength:"5000"`
	Lang        *civic.Lang          `json:"lang,omitempty"`
	Location    *civic.Point         `json:"location,omitempty"`
	Address     *string              `json:"address,omitempty" maxLength:"300"`
	Photos      *[]civic.ID          `json:"photos,omitempty" maxItems:"5" maxLength:"26"`
	Anonymous   *bool                `json:"anonymous,omitempty"`
}

type editIn struct {
	ReportPath
	IfMatch string `header:"If-Match" required:"true" maxLength:"128" doc:"The report's ETag, or its rev."`
	Body    editBody
}

type reportOut struct {
	Status int
	Body   *report.View
}

type actBody struct {
	ID          civic.ID       `json:"id,omitempty" maxLength:"26" doc:"A ULID made by the client, so that sending again is safe."`
	Kind        report.ActKind `json:"kind"`
	Status      report.Status  `json:"status,omitempty"`
	Text        string         `json:"text,omitempty" maxLength:"5000"`
	Lang        civic.Lang     `json:"lang,omitempty"`
	Photos      []civic.ID     `json:"photos,omitempty" maxItems:"5" maxLength:"26"`
	Reason      string         `json:"reason,omitempty" maxLength:"2500"`
	Authority   string         `json:"authority,omitempty" maxLength:"64"`
	Assignee    civic.ID       `json:"assignee,omitempty" maxLength:"26"`
	DuplicateOf civic.ID       `json:"duplicate_of,omitempty" maxLength:"26"`
}

type actIn struct {
	ReportPath
	IfMatch string `header:"If-Match" maxLength:"128"`
	Body    actBody
}

type confirmBody struct {
	ID       civic.ID   `json:"id,omitempty" maxLength:"26"`
	Resolved bool       `json:"resolved"`
	Words    string     `json:"words,omitempty" maxLength:"1500"`
	Lang     civic.Lang `json:"lang,omitempty"`
	Photo    civic.ID   `json:"photo,omitempty" maxLength:"26"`
}

type confirmIn struct {
	ReportPath
	Body confirmBody
}

func (d *Door) submitReport(ctx context.Context, in *submitIn) (*reportOut, error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	v, created, err := d.on.Reports.Submit(ctx, visitOf(ctx).actor, id, report.Submission{
		Category: b.Category, Answers: b.Answers, Title: b.Title, Description: b.Description, Lang: b.Lang,
		Location: b.Location, Address: b.Address, Photos: b.Photos, Anonymous: b.Anonymous, Source: b.Source,
	})
	return d.shown(ctx, v, created, err)
}

func (d *Door) getReport(ctx context.Context, in *ReportPath) (*reportOut, error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, civic.NotFound("report.not_found")
	}
	v, err := d.on.Reports.Get(ctx, visitOf(ctx).actor, id)
	return d.shown(ctx, v, false, err)
}

func (d *Door) editReport(ctx context.Context, in *editIn) (*reportOut, error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	rev, err := revision(in.IfMatch)
	if err != nil {
		return nil, err
	}
	b := in.Body
	v, err := d.on.Reports.Edit(ctx, visitOf(ctx).actor, id, report.Edit{
		Category: b.Category, Answers: b.Answers, Title: b.Title, Description: b.Description, Lang: b.Lang,
		Location: b.Location, Address: b.Address, Photos: b.Photos, Anonymous: b.Anonymous, IfRev: rev,
	})
	return d.shown(ctx, v, false, err)
}

func (d *Door) withdrawReport(ctx context.Context, in *ReportPath) (*noContent, error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	return &noContent{http.StatusNoContent}, d.on.Reports.Withdraw(ctx, visitOf(ctx).actor, id)
}

func (d *Door) addUpdate(ctx context.Context, in *actIn) (*reportOut, error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	act := report.Act{
		ID: b.ID, Kind: b.Kind, Status: b.Status, Text: b.Text, Lang: b.Lang, Photos: b.Photos, Reason: b.Reason,
		Authority: b.Authority, Assignee: b.Assignee, DuplicateOf: b.DuplicateOf,
	}
	if in.IfMatch != "" {
		if act.IfRev, err = revision(in.IfMatch); err != nil {
			return nil, err
		}
	}
	v, created, err := d.on.Reports.AddUpdate(ctx, visitOf(ctx).actor, id, act)
	return d.shown(ctx, v, created, err)
}

func (d *Door) confirmReport(ctx context.Context, in *confirmIn) (*reportOut, error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	v, err := d.on.Reports.Confirm(ctx, visitOf(ctx).actor, id, report.Confirm{
		ID: b.ID, Resolved: b.Resolved, Words: b.Words, Lang: b.Lang, Photo: b.Photo,
	})
	return d.shown(ctx, v, false, err)
}

// shown answers with a whole report, its revision in the ETag, and what other
// rooms know of the reader and it.
func (d *Door) shown(ctx context.Context, v report.View, created bool, err error) (*reportOut, error) {
	if err != nil {
		return nil, err
	}
	visit := visitOf(ctx)
	visit.rev = v.Rev
	switch {
	case created: // by the reader, who follows what they made
		v.Viewer.Following = true
	case v.Viewer != nil:
		if err := d.fillViewer(ctx, visit.actor, &v); err != nil {
			return nil, err
		}
	}
	out := &reportOut{Status: http.StatusOK, Body: &v}
	if created {
		out.Status = http.StatusCreated
	}
	return out, nil
}

// revision reads If-Match: a report's ETag ("17.3f2a…", with or without quotes)
// or its revision alone.
func revision(ifMatch string) (int64, error) {
	text, _, _ := strings.Cut(strings.Trim(strings.TrimPrefix(strings.TrimSpace(ifMatch), "W/"), `"`), ".")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return 0, civic.Invalid("input.if_match", "If-Match")
	}
	return n, nil
}

func (d *Door) supportReport(ctx context.Context, in *ReportPath) (*answer[report.Supporting], error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	s, err := d.on.Reports.Support(ctx, visitOf(ctx).actor, id)
	return &answer[report.Supporting]{s}, err
}

func (d *Door) unsupportReport(ctx context.Context, in *ReportPath) (*answer[report.Supporting], error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	s, err := d.on.Reports.Unsupport(ctx, visitOf(ctx).actor, id)
	return &answer[report.Supporting]{s}, err
}

func (d *Door) revealAuthor(ctx context.Context, in *ReportPath) (*answer[report.Contact], error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := d.on.Reports.Reveal(ctx, visitOf(ctx).actor, id)
	return &answer[report.Contact]{c}, err
}
