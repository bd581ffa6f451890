// Package moderation keeps the room civil. Anybody signed in can flag what they
// see, once; the flags on one subject make a case; moderators read the queue of
// cases and decide, with a reason that the author receives.
//
// It knows content only as a civic.Subject by somebody: a decision is a message
// on the case, which the subject's own room carries out. Who flagged is known to
// the store alone, never shown.
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

// Bounds.
const (
	MaxWords   = 1000 // runes of a flag's words
	MaxReason  = 2000 // runes of a decision's reason
	MaxHistory = 50   // decisions kept in a case
	MaxPhotos  = 100  // photos that one decision releases
	wordsKept  = 20   // flags' words kept in a case
)

// Reason is why somebody flags; the word on the wire.
type Reason string

// The reasons.
const (
	Illegal     Reason = "illegal"
	PrivateData Reason = "private_data"
	Spam        Reason = "spam"
	Insult      Reason = "insult"
	WrongPlace  Reason = "wrong_place"
	Other       Reason = "other" // needs words
)

// Reasons lists every reason.
var Reasons = []Reason{Illegal, PrivateData, Spam, Insult, WrongPlace, Other}

// Flag is one person's complaint about one subject; its id is made from the two.
type Flag struct {
	store.Meta
	SubjectKey string     `json:"subject_key"`
	Account    civic.ID   `json:"account"`
	Reason     Reason     `json:"reason"`
	Words      string     `json:"words,omitempty"`
	At         civic.Time `json:"at"`
}

// Notice is what somebody says when they flag.
type Notice struct {
	Reason Reason `json:"reason"`
	Words  string `json:"words,omitempty"` // ≤ MaxWords; required for Other
}

// Subjects tells whose something is.
type Subjects interface {
	// Author gives the author of a subject that the actor can see; an error says
	// why they can't.
	Author(ctx context.Context, actor civic.Actor, s civic.Subject) (civic.ID, error)
}

// Service takes flags and decides cases. Rights are checked here.
type Service struct {
	subjects Subjects
	clock    civic.Clock
	flags    *store.Collection[Flag]
	cases    *store.Collection[document]
}

// Open declares the collections of moderation on an engine.
func Open(ctx context.Context, e store.Engine, clock civic.Clock, subjects Subjects) (*Service, error) {
	flags, err := store.Open[Flag](ctx, e, clock, "flag", store.Index{Name: "subject", Fields: []string{"subject_key", "at"}},
		store.Index{Name: "account", Fields: []string{"account", "at"}})
	if err != nil {
		return nil, fmt.Errorf("moderation: open: %w", err)
	}
	cases, err := store.Open[document](ctx, e, clock, "case",
		store.Index{Name: "queue", Fields: []string{"rank"}, Sparse: true},
		store.Index{Name: "decided", Fields: []string{"decided_at"}, Sparse: true})
	if err != nil {
		return nil, fmt.Errorf("moderation: open: %w", err)
	}
	return &Service{subjects: subjects, clock: clock, flags: flags, cases: cases}, nil
}

func flagID(s civic.Subject, account civic.ID) string { return s.String() + "/" + string(account) }

// Flag complains about a subject, once a person: a second flag of the same
// person changes nothing and is no error.
func (s *Service) Flag(ctx context.Context, actor civic.Actor, subject civic.Subject, in Notice) error {
	if !actor.SignedIn() {
		return errSignIn()
	}
	author, err := s.subjects.Author(ctx, actor, subject)
	if err != nil {
		return err
	}
	if author == actor.ID {
		return civic.Fail(civic.KindConflict, "moderation.own")
	}
	words, err := in.checked()
	if err != nil {
		return err
	}
	now := s.clock.Now()
	f := &Flag{SubjectKey: subject.String(), Account: actor.ID, Reason: in.Reason, Words: words, At: now}
	f.ID = flagID(subject, actor.ID)
	err = s.flags.Insert(ctx, f, store.Note("flag.raised", now, actor.ID, map[string]any{"subject": subject}))
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("moderation: flag: %w", err)
	}
	return nil
}

func (n Notice) checked() (string, error) {
	var faults []*civic.Error
	if !slices.Contains(Reasons, n.Reason) {
		faults = append(faults, civic.Invalid("moderation.reason_unknown", "reason"))
	}
	words := tidy(n.Words)
	if length := utf8.RuneCountInString(words); length > MaxWords {
		faults = append(faults, civic.Invalid("moderation.text_long", "words").With("max", MaxWords).With("length", length))
	}
	if n.Reason == Other && words == "" {
		faults = append(faults, civic.Invalid("moderation.words_required", "words"))
	}
	return words, civic.Join(faults)
}

// Flagged tells whether the actor has flagged a subject.
func (s *Service) Flagged(ctx context.Context, actor civic.Actor, subject civic.Subject) (bool, error) {
	if !actor.SignedIn() {
		return false, nil
	}
	flag, err := s.flags.LookAll(ctx, []string{flagID(subject, actor.ID)}) // keeps also that there is none
	if err != nil {
		return false, fmt.Errorf("moderation: flagged: %w", err)
	}
	return flag[0] != nil, nil
}

func errSignIn() *civic.Error { return civic.Fail(civic.KindUnauthenticated, "moderation.sign_in") }

// tidy is a typed text as it is kept; of one in which nothing can be seen, "".
func tidy(s string) string {
	if s = civic.Tidy(s); civic.Blank(s) {
		return ""
	}
	return s
}
