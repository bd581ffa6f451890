package api

import (
	"context"

	"jemaa/backend/civic"
)

// NotificationView is one line of the inbox, in the reader's language.
type NotificationView struct {
	ID      string        `json:"id"`
	Kind    string        `json:"kind"`
	Subject civic.Subject `json:"subject"`
	Title   string        `json:"title"`
	Body    string        `json:"body"`
	Path    string        `json:"path" doc:"Of the page to open."`
	At      civic.Time    `json:"at"`
	ReadAt  civic.Time    `json:"read_at,omitzero"`
}

type inboxIn struct {
	After  string `query:"after" maxLength:"1024"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Unread bool   `query:"unread"`
	Lang   string `query:"lang" maxLength:"8"`
}

// Inbox is one page of notifications.
type Inbox struct {
	Items  []NotificationView `json:"items"`
	Next   string             `json:"next,omitempty"`
	Unread int64              `json:"unread"`
}

type readBody struct {
	IDs []string `json:"ids,omitempty" maxItems:"100"`
	All bool     `json:"all,omitempty"`
}

// Unread counts what is left to read.
type Unread struct {
	Unread int64 `json:"unread"`
}

func (d *Door) listNotifications(ctx context.Context, in *inboxIn) (*answer[Inbox], error) {
	return nil, unwired
}

func (d *Door) readNotifications(ctx context.Context, in *struct{ Body readBody }) (*answer[Unread], error) {
	return nil, unwired
}
