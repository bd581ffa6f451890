package civic

import (
	"slices"
	"time"
)

// Role is what a person may do beyond reading; the word on the wire.
type Role string

// The roles. Everyone who is signed in is a resident.
const (
	Resident  Role = "resident"
	Official  Role = "official" // of one authority, named by the grant
	Moderator Role = "moderator"
	Admin     Role = "admin"
)

// Grant is one role held by a person; Authority is set for officials only.
type Grant struct {
	Role      Role   `json:"role"`
	Authority string `json:"authority,omitempty"`
}

// Actor is the acting party of a command or a reader of a page: an account with
// its grants. The zero Actor is somebody who is not signed in.
type Actor struct {
	ID     ID      `json:"id"`
	Lang   Lang    `json:"lang"`
	Grants []Grant `json:"grants,omitempty"`
	Level  Level   `json:"level,omitempty"` // how well the city knows who this is
	Area   string  `json:"area,omitempty"`  // of residence, a code of the city's profile; "" below LevelAddress
	Proof  Proof   `json:"-"`
}

// Level is how well a resident's identity is known.
type Level int

// The levels: each includes those before it.
const (
	LevelMail    Level = iota // a mail address that letters reach
	LevelAddress              // an address that a letter, or a counter, reached
	LevelSeen                 // in person by an official, or by an identity provider that says so
)

// Proof is how and when the actor last showed who they are, in the session that
// they act in.
type Proof struct {
	By       Means
	At       Time
	ReadOnly bool // a script's token that changes nothing
}

// Means is a way of showing who one is.
type Means string

// The means.
const (
	ByCode    Means = "code" // mailed
	ByPasskey Means = "passkey"
	ByOIDC    Means = "oidc"
	ByDemo    Means = "demo"  // one click in a demonstration, which stands for a passkey there
	ByToken   Means = "token" // a script's: never fresh
)

// FreshFor is how long a proof is fresh.
const FreshFor = 10 * time.Minute

// FreshSignIn tells whether the actor showed who they are, by whatever means,
// within FreshFor: what taking one's own data away wants.
func (a Actor) FreshSignIn(now Time) bool {
	return a.SignedIn() && a.Proof.By != ByToken && !a.Proof.At.IsZero() && now.Sub(a.Proof.At.Time) <= FreshFor
}

// FreshPasskey tells whether that was with a passkey: what a dangerous act of
// staff wants (granting, erasing somebody, publishing results).
func (a Actor) FreshPasskey(now Time) bool {
	return a.FreshSignIn(now) && (a.Proof.By == ByPasskey || a.Proof.By == ByDemo)
}

// NeedFreshSignIn is nil while FreshSignIn holds. Otherwise it is Unauthenticated
// "auth.required", or Denied "auth.fresh_needed", to which the web app answers by
// having the person show who they are, and then repeats what it asked.
func (a Actor) NeedFreshSignIn(now Time) error {
	if !a.SignedIn() {
		return Fail(KindUnauthenticated, "auth.required")
	}
	if !a.FreshSignIn(now) {
		return Denied("auth.fresh_needed")
	}
	return nil
}

// NeedFreshPasskey is NeedFreshSignIn for FreshPasskey; its error names the field
// "passkey", for nothing else will do.
func (a Actor) NeedFreshPasskey(now Time) error {
	if a.SignedIn() && !a.FreshPasskey(now) {
		e := Denied("auth.fresh_needed")
		e.Field = "passkey"
		return e
	}
	return a.NeedFreshSignIn(now)
}

// SignedIn tells whether the actor is a known account.
func (a Actor) SignedIn() bool { return a.ID != "" }

// Is tells whether the actor holds a role, of whatever authority.
func (a Actor) Is(r Role) bool {
	if r == Resident {
		return a.SignedIn()
	}
	return a.SignedIn() && slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == r })
}

// OfficialOf tells whether the actor is an official of the authority.
func (a Actor) OfficialOf(authority string) bool {
	return a.SignedIn() && authority != "" &&
		slices.Contains(a.Grants, Grant{Role: Official, Authority: authority})
}

// Authorities lists the codes of the authorities the actor is an official of.
func (a Actor) Authorities() []string {
	var out []string
	for _, g := range a.Grants {
		if g.Role == Official {
			out = append(out, g.Authority)
		}
	}
	return out
}

// Subject is anything that can be followed, flagged, counted or indexed: a kind
// ("report") and the id of one of that kind.
type Subject struct {
	Kind string `json:"kind"`
	ID   ID     `json:"id"`
}

// String is "kind/id": the key of documents that hang on a subject.
func (s Subject) String() string { return s.Kind + "/" + string(s.ID) }
