package report

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"jemaa/backend/civic"
)

// How far similar reports are looked for, how many are read and given.
const (
	similarMetres = 250
	similarRead   = 200
	similarGiven  = 5
)

// Probe is what somebody is about to report.
type Probe struct {
	Place    civic.Point
	Category string // "" when not chosen yet
	Text     string // title and description so far, ≤ MaxTitle+MaxDescription runes are read
}

// Similar gives up to five open reports within 250 m of a point, the likeliest
// first: by distance, category and words. Distances are to public points, so
// that asking from many places tells nothing about a hidden one.
func (s *Service) Similar(ctx context.Context, actor civic.Actor, in Probe) ([]Near, error) {
	if !in.Place.Valid() {
		return nil, civic.Invalid("report.location_invalid", "location")
	}
	ids, err := s.Nearby(ctx, in.Place, similarMetres, similarRead)
	if err != nil {
		return nil, err
	}
	reports, err := s.public(ctx, ids)
	if err != nil {
		return nil, err
	}
	found := s.rank(in, reports)
	best := make([]*Report, len(found))
	for i, c := range found {
		best[i] = c.report
	}
	summaries, err := s.summaries(ctx, actor, best)
	if err != nil {
		return nil, err
	}
	out := make([]Near, len(found))
	for i, c := range found {
		out[i] = Near{Summary: summaries[i], Metres: c.metres}
	}
	return out, nil
}

type candidate struct {
	report *Report
	metres float64
	score  float64
}

// rank scores open reports in reach: up to 1 for nearness, 1 for the same
// category (0.3 for the same domain), up to 1 for words in common.
func (s *Service) rank(in Probe, reports []*Report) []candidate {
	words := s.words(in.Text)
	cat, known := s.City.Category(in.Category)
	var out []candidate
	for _, r := range reports {
		c := candidate{report: r, metres: in.Place.Metres(r.PublicLocation)}
		if !r.Status.Open() || c.metres > similarMetres {
			continue
		}
		c.score = 1 - c.metres/similarMetres
		switch {
		case r.Category == in.Category:
			c.score++
		case known && r.Domain == cat.Domain:
			c.score += 0.3
		}
		c.score += shared(words, s.words(r.Title+" "+r.Description))
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.metres, b.metres), cmp.Compare(a.report.ID, b.report.ID))
	})
	return out[:min(len(out), similarGiven)]
}

// words are a text's different words of three letters and more, made comparable.
func (s *Service) words(text string) map[string]bool {
	if most := 4 * (MaxTitle + MaxDescription); len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
	}
	if s.Fold != nil {
		text = s.Fold(text)
	} else {
		text = strings.ToLower(text)
	}
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsMark(c) }) {
		if len([]rune(w)) >= 3 {
			out[w] = true
		}
	}
	return out
}

// shared is which part of the fewer words the other text has too, 0..1.
func shared(a, b map[string]bool) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}
