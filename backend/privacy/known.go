package privacy

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"jemaa/backend/civic"
)

// maxKnown is up to how many things of one list are counted.
const maxKnown = 100

// Known is what is kept about somebody in one list, counted up to 100.
type Known struct {
	List   string            `json:"list"`
	Count  int               `json:"count"`
	More   bool              `json:"more,omitempty"`   // there are more than were counted
	Fields map[string]string `json:"fields,omitempty"` // of a list of one: its plain values
}

// Known tells the actor what there is about them, list by list. Errors:
// Unauthenticated "auth.required".
func (s *Service) Known(ctx context.Context, actor civic.Actor) ([]Known, error) {
	if err := signedIn(actor); err != nil {
		return nil, err
	}
	lists := map[string]*Known{}
	for _, r := range s.Rooms {
		if err := s.know(ctx, r, actor.ID, lists); err != nil {
			return nil, fmt.Errorf("privacy: known: %s: %w", r.Name, err)
		}
	}
	out := make([]Known, 0, len(lists))
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		out = append(out, *lists[name])
	}
	return out, nil
}

// maxStretches bounds what one room is asked for.
const maxStretches = 8

func (s *Service) know(ctx context.Context, r Room, who civic.ID, lists map[string]*Known) error {
	after := ""
	for range maxStretches {
		taken, err := r.Own(ctx, civic.Taking{Who: who, After: after})
		if err != nil {
			return err
		}
		for _, item := range taken.Items {
			k := lists[item.List]
			if k == nil {
				k = &Known{List: item.List, Fields: plain(item.Data)}
				lists[item.List] = k
			}
			if k.Count++; k.Count > 1 {
				k.Fields = nil
			}
			if k.Count > maxKnown {
				k.Count, k.More = maxKnown, true
			}
		}
		if after = taken.Next; after == "" {
			return nil
		}
	}
	return nil
}

// plain are the values of a record that can be shown as they are.
func plain(record any) map[string]string {
	b, err := json.Marshal(record)
	if err != nil {
		return nil
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(b, &fields) != nil {
		return nil
	}
	out := map[string]string{}
	for name, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		if text != "" && text != "null" && !strings.ContainsAny(text[:1], "{[") {
			out[name] = text
		}
	}
	return out
}
