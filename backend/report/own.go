package report

import (
	"context"
	"fmt"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// ownStretch is how many of somebody's reports, or edges, one Own gives.
const ownStretch = 100

// OwnSupport is a support as its owner takes it away.
type OwnSupport struct {
	Report      civic.ID   `json:"report"`
	State       string     `json:"state"`
	At          civic.Time `json:"at"`
	WithdrawnAt civic.Time `json:"withdrawn_at,omitzero"`
}

// OwnConfirmation is an answer to "is it resolved?" as its owner takes it away.
type OwnConfirmation struct {
	Report   civic.ID   `json:"report"`
	Resolved bool       `json:"resolved"`
	Words    string     `json:"words"`
	Lang     civic.Lang `json:"lang"`
	Photo    civic.ID   `json:"photo"`
	At       civic.Time `json:"at"`
}

// The parts that Own goes through, in their order; each begins its cursors.
const (
	ownReports       = ""
	ownSupportsOn    = "on:"
	ownSupportsOff   = "off:"
	ownConfirmations = "said:"
)

// Own gives a stretch of what somebody told, supported and answered, as they see it
// themselves. It asks no rights.
func (s *Service) Own(ctx context.Context, t civic.Taking) (out civic.Taken, err error) {
	switch {
	case strings.HasPrefix(t.After, ownSupportsOn):
		out, err = s.ownSupports(ctx, t, on)
		return then(out, ownSupportsOn, ownSupportsOff), err
	case strings.HasPrefix(t.After, ownSupportsOff):
		out, err = s.ownSupports(ctx, t, off)
		return then(out, ownSupportsOff, ownConfirmations), err
	case strings.HasPrefix(t.After, ownConfirmations):
		out, err = s.ownConfirmations(ctx, t)
		return then(out, ownConfirmations, ""), err
	}
	out, err = s.ownReports(ctx, t)
	return then(out, ownReports, ownSupportsOn), err
}

// then makes a part's own cursor one of Own: the next part's when it has ended.
func then(out civic.Taken, part, next string) civic.Taken {
	if out.Next != "" {
		out.Next = part + out.Next
	} else {
		out.Next = next
	}
	return out
}

func (s *Service) ownReports(ctx context.Context, t civic.Taking) (out civic.Taken, err error) {
	reports, next, err := s.reports.Page(ctx, store.Query{
		Where: []store.Match{store.Eq("author", string(t.Who))}, Sort: "created_at", Limit: ownStretch, After: t.After,
	})
	if err != nil {
		return out, fmt.Errorf("report: own: %w", err)
	}
	for _, r := range reports {
		v, err := s.view(ctx, civic.Actor{ID: t.Who}, r)
		if err != nil {
			return out, err
		}
		v.Viewer = nil
		out.Items = append(out.Items, civic.Own{List: "reports", Data: v})
	}
	out.Next = next
	return out, nil
}

func (s *Service) ownSupports(ctx context.Context, t civic.Taking, state string) (out civic.Taken, err error) {
	_, after, _ := strings.Cut(t.After, ":")
	edges, next, err := s.supports.Page(ctx, store.Query{
		Where: []store.Match{store.Eq("account", string(t.Who)), store.Eq("state", state)}, Sort: "at", Limit: ownStretch, After: after,
	})
	if err != nil {
		return out, fmt.Errorf("report: own: %w", err)
	}
	for _, e := range edges {
		out.Items = append(out.Items, civic.Own{List: "supports", Data: OwnSupport{e.Report, e.State, e.At, e.WithdrawnAt}})
	}
	out.Next = next
	return out, nil
}

func (s *Service) ownConfirmations(ctx context.Context, t civic.Taking) (out civic.Taken, err error) {
	q := ofAccount(t.Who)
	_, q.After, _ = strings.Cut(t.After, ":")
	answers, next, err := s.confirmations.Page(ctx, q)
	if err != nil {
		return out, fmt.Errorf("report: own: %w", err)
	}
	for _, c := range answers {
		o := OwnConfirmation{Report: c.Report, Resolved: c.Resolved, Words: c.Words, Lang: c.Lang, At: c.At}
		if c.Photo != nil {
			o.Photo = c.Photo.ID
		}
		out.Items = append(out.Items, civic.Own{List: "confirmations", Data: o})
	}
	out.Next = next
	return out, nil
}
