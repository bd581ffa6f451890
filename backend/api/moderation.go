package api

import (
	"context"
	"fmt"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/report"
	"jemaa/moderation"
)

// CaseView is a case as a moderator sees it.
type CaseView struct {
	Subject  civic.Subject      `json:"subject"`
	Title    string             `json:"title"`
	Excerpt  string             `json:"excerpt"`
	Photos   []report.PhotoView `json:"photos" doc:"The report's, and behind them all others that wait for a moderator (held): release_photos names those that were shown."`
	Rev      int64              `json:"rev" doc:"What a decision says it has seen."`
	Why      []string           `json:"why" doc:"flags, held_photos, author, moderator"`
	Flags    int64              `json:"flags"`
	Reasons  map[string]int64   `json:"reasons"`
	Words    []string           `json:"words" doc:"What those who flagged it wrote; no names."`
	State    string             `json:"state" enum:"open,decided"`
	Decision *DecisionView      `json:"decision,omitempty"`
	OpenedAt civic.Time         `json:"opened_at"`
	Report   *report.Summary    `json:"report,omitempty"`
	Author   *Trust             `json:"author,omitempty" doc:"How its author stands; not who it is."`
}

// DecisionView is what was decided.
type DecisionView struct {
	Action string     `json:"action" enum:"hide,restore,keep,release_photos"`
	Reason string     `json:"reason"`
	At     civic.Time `json:"at"`
}

type casesIn struct {
	State string `query:"state" enum:"open,decided" default:"open"`
	After string `query:"after" maxLength:"1024"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Lang  string `query:"lang" maxLength:"8"`
}

// CasePage is one page of the queue.
type CasePage struct {
	Items []CaseView `json:"items"`
	Next  string     `json:"next,omitempty"`
}

type decideIn struct {
	Kind string `path:"kind" enum:"report"`
	ID   string `path:"id" minLength:"26" maxLength:"26"`
	Body struct {
		Action string   `json:"action" enum:"hide,restore,keep,release_photos"`
		Reason string   `json:"reason,omitempty" maxLength:"2500"`
		Photos []string `json:"photos,omitempty" maxItems:"100" maxLength:"26" doc:"release_photos: the held photos that were shown; no other is released."`
		Seen   int64    `json:"seen,omitempty" doc:"The case's rev that was shown: what came to it since keeps it open."`
	}
}

func (d *Door) listCases(ctx context.Context, in *casesIn) (*answer[CasePage], error) {
	cases, err := d.on.Moderation.Cases(ctx, visitOf(ctx).actor, moderation.State(in.State), in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := CasePage{Items: make([]CaseView, len(cases.Items)), Next: cases.Next}
	for i, c := range cases.Items {
		if out.Items[i], err = d.caseView(ctx, c); err != nil {
			return nil, err
		}
	}
	return &answer[CasePage]{out}, nil
}

func (d *Door) decideCase(ctx context.Context, in *decideIn) (*answer[CaseView], error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	var photos []civic.ID
	for i, text := range in.Body.Photos {
		p, err := civic.ParseID(text)
		if err != nil {
			return nil, civic.Invalid("id.malformed", fmt.Sprintf("photos[%d]", i))
		}
		photos = append(photos, p)
	}
	c, err := d.on.Moderation.Decide(ctx, visitOf(ctx).actor, civic.Subject{Kind: in.Kind, ID: id}, moderation.Verdict{
		Action: moderation.Action(in.Body.Action), Reason: in.Body.Reason, Photos: photos, Seen: in.Body.Seen,
	})
	if err != nil {
		return nil, err
	}
	v, err := d.caseView(ctx, c)
	return &answer[CaseView]{v}, err
}

// caseView joins a case, which knows only a kind and an id, with the content as
// this moderator may see it; content that is gone leaves the case without.
func (d *Door) caseView(ctx context.Context, c moderation.Case) (CaseView, error) {
	v := CaseView{
		Subject: c.Subject, Photos: []report.PhotoView{}, Why: []string{}, Flags: int64(c.Flags), Reasons: map[string]int64{},
		Words: listed(c.Words), State: string(c.State), OpenedAt: c.OpenedAt, Rev: c.Rev,
	}
	for _, why := range c.Why {
		v.Why = append(v.Why, string(why))
	}
	for reason, n := range c.Reasons {
		v.Reasons[string(reason)] = int64(n)
	}
	if c.Decision != nil {
		v.Decision = &DecisionView{Action: string(c.Decision.Action), Reason: c.Decision.Reason, At: c.Decision.At}
	}
	r, err := d.on.Reports.Get(ctx, visitOf(ctx).actor, c.Subject.ID)
	if k := civic.KindOf(err); k == civic.KindGone || k == civic.KindNotFound {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	if v.Author, err = d.trustOfAuthor(ctx, c.Subject.ID); err != nil {
		return v, err
	}
	v.Title, v.Excerpt, v.Photos, v.Report = r.Title, r.Excerpt, listed(r.Photos), &r.Summary
	held, err := d.on.Reports.HeldPhotos(ctx, visitOf(ctx).actor, c.Subject.ID)
	for _, p := range held {
		if !slices.Contains(v.Photos, p) {
			v.Photos = append(v.Photos, p)
		}
	}
	return v, err
}

type flagBody struct {
	Reason string `json:"reason" enum:"illegal,private_data,spam,insult,wrong_place,other"`
	Words  string `json:"words,omitempty" maxLength:"1500"`
}

type flagIn struct {
	ReportPath
	Body flagBody
}

// Flagged is the answer to a flag.
type Flagged struct {
	Flagged bool `json:"flagged"`
}

func (d *Door) flagReport(ctx context.Context, in *flagIn) (*answer[Flagged], error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	err = d.on.Moderation.Flag(ctx, visitOf(ctx).actor, civic.Subject{Kind: report.Kind, ID: id}, moderation.Notice{
		Reason: moderation.Reason(in.Body.Reason), Words: in.Body.Words,
	})
	return &answer[Flagged]{Flagged{true}}, err
}
