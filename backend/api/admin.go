package api

import (
	"context"

	"jemaa/backend/account"
	"jemaa/backend/civic"
	"jemaa/backend/logbook"
)

// PersonCard is an account as an admin sees it.
type PersonCard struct {
	ID        civic.ID   `json:"id"`
	Name      string     `json:"name"`
	Email     string     `json:"email"`
	Roles     []HeldRole `json:"roles" doc:"In force, besides resident."`
	Level     int        `json:"level" enum:"0,1,2" doc:"0 mail, 1 address, 2 seen in person."`
	Area      string     `json:"area,omitempty" doc:"Of residence; from level 1 on."`
	CreatedAt civic.Time `json:"created_at"`
}

// HeldRole is a role that somebody holds.
type HeldRole struct {
	Role      civic.Role  `json:"role" enum:"official,moderator,admin"`
	Authority string      `json:"authority,omitempty"`
	Until     *civic.Time `json:"until,omitempty" doc:"Absent: for good."`
	Since     *civic.Time `json:"since,omitempty"`
	By        *LogPerson  `json:"by,omitempty" doc:"Absent: the command line."`
}

// LogPerson is somebody as the log still knows them.
type LogPerson struct {
	ID        civic.ID `json:"id,omitempty" doc:"Absent once erased."`
	Name      string   `json:"name,omitempty"`
	Email     string   `json:"email,omitempty"`
	Pseudonym string   `json:"pseudonym,omitempty" doc:"Tells lines about the same person when the name has gone."`
}

// LogLine is an entry of the log.
type LogLine struct {
	ID      civic.ID          `json:"id"`
	Kind    string            `json:"kind"`
	At      civic.Time        `json:"at"`
	What    map[string]string `json:"what"`
	About   *LogPerson        `json:"about,omitempty"`
	By      *LogPerson        `json:"by,omitempty" doc:"Absent: the program, or the command line."`
	Subject string            `json:"subject,omitempty" doc:"What else it is about: kind/id."`
	Reason  string            `json:"reason,omitempty"`
	Erased  bool              `json:"erased,omitempty" doc:"The words have been erased."`
	Altered bool              `json:"altered,omitempty" doc:"The words are not those that were written."`
}

// LogPage is some of the log, the newest first.
type LogPage struct {
	Items []LogLine `json:"items"`
	Next  string    `json:"next,omitempty"`
}

// PersonPage is some of the people who hold a role.
type PersonPage struct {
	Items []PersonCard `json:"items"`
	Next  string       `json:"next,omitempty"`
}

type awardBody struct {
	Email     string      `json:"email" minLength:"3" maxLength:"254"`
	Role      civic.Role  `json:"role" enum:"official,moderator,admin"`
	Authority string      `json:"authority,omitempty" maxLength:"64"`
	Until     *civic.Time `json:"until,omitempty" doc:"Absent: for good."`
	Reason    string      `json:"reason" maxLength:"2000"`
}

type takingBody struct {
	Account   string     `json:"account" minLength:"26" maxLength:"26"`
	Role      civic.Role `json:"role" enum:"official,moderator,admin"`
	Authority string     `json:"authority,omitempty" maxLength:"64"`
	Reason    string     `json:"reason" maxLength:"2000"`
}

type holdersIn struct {
	Role      string `query:"role" enum:"official,moderator,admin"`
	Authority string `query:"authority" maxLength:"64"`
	After     string `query:"after" maxLength:"1024"`
	Limit     int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Lang      string `query:"lang" maxLength:"8"`
}

