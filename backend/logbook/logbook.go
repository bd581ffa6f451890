// Package logbook keeps the log of who decided what about whom: roles given and
// taken, levels confirmed, names that were hidden and read. An entry says what
// happened and when, for ever; who it was about and who did it stand there as
// pseudonyms, keyed hashes that only this log makes. The words beside it (the
// accounts, the reason) lie in a document of their own, to which the entry holds
// a salted commitment: erasing that document leaves an entry that still counts,
// proves that nobody changed the words while they were there, and leads to nobody.
//
// Rooms tell the log through messages whose kind begins with civic.LogKinds, in
// the write of what they did, so nothing is done that the log does not hear of.
// There is no way to change an entry, nor to remove one.
package logbook

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// The collections.
const (
	entries = "logbook"
	beside  = "logbook_words"
)

// entry is one line of the log; its id is that of the message that told it.
type entry struct {
	store.Meta
	Kind       string            `json:"kind"` // "role_given"
	At         civic.Time        `json:"at"`
	About      string            `json:"about,omitempty"` // pseudonym, "" for nobody
	By         string            `json:"by,omitempty"`    // pseudonym, "" for the program and the command line
	What       map[string]string `json:"what,omitempty"`
	Commitment string            `json:"commitment"`              // to About, Subject and Reason
	ByCommit   string            `json:"by_commitment,omitempty"` // to By
}

// words are what can be erased of an entry, under the same id.
type words struct {
	store.Meta
	About   civic.ID `json:"about,omitempty"`
	Subject string   `json:"subject,omitempty"`
	Reason  string   `json:"reason,omitempty"`
	Salt    string   `json:"salt"`
	// Who acted has a salt of its own, for it is erased by itself: what somebody did
	// to others stays readable when they have gone.
	By     civic.ID `json:"by,omitempty"`
	BySalt string   `json:"by_salt,omitempty"`
}

func (w *words) commitment() string {
	return commit(w.Salt, string(w.About), w.Subject, w.Reason)
}

func (w *words) byCommitment() string {
	if w.By == "" {
		return ""
	}
	return commit(w.BySalt, string(w.By))
}

// commit is the SHA-256, in hexadecimal, of a salt and words as a JSON list: with
// them anybody can make it again, without the salt nobody can tell what it is of.
func commit(words ...string) string {
	text, err := json.Marshal(words)
	if err != nil {
		panic("logbook: commitment: " + err.Error()) // texts always marshal
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Service keeps the log. It is safe for concurrent use.
type Service struct {
	entries *store.Collection[entry]
	words   *store.Collection[words]
	key     []byte
}

// Open declares the room's collections (logbook, logbook_words). The pepper is at
// least 32 secret bytes, the same at every start.
func Open(ctx context.Context, e store.Engine, clock civic.Clock, pepper []byte) (*Service, error) {
	if len(pepper) < 32 {
		return nil, fmt.Errorf("logbook: open: pepper of %d bytes, want 32", len(pepper))
	}
	key, err := hkdf.Key(sha256.New, pepper, nil, "jemaa logbook pseudonym", 32)
	if err != nil {
		return nil, fmt.Errorf("logbook: open: %w", err)
	}
	s := &Service{key: key}
	if s.entries, err = store.Open[entry](ctx, e, clock, entries, indexes...); err != nil {
		return nil, fmt.Errorf("logbook: open: %w", err)
	}
	s.words, err = store.Open[words](ctx, e, clock, beside,
		store.Index{Name: "about", Fields: []string{"about"}, Sparse: true}, store.Index{Name: "by", Fields: []string{"by"}, Sparse: true})
	if err != nil {
		return nil, fmt.Errorf("logbook: open: %w", err)
	}
	return s, nil
}

// pseudonym is an account as entries name it.
func (s *Service) pseudonym(id civic.ID) string {
	if id == "" {
		return ""
	}
	m := hmac.New(sha256.New, s.key)
	m.Write([]byte(id))
	return hex.EncodeToString(m.Sum(nil))
}

const (
	maxWhat = 8
	maxText = 4000 // bytes of one text that an entry holds
)

// Write makes an entry of a message that tells of an act. It is the body of a
// taker: repeating it changes nothing, an error means "again later".
func (s *Service) Write(ctx context.Context, m store.Message) error {
	found, err := s.entries.GetAll(ctx, []string{string(m.ID)})
	if err != nil || len(found) > 0 { // written already; its words may have been erased since
		return err
	}
	var told civic.Logged
	if err := json.Unmarshal(m.Data, &told); err != nil {
		return fmt.Errorf("logbook: message %s: %w", m.Kind, err)
	}
	w, err := s.keep(ctx, m, told)
	if err != nil {
		return err
	}
	err = s.entries.Insert(ctx, &entry{
		Meta: store.Meta{ID: string(m.ID)}, Kind: strings.TrimPrefix(m.Kind, civic.LogKinds), At: m.At,
		About: s.pseudonym(told.About), By: s.pseudonym(m.By), What: bounded(told.What), Commitment: w.commitment(), ByCommit: w.byCommitment(),
	})
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("logbook: write: %w", err)
	}
	return nil
}

// keep writes the words first: should a kill come between, the entry is made for
// those that are there, with their salt.
func (s *Service) keep(ctx context.Context, m store.Message, told civic.Logged) (*words, error) {
	w := &words{
		Meta: store.Meta{ID: string(m.ID)}, About: told.About, By: m.By,
		Subject: clip(told.Subject), Reason: clip(told.Reason), Salt: salt(),
	}
	if w.By != "" {
		w.BySalt = salt()
	}
	err := s.words.Insert(ctx, w)
	if errors.Is(err, store.ErrExists) {
		w, err = s.words.Get(ctx, string(m.ID))
	}
	if err != nil {
		return nil, fmt.Errorf("logbook: keep: %w", err)
	}
	return w, nil
}

func bounded(what map[string]string) map[string]string {
	out := make(map[string]string, len(what))
	for k, v := range what {
		if len(out) < maxWhat {
			out[clip(k)] = clip(v)
		}
	}
	return out
}

func clip(s string) string {
	if len(s) > maxText {
		return strings.ToValidUTF8(s[:maxText], "")
	}
	return s
}

func salt() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b[:])
}
