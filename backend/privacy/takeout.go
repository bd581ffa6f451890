package privacy

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strconv"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// TakeoutState is how far a takeout has come; the word on the wire.
type TakeoutState string

// The states.
const (
	Making TakeoutState = "making"
	Ready  TakeoutState = "ready"
	Failed TakeoutState = "failed" // several times; it may be asked for again
	Over   TakeoutState = "over"   // its parts are being taken away
)

const (
	maxFailures = 5      // in a row, before a takeout is given up
	maxParts    = 20_000 // one stretch a part
	partsAtOnce = 100    // of one takeout, before another has its turn
	keyBytes    = 32
)

// takeout is everything about somebody, being put together or waiting to be fetched;
// its id is the account, so there is one. It lies in the chest in parts, each a ZIP of
// its own under a key that stands here alone: without this document they are noise.
type takeout struct {
	store.Meta
	State     TakeoutState   `json:"state"`
	Lang      civic.Lang     `json:"lang"`
	AskedAt   civic.Time     `json:"asked_at"`
	ReadyAt   civic.Time     `json:"ready_at,omitzero"`
	ExpiresAt civic.Time     `json:"expires_at,omitzero"`
	Folder    string         `json:"folder"` // in the chest: 128 random bits
	Key       []byte         `json:"key"`    // of AES-256-GCM
	Step      int            `json:"step"`   // the room that is giving out
	After     string         `json:"after"`  // where in it
	Parts     int            `json:"parts"`
	Items     int            `json:"items"`
	Size      int64          `json:"size"`  // bytes of all parts
	Lists     map[string]int `json:"lists"` // how many parts hold some of a list
	Failures  int            `json:"failures"`
	NextAt    civic.Time     `json:"next_at"`
}

// Takeout is it as its owner sees it.
type Takeout struct {
	State     TakeoutState `json:"state" enum:"making,ready,failed"`
	AskedAt   civic.Time   `json:"asked_at"`
	ReadyAt   civic.Time   `json:"ready_at,omitzero"`
	ExpiresAt civic.Time   `json:"expires_at,omitzero"`
	Items     int          `json:"items"`    // so far
	Size      int64        `json:"size"`     // bytes, about
	Progress  int          `json:"progress"` // 0..100
}

func (s *Service) shown(t *takeout) *Takeout {
	out := &Takeout{State: t.State, AskedAt: t.AskedAt, ReadyAt: t.ReadyAt, ExpiresAt: t.ExpiresAt, Items: t.Items, Size: t.Size}
	if out.Progress = 100 * t.Step / max(1, len(s.Rooms)); t.State == Ready {
		out.Progress = 100
	}
	return out
}

