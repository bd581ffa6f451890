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

// Verdict is what a moderator says.
type Verdict struct {
	Action Action `json:"action"`
	Reason string `json:"reason"` // 1..MaxReason; the author reads it
}

// Decision is a verdict as it is kept.
type Decision struct {
	Action Action     `json:"action"`
	Reason string     `json:"reason"`
	By     civic.ID   `json:"by"`
	At     civic.Time `json:"at"`
}

// Decide closes a case, whoever decided it before; a moderator may also act on a
// subject that nobody flagged. The last decision again changes nothing. Nobody
// decides on their own content.
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
	var closed Case
	err = s.put(ctx, subject, func(d *document) ([]store.Message, error) {
		messages, err := s.decide(d, actor, in)
		closed = d.Case
		return messages, err
	})
	return closed, err
}

func (s *Service) decide(d *document, actor civic.Actor, in Verdict) ([]store.Message, error) {
	if last := d.Decision; d.State == StateDecided && last != nil && last.Action == in.Action && last.Reason == in.Reason {
		return nil, store.ErrUnchanged
	}
	if in.Action == Restore && !d.Hidden {
		return nil, civic.Fail(civic.KindConflict, "moderation.not_hidden")
	}
	now := s.clock.Now()
	if len(d.Why) == 0 {
		d.Why = []Why{WhyModerator}
	}
	decision := Decision{Action: in.Action, Reason: in.Reason, By: actor.ID, At: now}
	d.State, d.Decision, d.DecidedAt, d.Rank = StateDecided, &decision, now, ""
	if in.Action == Hide || in.Action == Restore {
		d.Hidden = in.Action == Hide
	}
	if d.History = append(d.History, decision); len(d.History) > MaxHistory {
		d.History = slices.Clone(d.History[len(d.History)-MaxHistory:])
	}
	return []store.Message{store.Note("case.decided", now, actor.ID, map[string]any{
		"subject": d.Subject, "action": in.Action, "reason": in.Reason,
	})}, nil
}

func (v Verdict) checked() (string, error) {
	var faults []*civic.Error
	if !slices.Contains([]Action{Hide, Restore, Keep, ReleasePhotos}, v.Action) {
		faults = append(faults, civic.Invalid("moderation.action_unknown", "action"))
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
