package api

import (
	"context"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// Texts of a report are bounded in bytes here only against abuse; the service
// counts what people see as characters.

type reportPath struct {
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
	Photos      []civic.ID          `json:"photos,omitempty" maxItems:"5"`
	Anonymous   bool                `json:"anonymous,omitempty"`
	Source      report.Source       `json:"source,omitempty"`
}

type submitIn struct {
	reportPath
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
	Photos      *[]civic.ID          `json:"photos,omitempty" maxItems:"5"`
	Anonymous   *bool                `json:"anonymous,omitempty"`
}

type editIn struct {
	reportPath
	IfMatch string `header:"If-Match" required:"true" doc:"The report's ETag, or its rev."`
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
	Photos      []civic.ID     `json:"photos,omitempty" maxItems:"5"`
	Reason      string         `json:"reason,omitempty" maxLength:"2500"`
	Authority   string         `json:"authority,omitempty" maxLength:"64"`
	Assignee    civic.ID       `json:"assignee,omitempty" maxLength:"26"`
	DuplicateOf civic.ID       `json:"duplicate_of,omitempty" maxLength:"26"`
}

type actIn struct {
	reportPath
	IfMatch string `header:"If-Match"`
	Body    actBody
}

type confirmBody struct {
	ID       civic.ID `json:"id,omitempty" maxLength:"26"`
	Resolved bool     `json:"resolved"`
	Words    string   `json:"words,omitempty" maxLength:"1500"`
	Photo    civic.ID `json:"photo,omitempty" maxLength:"26"`
}

type confirmIn struct {
	reportPath
	Body confirmBody
}

// Supported is where a person's support stands, and all supports.
type Supported struct {
	Supported bool  `json:"supported"`
	Supports  int64 `json:"supports"`
}

// Following tells whether a person follows.
type Following struct {
	Following bool `json:"following"`
}

type listIn struct {
	Sort         string    `query:"sort" enum:"new,updated,deadline" default:"new"`
	Area         []string  `query:"area" maxItems:"16" doc:"One or more codes, parted by commas."`
	Category     []string  `query:"category" maxItems:"16"`
	Domain       string    `query:"domain" maxLength:"64"`
	Status       []string  `query:"status" maxItems:"7"`
	Authority    []string  `query:"authority" maxItems:"16"`
	Assignee     string    `query:"assignee" maxLength:"26" doc:"An official's account id, or me."`
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
}

// Gone is a tombstone.
type Gone struct {
	ID        civic.ID   `json:"id"`
	ChangedAt civic.Time `json:"changed_at"`
}

type similarIn struct {
	placeIn
	Category string `query:"category" maxLength:"64"`
	Text     string `query:"text" maxLength:"1000"`
}

type flagBody struct {
	Reason string `json:"reason" enum:"illegal,private_data,spam,insult,wrong_place,other"`
	Words  string `json:"words,omitempty" maxLength:"1500"`
}

type flagIn struct {
	reportPath
	Body flagBody
}

// Flagged is the answer to a flag.
type Flagged struct {
	Flagged bool `json:"flagged"`
}

func (d *Door) listReports(ctx context.Context, in *listIn) (*answer[ReportPage], error) {
	return nil, unwired
}

func (d *Door) similarReports(ctx context.Context, in *similarIn) (*answer[items[report.Near]], error) {
	return nil, unwired
}

func (d *Door) submitReport(ctx context.Context, in *submitIn) (*reportOut, error) {
	return nil, unwired
}

func (d *Door) getReport(ctx context.Context, in *reportPath) (*reportOut, error) {
	return nil, unwired
}

func (d *Door) editReport(ctx context.Context, in *editIn) (*reportOut, error) { return nil, unwired }

func (d *Door) withdrawReport(ctx context.Context, in *reportPath) (*noContent, error) {
	return nil, unwired
}

func (d *Door) addUpdate(ctx context.Context, in *actIn) (*reportOut, error) { return nil, unwired }

func (d *Door) confirmReport(ctx context.Context, in *confirmIn) (*reportOut, error) {
	return nil, unwired
}

func (d *Door) supportReport(ctx context.Context, in *reportPath) (*answer[Supported], error) {
	return nil, unwired
}

func (d *Door) unsupportReport(ctx context.Context, in *reportPath) (*answer[Supported], error) {
	return nil, unwired
}

func (d *Door) followReport(ctx context.Context, in *reportPath) (*answer[Following], error) {
	return nil, unwired
}

func (d *Door) unfollowReport(ctx context.Context, in *reportPath) (*answer[Following], error) {
	return nil, unwired
}

func (d *Door) revealAuthor(ctx context.Context, in *reportPath) (*answer[report.Contact], error) {
	return nil, unwired
}

func (d *Door) flagReport(ctx context.Context, in *flagIn) (*answer[Flagged], error) {
	return nil, unwired
}
