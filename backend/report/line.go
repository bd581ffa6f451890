package report

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sync"

	"jemaa/backend/civic"
)

// Line is the Summary that everybody may see, as JSON on the wire. Text is shared:
// nobody may change it. Sum names the text.
type Line struct {
	Text []byte
	Sum  [16]byte
}

// Lines gives one page of List to somebody who is not signed in, the same in every
// byte: most readers are nobody in particular, and get what was written before.
func (s *Service) Lines(ctx context.Context, in Filter) (civic.Page[Line], error) {
	q, some, err := s.query(civic.Actor{}, in)
	if err != nil || !some {
		return civic.Page[Line]{}, err
	}
	reports, next, err := s.reports.LookPage(ctx, q)
	if err != nil {
		return civic.Page[Line]{}, told(err)
	}
	counts, err := s.counts(ctx, reports)
	if err != nil {
		return civic.Page[Line]{}, err
	}
	items, err := s.lines.of(reports, counts, s.clock.Now())
	return civic.Page[Line]{Items: items, Next: next}, err
}

// lines keeps lines that were written, in two generations: what is asked for passes
// from the old one to the young one, and when that is full the old one is forgotten.
// A line says of which revision it is, and all else that it depends on, so that one
// that is kept is never wrong.
type lines struct {
	mu         sync.Mutex
	young, old map[string]*line
	size       int // bytes of the young
}

// line is a Line with what it was made from.
type line struct {
	Line
	rev      int64
	changed  civic.Time // an id that was purged may come again, at the same revision
	supports int64
	overdue  bool
}

const (
	// maxLines bounds the bytes of both generations: some thousands of lines.
	maxLines = 6 << 20
	// lineSize is what a line takes beside its text and twice its id.
	lineSize = 160
)

// of gives the lines of reports with their counts, as of now.
func (l *lines) of(reports []*Report, counts []map[string]int64, now civic.Time) ([]Line, error) {
	out := make([]Line, len(reports))
	missing := l.kept(reports, counts, now, out)
	made := make([]*line, len(missing))
	for n, i := range missing {
		r := reports[i]
		text, err := written(face{}.summary(r, counts[i], now))
		if err != nil {
			return nil, err
		}
		made[n] = &line{Line{text, sumOf(text)}, r.Rev, r.ChangedAt, counts[i][countSupports], r.Overdue(now)}
		out[i] = made[n].Line
	}
	if len(missing) > 0 {
		l.mu.Lock()
		defer l.mu.Unlock()
		for n, i := range missing {
			l.keep(reports[i].ID, made[n])
		}
	}
	return out, nil
}

// kept puts the lines that are kept into their places, and tells the others'.
func (l *lines) kept(reports []*Report, counts []map[string]int64, now civic.Time, out []Line) (missing []int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, r := range reports {
		have := l.find(r.ID)
		if have == nil || have.rev != r.Rev || !have.changed.Equal(r.ChangedAt.Time) ||
			have.supports != counts[i][countSupports] || have.overdue != r.Overdue(now) {
			missing = append(missing, i)
			continue
		}
		out[i] = have.Line
	}
	return missing
}

// find looks a line up, and lets it stay.
func (l *lines) find(id string) *line {
	if have := l.young[id]; have != nil {
		return have
	}
	have := l.old[id]
	if have != nil {
		l.keep(id, have)
	}
	return have
}

func (l *lines) keep(id string, have *line) {
	if was := l.young[id]; was != nil {
		l.size -= was.size(id)
	}
	if l.size += have.size(id); l.young == nil || l.size > maxLines/2 {
		l.young, l.old, l.size = map[string]*line{}, l.young, have.size(id)
	}
	l.young[id] = have
}

func (l *line) size(id string) int { return lineSize + len(l.Text) + 2*len(id) }

// written is a summary as answers have it.
func written(s Summary) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return nil, fmt.Errorf("report: line: %w", err)
	}
	return bytes.Clone(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

func sumOf(text []byte) (out [16]byte) {
	sum := sha256.Sum256(text)
	copy(out[:], sum[:])
	return out
}