// Ask has everything about the actor put together. While that is under way, asking
// again gives how far it is; one that is ready is made anew. Errors: Unauthenticated
// "auth.required"; Denied "auth.fresh_needed".
func (s *Service) Ask(ctx context.Context, actor civic.Actor) (*Takeout, error) {
	if err := s.freshly(actor); err != nil {
		return nil, err
	}
	if err := s.clearOld(ctx, actor.ID); err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	fresh := func() (*takeout, []store.Message, error) {
		t := &takeout{
			Meta: store.Meta{ID: string(actor.ID)}, State: Making, Lang: actor.Lang, AskedAt: now, NextAt: now,
			Folder: hex.EncodeToString(random(16)), Key: random(keyBytes), Lists: map[string]int{},
		}
		return t, nil, nil
	}
	t, err := s.takeouts.Put(ctx, string(actor.ID), fresh, func(t *takeout) ([]store.Message, error) {
		if t.State == Making {
			return nil, store.ErrUnchanged
		}
		meta := t.Meta
		f, m, err := fresh()
		*t = *f
		t.Meta = meta
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("privacy: takeout: %w", err)
	}
	s.soon()
	return s.shown(t), nil
}

// clearOld takes the parts of an earlier takeout away, before its key and their number
// are forgotten.
func (s *Service) clearOld(ctx context.Context, who civic.ID) error {
	t, err := s.takeouts.Get(ctx, string(who))
	if err != nil || t.State == Making {
		return ignoreGone(err)
	}
	return s.clearParts(ctx, t)
}

func (s *Service) clearParts(ctx context.Context, t *takeout) error {
	for n := range t.Parts + 1 { // one may have been put and not written down
		if err := s.Chest.Delete(ctx, t.part(n)); err != nil {
			return fmt.Errorf("privacy: takeout: %w", err)
		}
	}
	return nil
}

// TakeoutOf tells how far the actor's takeout is; nil when there is none.
func (s *Service) TakeoutOf(ctx context.Context, actor civic.Actor) (*Takeout, error) {
	if err := signedIn(actor); err != nil {
		return nil, err
	}
	t, err := s.takeouts.Get(ctx, string(actor.ID))
	if gone(err) || err == nil && t.State == Over {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("privacy: takeout: %w", err)
	}
	return s.shown(t), nil
}

func (s *Service) workTakeouts(ctx context.Context) error {
	page, _, err := s.takeouts.Page(ctx, due(s.Clock.Now()))
	if err != nil {
		return fmt.Errorf("privacy: takeouts: %w", err)
	}
	for _, t := range page {
		if err := s.workTakeout(ctx, t.ID); err != nil {
			s.Log.Warn("a takeout goes on later", "error", err)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

func (s *Service) workTakeout(ctx context.Context, id string) error {
	mine := false
	t, err := s.takeouts.Update(ctx, id, func(t *takeout) ([]store.Message, error) {
		now := s.Clock.Now()
		if mine = !t.NextAt.After(now.Time); !mine {
			return nil, store.ErrUnchanged
		}
		if t.State != Making { // its time is over
			t.State, t.Key = Over, nil
		}
		t.NextAt = now.Plus(lease)
		return nil, nil
	})
	if err != nil || !mine {
		return ignoreGone(err)
	}
	if t.State == Over {
		return s.removeTakeout(ctx, t)
	}
	for n := 0; n < partsAtOnce && err == nil && t.State == Making; n++ {
		t, err = s.makePart(ctx, t)
	}
	if err == nil && t.State == Making { // others wait
		next := *t
		next.NextAt = s.Clock.Now()
		s.soon()
		return s.takeouts.Replace(ctx, &next)
	}
	if err != nil && !gone(err) && ctx.Err() == nil {
		return s.putOff(ctx, id, err)
	}
	return ignoreGone(err)
}

// makePart puts a stretch of the room whose turn it is into the chest, and then writes
// down where to go on: a kill in between has the part made once more.
func (s *Service) makePart(ctx context.Context, t *takeout) (*takeout, error) {
	if t.Step >= len(s.Rooms) {
		return s.finish(ctx, t)
	}
	taken, err := s.Rooms[t.Step].Own(ctx, civic.Taking{Who: civic.ID(t.ID), After: t.After, Files: true})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Rooms[t.Step].Name, err)
	}
	next := *t
	next.Lists = map[string]int{}
	for list, n := range t.Lists {
		next.Lists[list] = n
	}
	if len(taken.Items) > 0 {
		if t.Parts >= maxParts {
			return nil, fmt.Errorf("more than %d parts", maxParts)
		}
		zipped, err := zipOf(taken.Items, next.Lists)
		if err != nil {
			return nil, err
		}
		if err := s.putPart(ctx, &next, zipped); err != nil {
			return nil, err
		}
		next.Items += len(taken.Items)
	}
	if next.After = taken.Next; taken.Next == "" {
		next.Step++
	}
	return s.advance(ctx, t, next)
}

// advance writes down how far the takeout has come, if nobody asked anew meanwhile.
func (s *Service) advance(ctx context.Context, was *takeout, next takeout) (*takeout, error) {
	next.NextAt, next.Failures = s.Clock.Now().Plus(lease), 0
	if err := s.takeouts.Replace(ctx, &next); err != nil {
		return nil, fmt.Errorf("privacy: takeout %d: %w", was.Step, err)
	}
	return &next, nil
}

// finish adds what tells about all the rest, and lets it be fetched.
func (s *Service) finish(ctx context.Context, t *takeout) (*takeout, error) {
	next, now := *t, s.Clock.Now()
	about, err := aboutZip(t, now)
	if err != nil {
		return nil, err
	}
	if err := s.putPart(ctx, &next, about); err != nil {
		return nil, err
	}
	next.State, next.ReadyAt, next.ExpiresAt = Ready, now, now.Plus(TakenLife)
	next.NextAt = next.ExpiresAt
	if err := s.takeouts.Replace(ctx, &next); err != nil {
		return nil, fmt.Errorf("privacy: takeout: %w", err)
	}
	return &next, nil
}

// putOff tries again later, and at last no more.
func (s *Service) putOff(ctx context.Context, id string, cause error) error {
	_, err := s.takeouts.Update(ctx, id, func(t *takeout) ([]store.Message, error) {
		if t.State != Making {
			return nil, store.ErrUnchanged
		}
		now := s.Clock.Now()
		t.NextAt = now.Plus(again)
		if t.Failures++; t.Failures >= maxFailures {
			t.State, t.ExpiresAt, t.NextAt = Failed, now.Plus(TakenLife), now.Plus(TakenLife)
		}
		return nil, nil
	})
	return fmt.Errorf("privacy: takeout: %w", firstOf(cause, ignoreGone(err)))
}

// removeTakeout takes the parts away and then the document.
func (s *Service) removeTakeout(ctx context.Context, t *takeout) error {
	if err := s.clearParts(ctx, t); err != nil {
		return err
	}
	_, err := s.takeouts.Purge(ctx, t.ID)
	return err
}

func (t *takeout) part(n int) string { return "takeouts/" + t.Folder + "/" + strconv.Itoa(n) + ".bin" }

// putPart seals a part and puts it into the chest.
func (s *Service) putPart(ctx context.Context, t *takeout, zipped []byte) error {
	aead, err := t.aead()
	if err != nil {
		return err
	}
	nonce := random(aead.NonceSize())
	if err := s.Chest.Put(ctx, t.part(t.Parts), aead.Seal(nonce, nonce, zipped, []byte(strconv.Itoa(t.Parts)))); err != nil {
		return err
	}
	t.Parts++
	t.Size += int64(len(zipped))
	return nil
}

func (s *Service) getPart(ctx context.Context, t *takeout, n int) ([]byte, error) {
	aead, err := t.aead()
	if err != nil {
		return nil, err
	}
	sealed, err := s.Chest.Get(ctx, t.part(n))
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, fmt.Errorf("part %d is cut short", n)
	}
	nonce := sealed[:aead.NonceSize()]
	return aead.Open(nil, nonce, sealed[len(nonce):], []byte(strconv.Itoa(n)))
}

func (t *takeout) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(t.Key)
	if err != nil {
		return nil, fmt.Errorf("privacy: takeout: %w", err)
	}
	return cipher.NewGCM(block)
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // crypto/rand.Read never fails since Go 1.24
	return b
}
