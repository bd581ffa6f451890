// Package seed makes cities that do not exist: the demonstration, whose invented
// residents report, support, ask and are answered through the same services as
// anybody, only at times of the seeder's choosing; and the bulk data of
// benchmarks. Everything follows from one number and the hour.
package seed

import (
	"context"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/goccy/go-yaml"

	"jemaa/backend/account"
	"jemaa/backend/city"
	"jemaa/backend/civic"
	"jemaa/backend/photo"
	"jemaa/backend/report"
	"jemaa/moderation"
)

//go:embed texts.yaml
var textsYAML []byte

//go:embed places.yaml
var placesYAML []byte

//go:embed answers.yaml
var answersYAML []byte

// Target is the city that is filled. SetNow moves the clock that its services
// were made with; photos, once shown by a report, are attached at once.
type Target struct {
	City       *city.City
	Accounts   *account.Service
	Reports    *report.Service
	Photos     *photo.Service
	Moderation *moderation.Service
	SetNow     func(time.Time)
	Out        io.Writer // hears of the progress, in lines
}

// The most that is seeded at once.
const (
	MaxCount = 10_000
	MaxScale = 1_000_000
)

// Demo is how large a demonstration is and when it ends.
type Demo struct {
	Count  int       // how many reports; 0 is 300
	Now    time.Time // the youngest report is an hour older
	Number uint64    // what everything follows from
}

// text is what somebody writes: language, title, words.
type text [3]string

// script is everything that is said in a demonstration.
type script struct {
	texts   map[string][]text
	places  map[string][][2]string         // by area: the French name, the Arabic one
	answers map[string]map[string][]string // act → language → words
}

func readScript() (script, error) {
	var s script
	for _, f := range []struct {
		name string
		body []byte
		into any
	}{{"texts", textsYAML, &s.texts}, {"places", placesYAML, &s.places}, {"answers", answersYAML, &s.answers}} {
		if err := yaml.Unmarshal(f.body, f.into); err != nil {
			return s, fmt.Errorf("seed: %s.yaml: %w", f.name, err)
		}
	}
	return s, nil
}

// seeder is one seeding under way.
type seeder struct {
	Target
	Demo
	script
	rng       *rand.Rand
	gallery   *gallery
	now       time.Time
	residents []civic.Actor
	officials map[string]civic.Actor // by authority
	clerk     civic.Actor            // who writes down what people say at the counter
	open      map[string][]civic.ID  // reports by category and area, for duplicates
}

// Run fills an empty city with a demonstration.
func Run(ctx context.Context, t Target, d Demo) error {
	if d.Count == 0 {
		d.Count = 300
	}
	words, err := readScript()
	if err != nil {
		return err
	}
	s := &seeder{
		Target: t, Demo: d, script: words, rng: rand.New(rand.NewPCG(d.Number, 2026)),
		officials: map[string]civic.Actor{}, open: map[string][]civic.ID{}, gallery: newGallery(t.Photos.Lab),
	}
	s.Photos.Lab = s.gallery
	defer func() { s.Photos.Lab = s.gallery.Lab }()
	if err := s.people(ctx); err != nil {
		return err
	}
	tales := make([]tale, d.Count)
	for i := range tales {
		tales[i] = s.cast(i)
	}
	if err := s.gallery.ahead(ctx, tales); err != nil {
		return err
	}
	for i, tale := range tales {
		if err := s.story(ctx, tale); err != nil {
			return fmt.Errorf("seed: report %d: %w", i, err)
		}
		if (i+1)%50 == 0 {
			fmt.Fprintf(t.Out, "%d of %d reports\n", i+1, d.Count)
		}
	}
	t.SetNow(d.Now)
	return nil
}

// at moves the city's clock.
func (s *seeder) at(t time.Time) {
	s.now = t
	s.SetNow(t)
}

// id makes the next ULID of the seeding: the same at every run.
func (s *seeder) id() civic.ID {
	const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var random [16]byte
	binary.BigEndian.PutUint64(random[:8], s.rng.Uint64())
	binary.BigEndian.PutUint64(random[8:], s.rng.Uint64())
	out := []byte("01JEMAADEM")
	for _, b := range random {
		out = append(out, crockford[b&31])
	}
	return civic.ID(out)
}

var givenNames = []string{
	"Amina", "Rachid", "Khadija", "Mehdi", "Fatima Zahra", "Anas", "Hanane", "Othmane", "Meryem", "Zakaria", "Ghita", "Ayoub",
	"Siham", "Tarik", "Najat", "Younes", "Loubna", "Adil", "Houda", "Reda", "أمينة", "رشيد", "خديجة", "عبد الله", "فاطمة", "حسن", "سعاد", "إبراهيم",
}

// people makes the residents, and finds the demonstration's staff.
func (s *seeder) people(ctx context.Context) error {
	s.at(s.Now.AddDate(0, 0, -120))
	for i := range 72 {
		name, lang := givenNames[i%len(givenNames)], civic.French
		if name[0] >= 0x80 {
			lang = civic.Arabic
		}
		id, err := s.Accounts.Ensure(ctx, account.Newcomer{
			Email: fmt.Sprintf("resident%02d@demo.example", i+10), Name: name + " " + string(rune('A'+i%26)) + ".", Lang: lang,
		})
		if err != nil {
			return fmt.Errorf("seed: people: %w", err)
		}
		s.residents = append(s.residents, civic.Actor{ID: id, Lang: lang})
	}
	for _, p := range s.Accounts.Personas {
		id, err := s.Accounts.Persona(ctx, p.Key)
		if err != nil {
			return fmt.Errorf("seed: persona %s: %w", p.Key, err)
		}
		actor := civic.Actor{ID: id, Lang: p.Lang, Grants: p.Grants}
		switch {
		case len(actor.Authorities()) > 0:
			s.officials[actor.Authorities()[0]] = actor
			if s.clerk.ID == "" {
				s.clerk = actor
			}
		case len(p.Grants) == 0:
			// The people one can be with a click have stories of their own.
			s.residents = append(s.residents, actor, actor, actor)
		}
	}
	return nil
}

func pick[T any](s *seeder, from []T) T { return from[s.rng.IntN(len(from))] }

// chance is true with a probability in percent.
func (s *seeder) chance(percent int) bool { return s.rng.IntN(100) < percent }

// later moves the clock on by up to the given hours, never past the end.
func (s *seeder) later(hours int) bool {
	next := s.now.Add(time.Duration(1+s.rng.IntN(hours*60)) * time.Minute)
	if next.After(s.Now.Add(-10 * time.Minute)) {
		return false
	}
	s.at(next)
	return true
}