type logIn struct {
	About string `query:"about" maxLength:"26" doc:"An account: what was done to it."`
	By    string `query:"by" maxLength:"26" doc:"An account: what it did."`
	Kind  string `query:"kind" maxLength:"40"`
	After string `query:"after" maxLength:"1024"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Lang  string `query:"lang" maxLength:"8"`
}

func (d *Door) adminRoutes() []row {
	return []row{
		op(post, "/admin/people/find", row{id: "findPerson", need: admin, rate: writing, body: jsonBody}, d.findPerson),
		op(get, "/admin/people", row{id: "listHolders", exact: true, need: admin, rate: reading}, d.listHolders),
		op(post, "/admin/grants", row{id: "giveRole", need: admin, rate: writing, body: jsonBody}, d.giveRole),
		op(post, "/admin/grants/revoke", row{id: "takeRole", need: admin, rate: writing, body: jsonBody}, d.takeRole),
		op(get, "/admin/log", row{id: "readLog", exact: true, need: admin, rate: reading}, d.readLog),
	}
}

// findPerson takes the address in the body: an address in a path or a query
// would stand in the logs of every proxy between.
func (d *Door) findPerson(ctx context.Context, in *struct{ Body emailBody }) (*answer[PersonCard], error) {
	c, err := d.on.Accounts.Lookup(ctx, visitOf(ctx).actor, in.Body.Email)
	return d.cardAnswer(ctx, c, err)
}

func (d *Door) listHolders(ctx context.Context, in *holdersIn) (*answer[PersonPage], error) {
	found, err := d.on.Accounts.Holders(ctx, visitOf(ctx).actor, account.Holders{
		Grant: civic.Grant{Role: civic.Role(in.Role), Authority: in.Authority}, After: in.After, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	items, err := d.cards(ctx, found.Items)
	return &answer[PersonPage]{PersonPage{Items: items, Next: found.Next}}, err
}

func (d *Door) giveRole(ctx context.Context, in *struct{ Body awardBody }) (*answer[PersonCard], error) {
	w := account.Award{
		Email: in.Body.Email, Grant: civic.Grant{Role: in.Body.Role, Authority: in.Body.Authority}, Reason: in.Body.Reason,
	}
	if in.Body.Until != nil {
		w.Until = *in.Body.Until
	}
	c, err := d.on.Accounts.Give(ctx, visitOf(ctx).actor, w)
	return d.cardAnswer(ctx, c, err)
}

func (d *Door) takeRole(ctx context.Context, in *struct{ Body takingBody }) (*answer[PersonCard], error) {
	id, err := civic.ParseID(in.Body.Account)
	if err != nil {
		return nil, civic.Invalid("id.malformed", "account")
	}
	c, err := d.on.Accounts.TakeBack(ctx, visitOf(ctx).actor, account.Taking{
		Account: id, Grant: civic.Grant{Role: in.Body.Role, Authority: in.Body.Authority}, Reason: in.Body.Reason,
	})
	return d.cardAnswer(ctx, c, err)
}

func (d *Door) cardAnswer(ctx context.Context, c account.Card, err error) (*answer[PersonCard], error) {
	if err != nil {
		return nil, err
	}
	cards, err := d.cards(ctx, []account.Card{c})
	if err != nil {
		return nil, err
	}
	return &answer[PersonCard]{cards[0]}, nil
}

func (d *Door) cards(ctx context.Context, found []account.Card) ([]PersonCard, error) {
	var givers []civic.ID
	for _, c := range found {
		for _, h := range c.Roles {
			givers = append(givers, h.By)
		}
	}
	known, err := d.known(ctx, givers)
	if err != nil {
		return nil, err
	}
	out := make([]PersonCard, len(found))
	for i, c := range found {
		out[i] = PersonCard{
			ID: c.ID, Name: c.Name, Email: c.Email, Roles: []HeldRole{}, Level: int(c.Level), Area: c.Area, CreatedAt: c.CreatedAt,
		}
		for _, h := range c.Roles {
			out[i].Roles = append(out[i].Roles, HeldRole{
				Role: h.Role, Authority: h.Authority, Until: timed(h.Until), Since: timed(h.At), By: known.person(h.By, ""),
			})
		}
	}
	return out, nil
}

func timed(t civic.Time) *civic.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// contacts are people by their account.
type contacts map[civic.ID]account.Contact

// known asks for the names of those accounts that still have one.
func (d *Door) known(ctx context.Context, ids []civic.ID) (contacts, error) {
	found := contacts{}
	var ask []civic.ID
	for _, id := range ids {
		if _, asked := found[id]; id != "" && !asked {
			found[id] = account.Contact{}
			ask = append(ask, id)
		}
	}
	for len(ask) > 0 {
		n := min(len(ask), 500)
		some, err := d.on.Accounts.Contacts(ctx, ask[:n])
		if err != nil {
			return nil, err
		}
		for id, c := range some {
			found[id] = c
		}
		ask = ask[n:]
	}
	return found, nil
}

// person is who an account is; nil for nobody.
func (k contacts) person(id civic.ID, pseudonym string) *LogPerson {
	if id == "" && pseudonym == "" {
		return nil
	}
	c := k[id]
	return &LogPerson{ID: id, Name: c.Name, Email: c.Email, Pseudonym: pseudonym}
}

func (d *Door) readLog(ctx context.Context, in *logIn) (*answer[LogPage], error) {
	f := logbook.Filter{About: civic.ID(in.About), By: civic.ID(in.By), Kind: in.Kind, After: in.After, Limit: in.Limit}
	page, err := d.on.Logbook.Read(ctx, visitOf(ctx).actor, f)
	if err != nil {
		return nil, err
	}
	var ids []civic.ID
	for _, l := range page.Items {
		ids = append(ids, l.About, l.By)
	}
	known, err := d.known(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := LogPage{Items: make([]LogLine, len(page.Items)), Next: page.Next}
	for i, l := range page.Items {
		out.Items[i] = LogLine{
			ID: l.ID, Kind: l.Kind, At: l.At, What: l.What, Subject: l.Subject, Reason: l.Reason, Erased: l.Erased, Altered: l.Altered,
			About: known.person(l.About, short(l.AboutPseudonym)), By: known.person(l.By, short(l.ByPseudonym)),
		}
		if l.What == nil {
			out.Items[i].What = map[string]string{}
		}
	}
	return &answer[LogPage]{out}, nil
}

// short is as much of a pseudonym as tells people of one page apart.
func short(pseudonym string) string { return pseudonym[:min(8, len(pseudonym))] }
