package moderation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Action is what a moderator decides; the word on the wire.
type Action string

// The actions.
const (
	Hide          Action = "hide"
	Restore       Action = "restore"
	Keep          Action = "keep"
	ReleasePhotos Action = "release_photos"
)

// Verdict is what a moderator says, and about what: something may have come while
// they were looking.
type Verdict struct {
	Action Action     `json:"action"`
	Reason string     `json:"reason"` // 1..MaxReason; the author reads it
	Photos []civic.ID `json:"photos"` // ReleasePhotos: those they saw, ≤ MaxPhotos, no other is released; nil does not say
	Seen   int64      `json:"seen"`   // Case.Rev that they saw; 0 does not say
}

// Decision is a verdict as it is kept.
type Decision struct {
	Action Action     `json:"action"`
	Reason string     `json:"reason"`
	By     civic.ID   `json:"by"`
	At     civic.Time `json:"at"`
	Seen   int64      `json:"seen,omitempty"`   // the case's revision that the moderator saw
	Photos []civic.ID `json:"photos,omitempty"` // what is released; of the last decision only
}

// Decide closes a case, whoever decided it before, unless something came to it
// since the moderator looked: then the decision holds, and the case waits on. A
// moderator may also act on a subject that nobody flagged. The last decision
// again changes nothing. Nobody decides on their own content.
func (s *Service) Decide(ctx context.Context, actor civic.Actor, subject civic.Subject, in Verdict) (Case, error) {
	if err := moderators(actor); err != nil {
		return Case{}, err
	}
	author, err := s.subjects.Author(ctx, actor, subject)
	if err != nil {
		return Case{}, err
	}
	if author == actor.ID {
		return Case{}, civic.Denied("moderation.own")
	}
	if in.Reason, err = in.checked(); err != nil {
		return Case{}, err
	}
	d, err := s.put(ctx, subject, func(d *document) ([]store.Message, error) { return s.decide(d, actor, in) })
	if err != nil {
		return Case{}, err
	}
	return d.shown(), nil
}

func (s *Service) decide(d *document, actor civic.Actor, in Verdict) ([]store.Message, error) {
	if d.repeats(in) {
		return nil, store.ErrUnchanged
	}
	if in.Action == Restore && !d.Hidden {
		return nil, civic.Fail(civic.KindConflict, "moderation.not_hidden")
	}
	now := s.clock.Now()
	if len(d.Why) == 0 {
		d.Why = []Why{WhyModerator}
	}
	decision := Decision{Action: in.Action, Reason: in.Reason, By: actor.ID, At: now, Seen: in.Seen, Photos: in.Photos}
	d.Decision = &decision
	if d.State == StateDecided || in.Seen == 0 || in.Seen == d.Meta.Rev {
		d.State, d.DecidedAt, d.Rank = StateDecided, now, ""
	}
	if in.Action == Hide || in.Action == Restore {
		d.Hidden = in.Action == Hide
	}
	past := decision
	past.Photos = nil
	if d.History = append(d.History, past); len(d.History) > MaxHistory {
		d.History = slices.Clone(d.History[len(d.History)-MaxHistory:])
	}
	data := map[string]any{"subject": d.Subject, "action": in.Action, "reason": in.Reason}
	if in.Action == ReleasePhotos && in.Photos != nil {
		data["photos"] = in.Photos
	}
	return []store.Message{store.Note("case.decided", now, actor.ID, data)}, nil
}

// repeats tells whether a verdict is the last decision, sent again.
func (d *document) repeats(in Verdict) bool {
	last := d.Decision
	if last == nil || last.Action != in.Action || last.Reason != in.Reason || !slices.Equal(last.Photos, in.Photos) {
		return false
	}
	return d.State == StateDecided || in.Seen != 0 && last.Seen == in.Seen
}

func (v Verdict) checked() (string, error) {
	var faults []*civic.Error
	if !slices.Contains([]Action{Hide, Restore, Keep, ReleasePhotos}, v.Action) {
		faults = append(faults, civic.Invalid("moderation.action_unknown", "action"))
	}
	if len(v.Photos) > MaxPhotos {
		faults = append(faults, civic.Invalid("input.max_items", "photos").With("max", MaxPhotos))
	}
	reason := tidy(v.Reason)
	if reason == "" {
		faults = append(faults, civic.Invalid("moderation.reason_required", "reason"))
	}
	if n := utf8.RuneCountInString(reason); n > MaxReason {
		faults = append(faults, civic.Invalid("moderation.text_long", "reason").With("max", MaxReason).With("length", n))
	}
	return reason, civic.Join(faults)
}

func moderators(actor civic.Actor) error {
	if !actor.SignedIn() {
		return errSignIn()
	}
	if !actor.Is(civic.Moderator) {
		return civic.Denied("moderation.not_moderator")
	}
	return nil
}

// told turns the store's errors into what a person is told.
func told(err error) error {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return civic.NotFound("moderation.no_case")
	case errors.Is(err, store.ErrCursor):
		return civic.Invalid("moderation.cursor_malformed", "after")
	}
	return fmt.Errorf("moderation: %w", err)
}
