package api

import (
	"context"

	"jemaa/backend/civic"
	"jemaa/backend/notify"
	"jemaa/backend/report"
)

type inboxIn struct {
	After  string `query:"after" maxLength:"1024"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Unread bool   `query:"unread"`
	Lang   string `query:"lang" maxLength:"8"`
}

// Inbox is one page of notifications.
type Inbox struct {
	Items  []notify.Item `json:"items"`
	Next   string        `json:"next,omitempty"`
	Unread int64         `json:"unread"`
}

type readBody struct {
	IDs []string `json:"ids,omitempty" maxItems:"100" maxLength:"64"`
	All bool     `json:"all,omitempty"`
}

// Unread counts what is left to read.
type Unread struct {
	Unread int64 `json:"unread"`
}

// Following tells whether a person follows.
type Following struct {
	Following bool `json:"following"`
}

func (d *Door) listNotifications(ctx context.Context, in *inboxIn) (*answer[Inbox], error) {
	v := visitOf(ctx)
	page, err := d.on.Notify.List(ctx, v.actor, notify.Query{After: in.After, Limit: in.Limit, Unread: in.Unread, Lang: v.lang})
	if err != nil {
		return nil, err
	}
	unread, err := d.unread(ctx, v.actor)
	return &answer[Inbox]{Inbox{Items: listed(page.Items), Next: page.Next, Unread: unread}}, err
}

func (d *Door) readNotifications(ctx context.Context, in *struct{ Body readBody }) (*answer[Unread], error) {
	actor := visitOf(ctx).actor
	var err error
	if in.Body.All {
		err = d.on.Notify.MarkAllRead(ctx, actor)
	} else {
		err = d.on.Notify.MarkRead(ctx, actor, in.Body.IDs)
	}
	if err != nil {
		return nil, err
	}
	unread, err := d.unread(ctx, actor)
	return &answer[Unread]{Unread{unread}}, err
}

func (d *Door) unread(ctx context.Context, actor civic.Actor) (int64, error) {
	n, err := d.on.Notify.Unread(ctx, actor)
	return int64(n), err
}

func (d *Door) followReport(ctx context.Context, in *ReportPath) (*answer[Following], error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[Following]{Following{true}}, d.on.Notify.Follow(ctx, visitOf(ctx).actor, civic.Subject{Kind: report.Kind, ID: id})
}

func (d *Door) unfollowReport(ctx context.Context, in *ReportPath) (*answer[Following], error) {
	id, err := civic.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[Following]{Following{false}}, d.on.Notify.Unfollow(ctx, visitOf(ctx).actor, civic.Subject{Kind: report.Kind, ID: id})
}

// followed lists the public reports that somebody follows, the latest first. A
// page may be shorter than its limit and still have a next one.
func (d *Door) followed(ctx context.Context, actor civic.Actor, in *listIn) (civic.Page[report.Summary], error) {
	if !actor.SignedIn() {
		return civic.Page[report.Summary]{}, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	ids, err := d.on.Notify.Following(ctx, actor.ID, notify.Stretch{Kind: report.Kind, After: in.After, Limit: in.Limit})
	if err != nil {
		return civic.Page[report.Summary]{}, err
	}
	reports, err := d.on.Reports.Many(ctx, actor, ids.Items)
	return civic.Page[report.Summary]{Items: reports, Next: ids.Next}, err
}

// fillViewer adds what other rooms know of a reader and a report.
func (d *Door) fillViewer(ctx context.Context, actor civic.Actor, v *report.View) (err error) {
	of := civic.Subject{Kind: report.Kind, ID: v.ID}
	if v.Viewer.Following, err = d.on.Notify.IsFollowing(ctx, actor.ID, of); err != nil {
		return err
	}
	v.Viewer.Flagged, err = d.on.Moderation.Flagged(ctx, actor, of)
	return err
}
