package account

import (
	"context"
	"fmt"
	"slices"

	"jemaa/backend/civic"
)

// Persona is one of the people of a demonstration, whom anybody at the machine
// may be with one click.
type Persona struct {
	Key    string        `json:"persona"` // "resident", "official", "official.sidi_moumen" …
	Name   string        `json:"name"`
	Lang   civic.Lang    `json:"lang"`
	Grants []civic.Grant `json:"roles"`
	Email  string        `json:"-"`
}

// DemoPersonas are the people of a demonstration: two residents, an official of
// each authority given (the first is plain "official", the others are
// "official.{code}"), a moderator and an admin. Their addresses end in
// ".example", which no mail ever reaches (RFC 2606).
func DemoPersonas(authorities ...string) []Persona {
	out := []Persona{
		{Key: "resident", Name: "Salma Bennani", Lang: civic.French},
		{Key: "resident2", Name: "يوسف العلمي", Lang: civic.Arabic},
	}
	names := []string{"Nadia Tazi", "Hicham Berrada", "Imane Chraibi", "Omar Kettani", "Samira Lahlou"}
	for i, code := range authorities {
		p := Persona{Key: "official", Name: names[i%len(names)], Lang: civic.French, Grants: []civic.Grant{{Role: civic.Official, Authority: code}}}
		if i > 0 {
			p.Key += "." + code
		}
		out = append(out, p)
	}
	out = append(out,
		Persona{Key: "moderator", Name: "Karim Idrissi", Lang: civic.French, Grants: []civic.Grant{{Role: civic.Moderator}}},
		Persona{Key: "admin", Name: "Leïla Fassi", Lang: civic.French, Grants: []civic.Grant{{Role: civic.Admin}}},
	)
	for i := range out {
		out[i].Email = emailOf(out[i].Key)
	}
	return out
}

// CounterPersona is the official at a counter of a demonstration.
func CounterPersona(authority string) Persona {
	return Persona{
		Key: "counter", Name: "Rachid Amrani", Lang: civic.French, Email: emailOf("counter"),
		Grants: []civic.Grant{{Role: civic.Official, Authority: authority}},
	}
}

func emailOf(key string) string { return key + "@demo.example" }

// SignInAs signs in as a persona of the demonstration. Errors: NotFound
// "auth.demo_off" outside a demonstration or for a persona that is not there.
func (s *Service) SignInAs(ctx context.Context, key string, o Opening) (SignedIn, error) {
	i := slices.IndexFunc(s.Personas, func(p Persona) bool { return p.Key == key })
	if i < 0 {
		return SignedIn{}, civic.NotFound("auth.demo_off")
	}
	a, err := s.persona(ctx, s.Personas[i])
	if err != nil {
		return SignedIn{}, err
	}
	return s.begin(ctx, a, civic.ByDemo, o)
}

// Persona gives the account of a persona, making it when needed; for the seeder.
// Errors: NotFound "auth.demo_off".
func (s *Service) Persona(ctx context.Context, key string) (civic.ID, error) {
	i := slices.IndexFunc(s.Personas, func(p Persona) bool { return p.Key == key })
	if i < 0 {
		return "", civic.NotFound("auth.demo_off")
	}
	a, err := s.persona(ctx, s.Personas[i])
	if err != nil {
		return "", err
	}
	return civic.ID(a.ID), nil
}

func (s *Service) persona(ctx context.Context, p Persona) (*Account, error) {
	id, err := s.Ensure(ctx, Newcomer{Email: p.Email, Name: p.Name, Lang: p.Lang})
	if err != nil {
		return nil, fmt.Errorf("account: persona %s: %w", p.Key, err)
	}
	a, err := s.accounts.Get(ctx, string(id))
	if err != nil {
		return nil, fmt.Errorf("account: persona %s: %w", p.Key, err)
	}
	for _, g := range p.Grants {
		if _, has := a.held(g, s.Clock.Now()); has { // perhaps for a time: that is for the admin to say
			continue
		}
		if _, _, err := s.give(ctx, Award{Email: p.Email, Grant: g}, "", map[string]string{"through": "demonstration"}); err != nil {
			return nil, fmt.Errorf("account: persona %s: %w", p.Key, err)
		}
	}
	return s.accounts.Get(ctx, string(id))
}
