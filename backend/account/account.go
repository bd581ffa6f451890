// Package account knows who somebody is. A person signs in with a code that is
// mailed to an address and typed into the very browser that asked for it; what
// remains is a session, a random token of which only the hash is kept. An
// account holds a name, a language and grants; what identifies its owner (a mail
// address now, a phone or an OpenID subject later) is a login document named by
// a keyed hash, so that "one address, one account" is a primary key.
//
// Nothing a stranger can ask tells whether an address has an account: asking for
// a code writes the same one document for every address, and the account is made
// at the first sign-in. Officials, moderators and admins never come in by mail
// code outside a demonstration.
package account

import (
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// The bounds of signing in.
const (
	CodeDigits    = 8
	CodeLife      = 10 * time.Minute
	MaxTries      = 5 // per code
	SessionIdle   = 30 * 24 * time.Hour
	SessionLife   = 90 * 24 * time.Hour
	StaffIdle     = 8 * time.Hour // of whoever holds a role
	StaffLife     = 24 * time.Hour
	seenEvery     = 5 * time.Minute // how often a session in use is written
	maxGrants     = 20
	maxNameRunes  = 60
	maxEmailBytes = 254
)

// Account is a person; its id is a ULID. Erasing a person later means emptying
// Name and Contact here.
type Account struct {
	store.Meta
	Name      string      `json:"name"` // public; "" until its owner gives one
	Lang      civic.Lang  `json:"lang"`
	Contact   string      `json:"contact"`             // mail address, normalised; never public
	Grants    []Held      `json:"grants"`              // those that ended too, until a sweep has told the log
	GrantEnds civic.Time  `json:"grant_ends,omitzero"` // the first end of a grant
	Staff     bool        `json:"staff,omitempty"`     // holds any grant: the index of Officials
	Level     civic.Level `json:"level,omitempty"`
	Area      string      `json:"area,omitempty"`   // of residence; "" below civic.LevelAddress
	Person    string      `json:"person,omitempty"` // the login that says which person this is; "" below civic.LevelAddress
	Epoch     int         `json:"epoch"`            // sessions of an earlier epoch are void
	CreatedAt civic.Time  `json:"created_at"`
	Demo      bool        `json:"demo,omitempty"`
}

// actor is the account as the acting party, with the grants in force.
func (a *Account) actor(now civic.Time) civic.Actor {
	return civic.Actor{ID: civic.ID(a.ID), Lang: a.Lang, Grants: a.granted(now), Level: a.Level, Area: a.Area}
}

// login points from the keyed hash of what identifies a person to the account.
type login struct {
	store.Meta
	Kind      string     `json:"kind"` // "email"; later "phone", "oidc"
	Account   civic.ID   `json:"account"`
	CreatedAt civic.Time `json:"created_at"`
}

// session is one signed-in browser or script; its id is the token's SHA-256.
type session struct {
	store.Meta
	Account   civic.ID    `json:"account"`
	Epoch     int         `json:"epoch"`
	By        civic.Means `json:"by"`
	Bearer    bool        `json:"bearer,omitempty"`
	Device    Device      `json:"device,omitzero"`
	CreatedAt civic.Time  `json:"created_at"`
	SeenAt    civic.Time  `json:"seen_at"`
	ExpiresAt civic.Time  `json:"expires_at"` // idle or absolute limit; CreatedAt once its owner signed out
}

// Me is what a person sees of their own account.
type Me struct {
	ID        civic.ID      `json:"id"`
	Name      string        `json:"name"`
	Lang      civic.Lang    `json:"lang"`
	Email     string        `json:"email"`
	Roles     []civic.Grant `json:"roles"`
	Demo      bool          `json:"demo"`
	CreatedAt civic.Time    `json:"created_at"`
}

func (a *Account) me(now civic.Time) Me {
	roles := append([]civic.Grant{{Role: civic.Resident}}, a.granted(now)...)
	return Me{
		ID: civic.ID(a.ID), Name: a.Name, Lang: a.Lang, Email: a.Contact,
		Roles: roles, Demo: a.Demo, CreatedAt: a.CreatedAt,
	}
}

// Person is somebody's public face: the name may be "", which each language
// says in its own way ("a resident").
type Person struct {
	ID   civic.ID `json:"id"`
	Name string   `json:"name"`
}
