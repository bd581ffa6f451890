package logbook

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// eraseStep is how many entries' words are taken away at once.
const eraseStep = 500

// Erase takes away the words of every entry about an account, and its name from
// the words of what it did to others; it says how many it changed. The entries
// stay. It asks no rights: whoever calls it has checked them.
func (s *Service) Erase(ctx context.Context, account civic.ID) (int, error) {
	n, err := s.erase(ctx, "about", account, func(ids []string) error {
		_, err := s.words.Purge(ctx, ids...)
		return err
	})
	if err != nil {
		return n, err
	}
	m, err := s.erase(ctx, "by", account, func(ids []string) error {
		for _, id := range ids {
			_, err := s.words.Update(ctx, id, func(w *words) ([]store.Message, error) {
				w.By, w.BySalt = "", ""
				return nil, nil
			})
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return nil
	})
	return n + m, err
}

// erase shows all words in which a field names the account, some at a time, until
// none is left.
func (s *Service) erase(ctx context.Context, field string, account civic.ID, some func(ids []string) error) (int, error) {
	for n := 0; ; {
		page, _, err := s.words.Page(ctx, store.Query{Where: []store.Match{store.Eq(field, string(account))}, Limit: eraseStep})
		if err != nil || len(page) == 0 {
			return n, wrapped(err)
		}
		ids := make([]string, len(page))
		for i, w := range page {
			ids[i] = w.ID
		}
		if err := some(ids); err != nil {
			return n, wrapped(err)
		}
		n += len(ids)
	}
}

func wrapped(err error) error {
	if err != nil {
		return fmt.Errorf("logbook: erase: %w", err)
	}
	return nil
}
