package api

import (
	"context"
	"net/http"
	"time"

	"jemaa/backend/account"
	"jemaa/backend/civic"
)

// proving is for what confirms a resident: letters cost money, and codes are to be
// typed, not tried.
var proving = rate{name: "prove", every: 10 * time.Second, burst: 30, closed: true}

// Verification is what is confirmed of the signed-in person.
type Verification struct {
	Level   int         `json:"level" enum:"0,1,2" doc:"0 mail, 1 address, 2 seen in person."`
	Area    string      `json:"area,omitempty" doc:"Of residence; from level 1 on."`
	Person  []string    `json:"person" doc:"What the city asks for to tell people apart: name, birth_date, address."`
	Letter  string      `json:"letter,omitempty" enum:"asked,sent"`
	AskedAt *civic.Time `json:"asked_at,omitempty"`
	LapseAt *civic.Time `json:"lapse_at,omitempty" doc:"Until when the letter's code can be typed."`
	Left    int         `json:"left" doc:"Tries that the letter's code has left."`
}

// IdentityBody says who somebody is. Exported for Huma, like ReportPath.
type IdentityBody struct {
	Name      string `json:"name" maxLength:"400"`
	BirthDate string `json:"birth_date,omitempty" maxLength:"10" doc:"2006-01-02; when the city asks for it."`
	Address   string `json:"address,omitempty" maxLength:"1000" doc:"As on an envelope."`
}

func (b IdentityBody) identity() account.Identity {
	return account.Identity{Name: b.Name, BirthDate: b.BirthDate, Address: b.Address}
}

type askLetterIn struct {
	Body struct {
		IdentityBody
		Area string `json:"area" maxLength:"64" doc:"Of residence."`
	}
}

type letterCodeIn struct {
	Body struct {
		Code string `json:"code" maxLength:"64" doc:"Ten characters; spaces and hyphens are fine."`
	}
}

type meetIn struct {
	Body struct {
		Code string `json:"code" maxLength:"64" doc:"Six digits, as the person's phone shows them."`
	}
}

type sightingIn struct {
	Body struct {
		IdentityBody
		Code  string `json:"code" maxLength:"64"`
		Level int    `json:"level" enum:"1,2"`
		Area  string `json:"area" maxLength:"64"`
	}
}

type lowerIn struct {
	Body struct {
		Email  string `json:"email" minLength:"3" maxLength:"254"`
		Reason string `json:"reason" maxLength:"2000"`
	}
}

// BatchPath is a batch of letters in a path; its id is made by the caller.
type BatchPath struct {
	ID string `path:"id" minLength:"26" maxLength:"26"`
}

// LetterBatch is what goes to the print shop.
type LetterBatch struct {
	Letters []account.Printed `json:"letters"`
	Waiting int64             `json:"waiting" doc:"Letters that are still to be drawn."`
}

// LettersWaiting counts the letters that nobody has drawn.
type LettersWaiting struct {
	Waiting int64 `json:"waiting"`
}

func (d *Door) verifyRoutes() []row {
	mine := "/me/verification"
	return []row{
		op(get, mine, row{id: "getVerification", need: signedIn, rate: reading}, d.getVerification),
		op(post, mine+"/letter", row{id: "askLetter", need: signedIn, rate: proving, body: jsonBody}, d.askLetter),
		op(post, mine+"/code", row{id: "typeLetterCode", need: signedIn, rate: proving, body: jsonBody}, d.typeLetterCode),
		op(post, mine+"/counter", row{id: "showCounterCode", need: signedIn, rate: proving}, d.showCounterCode),
		op(post, "/counter/visitors/find", row{id: "meetVisitor", need: official, rate: writing, body: jsonBody}, d.meetVisitor),
		op(post, "/counter/visitors/confirm", row{id: "confirmVisitor", need: official, rate: writing, body: jsonBody}, d.confirmVisitor),
		op(post, "/counter/visitors/lower", row{id: "lowerLevel", need: official, rate: writing, body: jsonBody}, d.lowerLevel),
		op(get, "/counter/waiting", row{id: "lettersWaiting", need: official, rate: reading}, d.lettersWaiting),
		op(put, "/counter/letters/{id}", row{id: "drawLetters", need: official, rate: writing}, d.drawLetters),
		op(remove, "/counter/letters/{id}", row{id: "lettersPrinted", need: official, rate: writing}, d.lettersPrinted),
	}
}

