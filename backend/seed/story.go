package seed

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"jemaa/backend/city"
	"jemaa/backend/civic"
	"jemaa/backend/report"
	"jemaa/moderation"
)

// tale is one report of the demonstration and who is in it.
type tale struct {
	id       civic.ID
	author   civic.Actor
	official civic.Actor
	category city.Category
	area     city.Area
	said     text // what its author writes
	number   uint64
	pictured bool // begins with a picture
}

// motif is what a picture of the tale's place shows.
func (t tale) motif(repaired bool) motif {
	return motif{t.category.Code, repaired, t.number % variants}
}

// usual says how often, out of some hundreds, a category is reported; 2 when it
// is not named.
var usual = map[string]int{
	"pothole": 14, "street-light": 12, "full-bin": 12, "missed-collection": 10, "illegal-dump": 10, "water-leak": 9, "pavement": 9,
	"obstructive-parking": 7, "green-space": 7, "flooding": 5, "sewer": 5, "crossing": 5, "traffic-light": 5, "bulky-waste": 5,
	"stray-animals": 5, "construction": 4, "noise": 4, "loose-cable": 4, "sport-ground": 4, "beach": 3, "manhole": 4,
}

// story tells one report from its submission to wherever it stands today.
func (s *seeder) story(ctx context.Context, t tale) error {
	age := time.Duration(1+s.rng.IntN(70*24)) * time.Hour
	if s.chance(12) {
		age = time.Duration(1+s.rng.IntN(30)) * time.Hour
	}
	s.at(s.Now.Add(-age))
	v, err := s.submit(ctx, t)
	if err != nil {
		return err
	}
	t.official = s.officials[v.Authority]
	if err := s.support(ctx, t); err != nil {
		return err
	}
	key := t.category.Code + "/" + t.area.Code
	if err := s.life(ctx, t, age, s.open[key]); err != nil {
		return err
	}
	s.open[key] = append(s.open[key], t.id)
	return nil
}

// coast are the areas with a beach.
var coast = map[string]bool{"anfa": true, "ain-sebaa": true, "sidi-bernoussi": true, "hay-hassani": true}

// cast chooses what is reported, where, in which words, and by whom.
func (s *seeder) cast(n int) tale {
	t := tale{id: s.id(), area: s.City.Areas[n%len(s.City.Areas)], number: s.rng.Uint64()}
	total := 0
	for _, c := range s.City.Categories {
		total += weight(c)
	}
	at := s.rng.IntN(total)
	for _, c := range s.City.Categories {
		if at -= weight(c); at < 0 {
			t.category = c
			break
		}
	}
	if inland, ok := s.City.Category("pothole"); ok && t.category.Code == "beach" && !coast[t.area.Code] {
		t.category = inland
	}
	t.said = text{"fr", t.category.Names.In(civic.French), "Signalé {place}."}
	if texts := s.texts[t.category.Code]; len(texts) > 0 {
		t.said = pick(s, texts)
	}
	t.author = pick(s, s.residents)
	if s.chance(4) {
		t.author = s.clerk
	}
	t.pictured = scenes[t.category.Code] != nil && s.chance(72)
	return t
}

func weight(c city.Category) int {
	if w, ok := usual[c.Code]; ok {
		return w
	}
	return 2
}

// submission is what a tale's author sends.
func (s *seeder) submission(t tale) report.Submission {
	words, lang := t.said, civic.French
	if words[0] == string(civic.Arabic) {
		lang = civic.Arabic
	}
	place := t.area.Names.In(lang)
	if places := s.places[t.area.Code]; len(places) > 0 {
		at := pick(s, places)
		place = civic.Words{civic.French: at[0], civic.Arabic: at[1]}.In(lang)
	}
	title := words[1]
	if s.chance(50) {
		title += " – " + place
	}
	in := report.Submission{
		Category: t.category.Code, Title: title, Description: strings.ReplaceAll(words[2], "{place}", place),
		Lang: civic.Lang(words[0]), Location: s.somewhere(t.area), Address: place,
		Anonymous: s.chance(14), Answers: s.fill(t.category), Source: report.App,
	}
	if t.author.ID == s.clerk.ID {
		in.Source = report.Counter
	}
	return in
}

