package notify

import (
	"context"
	"fmt"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Supports tells who supports a subject, and who made it. Whoever does or did follows
// it too, unless they left: that is read from there, and no follow is kept for it.
type Supports interface {
	// Of gives up to limit accounts that support a subject, from a cursor on ("" for
	// the start), and the cursor of the rest, "" at the end.
	Of(ctx context.Context, subject civic.Subject, after string, limit int) (accounts []civic.ID, next string, err error)
	// Among tells which of up to store.MaxIDs accounts support a subject.
	Among(ctx context.Context, subject civic.Subject, accounts []civic.ID) (map[civic.ID]bool, error)
	// By gives up to limit subjects of a kind that an account supports, from a cursor
	// on, the latest first.
	By(ctx context.Context, account civic.ID, kind, after string, limit int) ([]Supported, error)
	// Made is By for the subjects that an account is the author of.
	Made(ctx context.Context, author civic.ID, kind, after string, limit int) ([]Supported, error)
}

// Supported is a subject that somebody supports or made.
type Supported struct {
	Subject civic.ID
	At      civic.Time // since when
	Cursor  string     // of those behind it
}

// nobody supports nothing.
type nobody struct{}

func (nobody) Of(context.Context, civic.Subject, string, int) ([]civic.ID, string, error) {
	return nil, "", nil
}

func (nobody) Among(context.Context, civic.Subject, []civic.ID) (map[civic.ID]bool, error) {
	return nil, nil
}

func (nobody) By(context.Context, civic.ID, string, string, int) ([]Supported, error) {
	return nil, nil
}

func (nobody) Made(context.Context, civic.ID, string, string, int) ([]Supported, error) {
	return nil, nil
}

// toSupporters begins the cursor of a fan-out that has told all who have a follow,
// and goes on with those who follow by their support.
const toSupporters = "+"

// stretch tells Step of those who follow from a cursor on, and gives the next cursor.
func (s *Service) stretch(ctx context.Context, p plan, after string) (string, error) {
	room := min(s.Step, store.MaxScan-1)
	rest, supporters := strings.CutPrefix(after, toSupporters)
	if supporters {
		return s.stretchSupporters(ctx, p, rest, room)
	}
	if after == "" {
		if err := s.reachAuthor(ctx, p); err != nil {
			return "", err
		}
	}
	q := followers(p.Subject)
	q.Limit, q.After = room, after
	fs, next, err := s.follows.Page(ctx, q)
	if err != nil {
		return "", err
	}
	if err := s.giveRoles(ctx, p.Subject, fs); err != nil {
		return "", err
	}
	if err := each(fs, func(f *Follow) error { return s.reach(ctx, p, f) }); err != nil {
		return "", err
	}
	switch {
	case next != "" || p.Release != "": // only who has a follow was brought here
		return next, nil
	case len(fs) == room:
		return toSupporters, nil
	}
	return s.stretchSupporters(ctx, p, "", room-len(fs))
}

// authorOf is who made a subject, "" for nobody.
func (s *Service) authorOf(ctx context.Context, of civic.Subject) (civic.ID, error) {
	known, err := s.Briefs(ctx, []civic.Subject{of})
	return known[of].Author, err
}

// reachAuthor tells the author, save one who left. Who has a follow as well is told
// once all the same.
func (s *Service) reachAuthor(ctx context.Context, p plan) error {
	who, err := s.authorOf(ctx, p.Subject)
	if err != nil || who == "" || p.Release != "" { // only who has a follow was brought here
		return err
	}
	kept, err := s.followsOf(ctx, p.Subject, []civic.ID{who})
	if err != nil {
		return err
	}
	if f := kept[who]; f != nil && f.State == left {
		return nil
	}
	return s.reach(ctx, p, &Follow{Account: who, Role: author})
}

// giveRoles tells followers who also support or made the subject from others.
func (s *Service) giveRoles(ctx context.Context, of civic.Subject, fs []*Follow) error {
	if len(fs) == 0 {
		return nil
	}
	made, err := s.authorOf(ctx, of)
	if err != nil {
		return err
	}
	accounts := make([]civic.ID, len(fs))
	for i, f := range fs {
		accounts[i] = f.Account
	}
	support, err := s.Supports.Among(ctx, of, accounts)
	if err != nil {
		return err
	}
	for _, f := range fs {
		switch {
		case f.Account == made:
			f.Role = author
		case f.Role == "" && support[f.Account]:
			f.Role = supporter
		}
	}
	return nil
}

// stretchSupporters tells supporters, save those who left. Who has a follow was
// told before, and is told once all the same.
func (s *Service) stretchSupporters(ctx context.Context, p plan, after string, room int) (string, error) {
	accounts, next, err := s.Supports.Of(ctx, p.Subject, after, room)
	if err != nil {
		return "", err
	}
	kept, err := s.followsOf(ctx, p.Subject, accounts)
	if err != nil {
		return "", err
	}
	err = each(accounts, func(who civic.ID) error {
		if f := kept[who]; f != nil && f.State == left {
			return nil
		}
		return s.reach(ctx, p, &Follow{Account: who, Role: supporter})
	})
	if err != nil || next == "" {
		return "", err
	}
	return toSupporters + next, nil
}

// followsOf reads what some accounts said of following a subject.
func (s *Service) followsOf(ctx context.Context, of civic.Subject, accounts []civic.ID) (map[civic.ID]*Follow, error) {
	ids := make([]string, len(accounts))
	for i, who := range accounts {
		ids[i] = followID(who, of)
	}
	fs, err := s.follows.GetAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[civic.ID]*Follow, len(fs))
	for _, f := range fs {
		out[f.Account] = f
	}
	return out, nil
}

// bound tells whether somebody made or supports a subject.
func (s *Service) bound(ctx context.Context, who civic.ID, of civic.Subject) (bool, error) {
	made, err := s.authorOf(ctx, of)
	if err != nil {
		return false, fmt.Errorf("notify: is following: %w", err)
	}
	if made == who {
		return true, nil
	}
	among, err := s.Supports.Among(ctx, of, []civic.ID{who})
	if err != nil {
		return false, fmt.Errorf("notify: is following: %w", err)
	}
	return among[who], nil
}