func (d *Door) getVerification(ctx context.Context, _ *struct{}) (*answer[Verification], error) {
	v, err := d.on.Accounts.Verification(ctx, visitOf(ctx).actor)
	return &answer[Verification]{Verification{
		Level: int(v.Level), Area: v.Area, Person: listed(v.Person), Letter: v.Letter,
		AskedAt: timed(v.AskedAt), LapseAt: timed(v.LapseAt), Left: v.Left,
	}}, err
}

func (d *Door) askLetter(ctx context.Context, in *askLetterIn) (*answer[Verification], error) {
	if err := d.on.Accounts.AskLetter(ctx, visitOf(ctx).actor, in.Body.identity(), in.Body.Area); err != nil {
		return nil, err
	}
	return d.getVerification(ctx, nil)
}

func (d *Door) typeLetterCode(ctx context.Context, in *letterCodeIn) (*answer[Verification], error) {
	if err := d.on.Accounts.ConfirmAddress(ctx, visitOf(ctx).actor, in.Body.Code); err != nil {
		return nil, err
	}
	return d.getVerification(ctx, nil)
}

func (d *Door) showCounterCode(ctx context.Context, _ *struct{}) (*answer[account.Shown], error) {
	c, err := d.on.Accounts.ShowCode(ctx, visitOf(ctx).actor)
	return &answer[account.Shown]{c}, err
}

func (d *Door) meetVisitor(ctx context.Context, in *meetIn) (*answer[account.Visitor], error) {
	v, err := d.on.Accounts.MeetVisitor(ctx, visitOf(ctx).actor, in.Body.Code)
	return &answer[account.Visitor]{v}, err
}

func (d *Door) confirmVisitor(ctx context.Context, in *sightingIn) (*answer[account.Visitor], error) {
	v, err := d.on.Accounts.ConfirmVisitor(ctx, visitOf(ctx).actor, account.Sighting{
		Code: in.Body.Code, Level: civic.Level(in.Body.Level), Area: in.Body.Area, Identity: in.Body.identity(),
	})
	return &answer[account.Visitor]{v}, err
}

func (d *Door) lowerLevel(ctx context.Context, in *lowerIn) (*noContent, error) {
	err := d.on.Accounts.Lower(ctx, visitOf(ctx).actor, account.Lowering{Email: in.Body.Email, Reason: in.Body.Reason})
	return &noContent{http.StatusNoContent}, err
}

func (d *Door) lettersWaiting(ctx context.Context, _ *struct{}) (*answer[LettersWaiting], error) {
	n, err := d.on.Accounts.LettersWaiting(ctx, visitOf(ctx).actor)
	return &answer[LettersWaiting]{LettersWaiting{n}}, err
}

func (d *Door) drawLetters(ctx context.Context, in *BatchPath) (*answer[LetterBatch], error) {
	b, err := d.on.Accounts.DrawLetters(ctx, visitOf(ctx).actor, civic.ID(in.ID))
	return &answer[LetterBatch]{LetterBatch{Letters: listed(b.Letters), Waiting: b.Waiting}}, err
}

func (d *Door) lettersPrinted(ctx context.Context, in *BatchPath) (*noContent, error) {
	return &noContent{http.StatusNoContent}, d.on.Accounts.LettersPrinted(ctx, visitOf(ctx).actor, civic.ID(in.ID))
}
