package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"jemaa/backend/civic"
)

// Submission is what somebody sends to report something.
type Submission struct {
	Category    string              `json:"category"`
	Answers     map[string][]string `json:"answers,omitempty"`
	Title       string              `json:"title,omitempty"` // ≤ MaxTitle
	Description string              `json:"description"`     // 1..MaxDescription
	Lang        civic.Lang          `json:"lang,omitempty"`
	Location    civic.Point         `json:"location"`
	Address     string              `json:"address,omitempty"` // ≤ MaxAddress
	Photos      []civic.ID          `json:"photos,omitempty"`  // ≤ MaxPhotos, the author's own
	Anonymous   bool                `json:"anonymous,omitempty"`
	Source      Source              `json:"source,omitempty"` // "" is App
}

// Edit changes what an author said; nil fields stay as they are.
type Edit struct {
	Category    *string              `json:"category,omitempty"`
	Answers     *map[string][]string `json:"answers,omitempty"`
	Title       *string              `json:"title,omitempty"`
	Description *string              `json:"description,omitempty"`
	Lang        *civic.Lang          `json:"lang,omitempty"`
	Location    *civic.Point         `json:"location,omitempty"`
	Address     *string              `json:"address,omitempty"`
	Photos      *[]civic.ID          `json:"photos,omitempty"`
	Anonymous   *bool                `json:"anonymous,omitempty"`
	IfRev       int64                `json:"-"` // the revision the author saw; 0 does not ask
}

// hashOf fingerprints a request, so that its repetition is known for one.
func hashOf(request any) string {
	b, err := json.Marshal(request)
	if err != nil {
		return "" // only for a number that is not finite, which validation refuses
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// said is the content of a report: what an author may say and change.
func (r *Report) said() Submission {
	s := Submission{
		Category: r.Category, Answers: r.Answers, Title: r.Title, Description: r.Description, Lang: r.Lang,
		Location: r.Location, Address: r.Address, Anonymous: r.Anonymous, Source: r.Source,
	}
	for _, p := range r.Photos {
		s.Photos = append(s.Photos, p.ID)
	}
	return s
}

// with is the submission after an edit.
func (s Submission) with(e Edit) Submission {
	set(&s.Category, e.Category)
	set(&s.Answers, e.Answers)
	set(&s.Title, e.Title)
	set(&s.Description, e.Description)
	set(&s.Lang, e.Lang)
	set(&s.Location, e.Location)
	set(&s.Address, e.Address)
	set(&s.Photos, e.Photos)
	set(&s.Anonymous, e.Anonymous)
	return s
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// checked tidies a submission and gathers all that is wrong with it.
func (s *Service) checked(ctx context.Context, who attaching, in Submission) (Submission, []Photo, error) {
	var f faults
	in.Title = f.line("title", in.Title, MaxTitle)
	in.Description = f.words("description", in.Description, MaxDescription)
	in.Address = f.line("address", in.Address, MaxAddress)
	f.lang(in.Lang)
	if in.Source == "" {
		in.Source = App
	}
	if in.Source != App && in.Source != Counter && in.Source != Phone {
		f.add(civic.Invalid("report.source_unknown", "source"))
	}
	s.checkPlace(&f, &in)
	if _, ok := s.City.Category(in.Category); !ok {
		f.add(civic.Invalid("report.category_unknown", "category"))
	} else {
		f = append(f, s.City.CheckAnswers(in.Category, in.Answers)...)
	}
	in.Answers = answered(in.Answers)
	if who.bounds.NoLinks {
		f.plain("title", in.Title, "description", in.Description, "address", in.Address)
		for question, values := range in.Answers {
			f.plain("answers."+question, strings.Join(values, "\n"))
		}
	}
	photos, err := s.owned(ctx, who, in.Photos, &f)
	if err != nil {
		return in, nil, err
	}
	return in, photos, civic.Join(f)
}

// answered leaves out answers in which nothing can be seen: they are none, and
// nothing else bounds their length.
func answered(answers map[string][]string) map[string][]string {
	out := maps.Clone(answers)
	maps.DeleteFunc(out, func(_ string, values []string) bool {
		return !slices.ContainsFunc(values, func(v string) bool { return !civic.Blank(v) })
	})
	return out
}

// checkPlace keeps a point to a centimetre and within the city.
func (s *Service) checkPlace(f *faults, in *Submission) {
	if !in.Location.Valid() {
		f.add(civic.Invalid("report.location_invalid", "location"))
		return
	}
	in.Location = civic.Point{Lon: math.Round(in.Location.Lon*1e7) / 1e7, Lat: math.Round(in.Location.Lat*1e7) / 1e7}
	if _, ok := s.City.AreaAt(in.Location); !ok {
		f.add(civic.Invalid("report.location_outside", "location"))
	}
}

// attaching is who attaches photos, those that hang there already, and what that
// person may not do.
type attaching struct {
	by     civic.ID
	there  []Photo
	bounds Bounds
}

// owned reads the photos that somebody attaches, in their order.
func (s *Service) owned(ctx context.Context, who attaching, ids []civic.ID, f *faults) ([]Photo, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if len(ids) > MaxPhotos {
		f.add(civic.Invalid("report.photos_many", "photos").With("max", MaxPhotos))
		return nil, nil
	}
	ids = slices.Clone(ids)
	for i, id := range ids {
		ids[i] = civic.ID(strings.ToUpper(string(id))) // canonical, if it is one at all
	}
	free, err := s.Photos.Owned(ctx, who.by, ids)
	if err != nil {
		return nil, fmt.Errorf("report: photos: %w", err)
	}
	found := slices.Concat(who.there, free)
	out := make([]Photo, 0, len(ids))
	for i, id := range ids {
		field := fmt.Sprintf("photos[%d]", i)
		at := slices.IndexFunc(found, func(p Photo) bool { return p.ID == id })
		switch {
		case slices.Contains(ids[:i], id):
			f.add(civic.Invalid("report.photo_twice", field))
		case at < 0:
			f.add(civic.Invalid("report.photo_unknown", field))
		default:
			p := found[at]
			out = append(out, Photo{ID: p.ID, Width: p.Width, Height: p.Height, Color: p.Color})
		}
	}
	return out, nil
}

// place fills in what follows from a report's category and point: domain, area
// and the public point.
func (s *Service) place(r *Report, cat Category) {
	r.Domain, r.HiddenPlace = cat.Domain, cat.HidePlace
	r.Area, _ = s.City.AreaAt(r.Location)
	r.PublicLocation = r.Location
	if r.HiddenPlace {
		r.PublicLocation = s.Law.Snap(r.Location)
	}
}

// assignAuthority gives the report to who answers for its category in its area.
func (s *Service) assignAuthority(r *Report) error {
	authority, ok := s.City.Authority(r.Category, r.Area)
	if !ok {
		return civic.Invalid("report.authority_unknown", "category")
	}
	if authority != r.Authority {
		r.Authority, r.Assignee = authority, ""
	}
	return nil
}

// attach puts photos on a report or an update: those that were there stay as
// they are, new ones wait for a moderator where hold says so.
func attach(now civic.Time, photos, before []Photo, hold bool) []Photo {
	out := make([]Photo, len(photos))
	for i, p := range photos {
		p.At, p.Held = now, hold
		if at := slices.IndexFunc(before, func(o Photo) bool { return o.ID == p.ID }); at >= 0 {
			p = before[at]
		}
		out[i] = p
	}
	return out
}
