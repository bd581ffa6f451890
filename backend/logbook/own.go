package logbook

import (
	"context"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// OwnEntry is a line of the log as the person it is about takes it away.
type OwnEntry struct {
	Kind   string            `json:"kind"`
	At     civic.Time        `json:"at"`
	What   map[string]string `json:"what"`
	Reason string            `json:"reason"`
}

// Own gives a stretch of what the log says about somebody. It asks no rights.
func (s *Service) Own(ctx context.Context, t civic.Taking) (out civic.Taken, err error) {
	page, next, err := s.words.Page(ctx, store.Query{
		Where: []store.Match{store.Eq("about", string(t.Who))}, Limit: eraseStep, After: t.After,
	})
	if err != nil {
		return out, fmt.Errorf("logbook: own: %w", err)
	}
	ids := make([]string, len(page))
	for i, w := range page {
		ids[i] = w.ID
	}
	lines, err := s.entries.GetAll(ctx, ids)
	if err != nil {
		return out, fmt.Errorf("logbook: own: %w", err)
	}
	of := make(map[string]*entry, len(lines))
	for _, e := range lines {
		of[e.ID] = e
	}
	for _, w := range page {
		if e := of[w.ID]; e != nil {
			out.Items = append(out.Items, civic.Own{List: "log", Data: OwnEntry{e.Kind, e.At, e.What, w.Reason}})
		}
	}
	out.Next = next
	return out, nil
}
