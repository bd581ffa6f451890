package api

import (
	"bufio"
	"context"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"jemaa/backend/civic"
	"jemaa/backend/privacy"
)

func (d *Door) privacyRoutes() []row {
	return []row{
		op(get, "/me/data", row{id: "knowMe", need: signedIn, rate: reading}, d.knowMe),
		op(put, "/me/consents/{purpose}", row{id: "sayConsent", need: signedIn, rate: writing, body: jsonBody}, d.sayConsent),
		op(get, "/me/takeout", row{id: "getTakeout", need: signedIn, rate: reading}, d.getTakeout),
		raw(api+"/me/takeout/file", row{id: "fetchTakeout", need: signedIn, rate: finding}, d.fetchTakeout),
		op(post, "/me/takeout", row{id: "askTakeout", need: signedIn, rate: sending}, d.askTakeout),
		op(post, "/me/erasure", row{id: "askErasure", need: signedIn, rate: sending, body: jsonBody}, d.askErasure),
		op(remove, "/me/erasure", row{id: "stopErasure", need: signedIn, rate: writing}, d.stopErasure),
		op(post, "/admin/people/{account}/erasure", row{id: "erasePerson", need: admin, rate: sending, body: jsonBody}, d.erasePerson),
	}
}

// OwnData is what the city keeps about the person who asks, and what they decided.
type OwnData struct {
	Known    []privacy.Known   `json:"known" doc:"What there is, list by list, each counted up to 100."`
	Topics   []privacy.Topic   `json:"topics" doc:"Why each kind of data is kept, and until when."`
	Consents []privacy.Consent `json:"consents"`
	Terms    string            `json:"terms" doc:"Version of the words in which consent is asked."`
	Takeout  *privacy.Takeout  `json:"takeout,omitempty"`
	Erasure  *privacy.Erasure  `json:"erasure,omitempty"`
}

func (d *Door) knowMe(ctx context.Context, _ *struct{}) (*answer[OwnData], error) {
	v, own := visitOf(ctx), d.on.Privacy
	actor, out := v.actor, OwnData{Topics: privacy.Topics(v.lang), Terms: privacy.Terms}
	var err error
	if out.Known, err = own.Known(ctx, actor); err != nil {
		return nil, err
	}
	if out.Consents, err = own.Consents(ctx, actor); err != nil {
		return nil, err
	}
	if out.Takeout, err = own.TakeoutOf(ctx, actor); err != nil {
		return nil, err
	}
	out.Erasure, err = own.Leaving(ctx, actor)
	return &answer[OwnData]{out}, err
}

type consentIn struct {
	Purpose privacy.Purpose `path:"purpose" enum:"push,contact"`
	Body    struct {
		Given   bool   `json:"given"`
		Version string `json:"version" maxLength:"32" doc:"Of the words that were read."`
	}
}

func (d *Door) sayConsent(ctx context.Context, in *consentIn) (*answer[privacy.Consent], error) {
	c, err := d.on.Privacy.Say(ctx, visitOf(ctx).actor, privacy.Consent{
		Purpose: in.Purpose, Given: in.Body.Given, Version: in.Body.Version,
	})
	return &answer[privacy.Consent]{c}, err
}

type takeoutOut struct {
	Status int
	Body   privacy.Takeout
}

func (d *Door) askTakeout(ctx context.Context, _ *struct{}) (*takeoutOut, error) {
	t, err := d.on.Privacy.Ask(ctx, visitOf(ctx).actor)
	if err != nil {
		return nil, err
	}
	return &takeoutOut{http.StatusAccepted, *t}, nil
}

func (d *Door) getTakeout(ctx context.Context, _ *struct{}) (*answer[privacy.Takeout], error) {
	t, err := d.on.Privacy.TakeoutOf(ctx, visitOf(ctx).actor)
	if err == nil && t == nil {
		err = civic.NotFound("privacy.no_takeout")
	}
	if err != nil {
		return nil, err
	}
	return &answer[privacy.Takeout]{*t}, nil
}

// A takeout may be long and the line slow: each part has so much time, and all of them.
const (
	partTime    = 2 * time.Minute
	takeoutTime = time.Hour
)

// fetchTakeout streams the ZIP: it outlives its handler, so it lives on the door's own
// context and pushes the connection's deadline on as it goes.
func (d *Door) fetchTakeout(c *fiber.Ctx) error {
	file, err := d.on.Privacy.Fetch(c.UserContext(), local(c).actor)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+file.Name+`"`)
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	if c.Method() == http.MethodHead {
		return nil
	}
	conn, log := c.Context().Conn(), d.set.Log
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		ctx, cancel := context.WithTimeout(d.base, takeoutTime)
		defer cancel()
		alive := func() { _ = conn.SetWriteDeadline(time.Now().Add(partTime)) }
		if err := file.WriteTo(ctx, w, alive); err != nil {
			log.Warn("a takeout was not fetched to its end", "error", err)
			_ = conn.Close() // a ZIP without an end must not look like a whole one
		}
	})
	return nil
}

type keepBody struct {
	Keep bool `json:"keep" doc:"What was said in public stays, without the person."`
}

func (d *Door) askErasure(ctx context.Context, in *struct{ Body keepBody }) (*answer[privacy.Erasure], error) {
	e, err := d.on.Privacy.Leave(ctx, visitOf(ctx).actor, in.Body.Keep)
	if err != nil {
		return nil, err
	}
	return &answer[privacy.Erasure]{*e}, nil
}

func (d *Door) stopErasure(ctx context.Context, _ *struct{}) (*noContent, error) {
	return &noContent{http.StatusNoContent}, d.on.Privacy.Stay(ctx, visitOf(ctx).actor)
}

type erasePersonIn struct {
	ID   civic.ID `path:"account" minLength:"26" maxLength:"26"`
	Body keepBody
}

func (d *Door) erasePerson(ctx context.Context, in *erasePersonIn) (*answer[privacy.Erasure], error) {
	e, err := d.on.Privacy.EraseFor(ctx, visitOf(ctx).actor, in.ID, in.Body.Keep)
	if err != nil {
		return nil, err
	}
	return &answer[privacy.Erasure]{*e}, nil
}