func (s *seeder) submit(ctx context.Context, t tale) (report.View, error) {
	in := s.submission(t)
	if t.pictured {
		id, err := s.photograph(ctx, t, t.author, false)
		if err != nil {
			return report.View{}, err
		}
		in.Photos = []civic.ID{id}
	}
	v, _, err := s.Reports.Submit(ctx, t.author, t.id, in)
	if err != nil {
		return v, fmt.Errorf("submit %s: %w", t.category.Code, err)
	}
	return v, s.attach(ctx, t, in.Photos)
}

// somewhere is a point of the area, by trial within its box.
func (s *seeder) somewhere(a city.Area) civic.Point {
	for range 200 {
		p := civic.Point{ // as exact as reports keep it, or else a border may lie between
			Lon: math.Round(1e7*(a.Box.West+s.rng.Float64()*(a.Box.East-a.Box.West))) / 1e7,
			Lat: math.Round(1e7*(a.Box.South+s.rng.Float64()*(a.Box.North-a.Box.South))) / 1e7,
		}
		if in, ok := s.City.AreaAt(p); ok && in.Code == a.Code {
			return p
		}
	}
	return a.Centroid
}

// fill answers a category's required questions, and some of the others.
func (s *seeder) fill(c city.Category) map[string][]string {
	answers := map[string][]string{}
	for _, q := range c.Questions {
		if len(q.Options) > 0 && (q.Required || s.chance(50)) {
			answers[q.Code] = []string{pick(s, q.Options).Code}
		} else if q.Required && q.Type == city.Number {
			answers[q.Code] = []string{"2"}
		} else if q.Required && q.Type == city.Date {
			answers[q.Code] = []string{s.now.Format(time.DateOnly)}
		} else if q.Required {
			answers[q.Code] = []string{"12"}
		}
	}
	return answers
}

func (s *seeder) photograph(ctx context.Context, t tale, by civic.Actor, repaired bool) (civic.ID, error) {
	body, err := s.gallery.draw(t.motif(repaired))
	if err != nil {
		return "", err
	}
	id := s.id()
	_, _, err = s.Photos.Upload(ctx, by, string(id), body)
	return id, err
}

func (s *seeder) attach(ctx context.Context, t tale, photos []civic.ID) error {
	if len(photos) == 0 {
		return nil
	}
	return s.Photos.Attach(ctx, civic.Subject{Kind: report.Kind, ID: t.id}, photos)
}

// complaints are what residents hold against a report, in the words in which they do.
var complaints = []moderation.Notice{
	{Reason: moderation.PrivateData, Words: "On lit la plaque d’une voiture sur la photo."},
	{Reason: moderation.WrongPlace, Words: "هذا المكان ليس في هذا الحي."},
	{Reason: moderation.Spam},
	{Reason: moderation.Insult, Words: "Le gardien est visé par son nom."},
	{Reason: moderation.PrivateData},
	{Reason: moderation.Other, Words: "C’est réparé depuis une semaine."},
}

// support lets a few, or sometimes many, say that it hits them too.
func (s *seeder) support(ctx context.Context, t tale) error {
	n := s.rng.IntN(4)
	if s.chance(25) {
		n = 4 + s.rng.IntN(28)
	}
	work, side := errgroup.WithContext(ctx) // side by side, as the store likes it
	for _, i := range s.rng.Perm(len(s.residents))[:n] {
		if s.residents[i].ID == t.author.ID {
			continue
		}
		work.Go(func() error {
			_, err := s.Reports.Support(side, s.residents[i], t.id)
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return fmt.Errorf("support: %w", err)
	}
	if s.chance(3) {
		notice := pick(s, complaints)
		subject := civic.Subject{Kind: report.Kind, ID: t.id}
		if other := pick(s, s.residents); other.ID != t.author.ID {
			return s.Moderation.Flag(ctx, other, subject, notice)
		}
	}
	return nil
}
