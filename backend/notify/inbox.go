package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Item is a notification as its reader sees it.
type Item struct {
	ID      string        `json:"id"`
	Kind    Kind          `json:"kind"`
	Subject civic.Subject `json:"subject"`
	Title   string        `json:"title"`
	Body    string        `json:"body"`
	Path    string        `json:"path"` // "/fr/reports/01…"
	At      civic.Time    `json:"at"`
	ReadAt  civic.Time    `json:"read_at,omitzero"`
}

// Query asks for a stretch of an inbox.
type Query struct {
	After  string
	Limit  int // at most civic.MaxPage
	Unread bool
	Lang   civic.Lang // of the words; "" for the actor's
}

// MaxUnread is the most that Unread counts: so many mean "that many or more".
const MaxUnread = 100

// MaxMarked is the most notifications that MarkRead takes at once.
const MaxMarked = 100

// List gives the actor's notifications, the latest first. What its reader can't
// see any more is left out, so a page may hold fewer than Limit and still have a
// next. Errors: Unauthenticated "auth.required"; Invalid "cursor.malformed".
func (s *Service) List(ctx context.Context, actor civic.Actor, q Query) (civic.Page[Item], error) {
	out := civic.Page[Item]{Items: []Item{}}
	if err := required(actor); err != nil {
		return out, err
	}
	if !q.Lang.Valid() {
		q.Lang = actor.Lang
	}
	box, err := s.inbox(ctx, actor.ID)
	if err != nil {
		return out, err
	}
	find := store.Query{Where: mine(actor.ID), Sort: "at", Desc: true, After: q.After, Limit: bounded(q.Limit)}
	if q.Unread {
		find.Sort, find.From = "unread_at", box.ReadBefore.Plus(time.Millisecond)
	}
	ns, next, err := s.notifications.Page(ctx, find)
	if err != nil {
		return out, fmt.Errorf("notify: list: %w", cursor(err))
	}
	known, err := s.briefs(ctx, ns)
	if err != nil {
		return out, err
	}
	for _, n := range ns {
		b, ok := known[n.Subject]
		if !ok || !b.shows(actor.ID) {
			continue
		}
		item := n.item(b, q.Lang)
		item.ReadAt = n.read(box)
		out.Items = append(out.Items, item)
	}
	out.Next = next
	return out, nil
}

func mine(who civic.ID) []store.Match { return []store.Match{store.Eq("account", string(who))} }

// shows tells whether somebody may be told of a subject.
func (b Brief) shows(to civic.ID) bool { return b.Visible || to == b.Author }

func (s *Service) inbox(ctx context.Context, who civic.ID) (inbox, error) {
	b, err := s.inboxes.Get(ctx, string(who))
	if errors.Is(err, store.ErrNotFound) {
		return inbox{}, nil
	}
	if err != nil {
		return inbox{}, fmt.Errorf("notify: inbox: %w", err)
	}
	return *b, nil
}

// briefs reads the subjects of some notifications, each once.
func (s *Service) briefs(ctx context.Context, ns []*Notification) (map[civic.Subject]Brief, error) {
	seen := map[civic.Subject]bool{}
	var of []civic.Subject
	for _, n := range ns {
		if !seen[n.Subject] {
			seen[n.Subject] = true
			of = append(of, n.Subject)
		}
	}
	if len(of) == 0 {
		return nil, nil
	}
	known, err := s.Briefs(ctx, of)
	if err != nil {
		return nil, fmt.Errorf("notify: briefs: %w", err)
	}
	return known, nil
}

// Unread counts what the actor has not read and may see, up to MaxUnread.
// Errors: Unauthenticated "auth.required".
func (s *Service) Unread(ctx context.Context, actor civic.Actor) (int, error) {
	if err := required(actor); err != nil {
		return 0, err
	}
	box, err := s.inbox(ctx, actor.ID)
	if err != nil {
		return 0, err
	}
	count := 0
	q := store.Query{
		Where: mine(actor.ID), Sort: "unread_at", Desc: true, From: box.ReadBefore.Plus(time.Millisecond), Limit: MaxUnread,
	}
	for range 5 { // pages: what is hidden does not count
		ns, next, err := s.notifications.Page(ctx, q)
		if err != nil {
			return 0, fmt.Errorf("notify: unread: %w", err)
		}
		known, err := s.briefs(ctx, ns)
		if err != nil {
			return 0, err
		}
		for _, n := range ns {
			if b, ok := known[n.Subject]; ok && b.shows(actor.ID) {
				count++
			}
		}
		if next == "" || count >= MaxUnread {
			break
		}
		q.After = next
	}
	return min(count, MaxUnread), nil
}

// MarkRead marks some of the actor's notifications as read; those that are not
// theirs are passed over. Errors: Unauthenticated "auth.required"; Invalid
// "notification.too_many" (field ids, param max).
func (s *Service) MarkRead(ctx context.Context, actor civic.Actor, ids []string) error {
	if err := required(actor); err != nil {
		return err
	}
	if len(ids) > MaxMarked {
		return civic.Invalid("notification.too_many", "ids").With("max", MaxMarked)
	}
	return each(ids, func(id string) error {
		_, err := s.notifications.Update(ctx, id, func(n *Notification) ([]store.Message, error) {
			if n.Account != actor.ID || !n.ReadAt.IsZero() {
				return nil, store.ErrUnchanged
			}
			n.ReadAt, n.UnreadAt = s.Clock.Now(), civic.Time{}
			return nil, nil
		})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("notify: mark read: %w", err)
		}
		return nil
	})
}

// MarkAllRead marks everything in the actor's inbox as read, in one write.
// Errors: Unauthenticated "auth.required".
func (s *Service) MarkAllRead(ctx context.Context, actor civic.Actor) error {
	if err := required(actor); err != nil {
		return err
	}
	now := s.Clock.Now()
	_, err := s.inboxes.Put(ctx, string(actor.ID), func() (*inbox, []store.Message, error) {
		return &inbox{Meta: store.Meta{ID: string(actor.ID)}, ReadBefore: now}, nil, nil
	}, func(b *inbox) ([]store.Message, error) {
		if !now.After(b.ReadBefore.Time) {
			return nil, store.ErrUnchanged
		}
		b.ReadBefore = now
		return nil, nil
	})
	if err != nil {
		return fmt.Errorf("notify: mark all read: %w", err)
	}
	return nil
}

// Note is what a push says of a notification.
type Note struct {
	ID    string
	Topic string // the subject: the latest note of it is enough
	Title string
	Body  string
	Lang  civic.Lang
	Path  string
	At    civic.Time
}

// Note says one notification for a push in a language. The error is NotFound
// "notification.not_found" when there is nothing to say any more: it is not that
// account's, was read, or its subject is hidden.
func (s *Service) Note(ctx context.Context, to civic.ID, id string, lang civic.Lang) (Note, error) {
	none := civic.NotFound("notification.not_found")
	n, err := s.notifications.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return Note{}, none
	}
	if err != nil {
		return Note{}, fmt.Errorf("notify: note: %w", err)
	}
	box, err := s.inbox(ctx, to)
	if err != nil {
		return Note{}, err
	}
	if n.Account != to || !n.read(box).IsZero() {
		return Note{}, none
	}
	known, err := s.briefs(ctx, []*Notification{n})
	if err != nil {
		return Note{}, err
	}
	b, ok := known[n.Subject]
	if !ok || !b.shows(to) {
		return Note{}, none
	}
	i := n.item(b, lang)
	return Note{i.ID, n.Subject.String(), i.Title, i.Body, lang, i.Path, n.At}, nil
}
