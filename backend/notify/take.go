package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/relay"
)

// Taker takes what happens to reports, and the stretches of its own
// fan-outs.
func (s *Service) Taker() relay.Taker {
	return relay.Taker{
		Name: "notify",
		Kinds: []string{
			"report.status_changed", "report.answered", "report.asked", "report.contested",
			"report.duplicate", "report.duplicate_undone", "report.handed_over", "report.hidden", "report.restored",
			"support.withdrawn", stepKind,
		},
		Take: s.take, Batch: 256,
	}
}

// Made is the kind of message that every new notification carries, for whoever
// brings it to its reader; its data is {"account": id}, its document the
// notification.
const Made = "notification.made"

// take handles the messages of one document in their order, and different documents
// side by side.
func (s *Service) take(ctx context.Context, es []relay.Envelope) error {
	place := map[string]int{}
	var docs [][]relay.Envelope
	for _, e := range es {
		i, known := place[e.DocID]
		if !known {
			i = len(docs)
			place[e.DocID], docs = i, append(docs, nil)
		}
		docs[i] = append(docs[i], e)
	}
	return each(docs, func(es []relay.Envelope) error {
		for _, e := range es {
			if err := s.takeOne(ctx, e); err != nil {
				return fmt.Errorf("notify: %s: %w", e.Kind, err)
			}
		}
		return nil
	})
}

// facts are what messages of all kinds may say.
type facts struct {
	Report civic.ID `json:"report"` // of a support
	Update string   `json:"update"`
	To     string   `json:"to"`
	Of     civic.ID `json:"of"`
	Cursor string   `json:"cursor"`
}

func (s *Service) takeOne(ctx context.Context, e relay.Envelope) error {
	var f facts
	if len(e.Data) > 0 {
		if err := json.Unmarshal(e.Data, &f); err != nil {
			s.Log.Error("a message that can't be read is dropped", "kind", e.Kind, "err", err)
			return nil
		}
	}
	switch e.Kind {
	case stepKind:
		return s.step(ctx, e.DocID, f.Cursor)
	case "support.withdrawn":
		return s.retract(ctx, e.By, civic.Subject{Kind: "report", ID: f.Report})
	}
	of := civic.Subject{Kind: "report", ID: civic.ID(e.DocID)}
	known, err := s.Briefs(ctx, []civic.Subject{of})
	if err != nil {
		return err
	}
	b, ok := known[of]
	if !ok {
		return nil // erased since
	}
	return s.tell(ctx, planOf(e, f, of), b)
}

// plan is what is to be told, and about what; it is kept while a fan-out lasts.
type plan struct {
	What    string        `json:"what"` // the seed of the notifications' ids
	Kind    Kind          `json:"kind,omitempty"`
	Subject civic.Subject `json:"subject"`
	By      civic.ID      `json:"by,omitempty"` // who acted
	At      civic.Time    `json:"at"`           // when
	Update  string        `json:"update,omitempty"`
	Status  string        `json:"status,omitempty"`
	Bring   civic.ID      `json:"bring,omitempty"`   // followers follow this one too
	Release civic.ID      `json:"release,omitempty"` // those brought here by that duplicate go
}

// planOf reads a message of a report. What one act says twice (an update that is
// an answer and a new status) has one seed, and is told once.
func planOf(e relay.Envelope, f facts, of civic.Subject) plan {
	p := plan{What: of.String() + "/" + string(e.ID), Subject: of, By: e.By, At: e.At, Update: f.Update}
	if f.Update != "" {
		p.What = of.String() + "/" + f.Update
	}
	switch strings.TrimPrefix(e.Kind, "report.") {
	case "status_changed":
		p.Kind, p.Status = StatusChanged, f.To
	case "answered":
		p.Kind = Answered
	case "asked":
		p.Kind = Asked
	case "contested":
		p.Kind = Contested
	case "duplicate":
		p.Kind, p.Bring = Duplicate, f.Of
	case "duplicate_undone":
		p.Subject, p.Release = civic.Subject{Kind: of.Kind, ID: f.Of}, of.ID
	case "handed_over":
		p.Kind = HandedOver
	case "hidden":
		p.Kind = Hidden
	case "restored":
		p.Kind = Restored
	}
	return p
}

// tell writes to those who must know whether they follow or not, and then to the
// followers.
func (s *Service) tell(ctx context.Context, p plan, b Brief) error {
	switch p.Kind {
	case Asked, Hidden, Restored:
		return s.write(ctx, p, b.Author, p.Kind)
	case Contested:
		for _, who := range b.Staff {
			if err := s.write(ctx, p, who, p.Kind); err != nil {
				return err
			}
		}
	}
	return s.begin(ctx, p)
}

// kindFor is what a follower is told: a resolved report is a question to those
// who live with it.
func (p plan) kindFor(r role) Kind {
	if p.Kind == StatusChanged && p.Status == "resolved" && r != "" {
		return ConfirmationAsked
	}
	return p.Kind
}
