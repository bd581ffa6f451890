package api

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"jemaa/backend/civic"
)

// Problem is an error as the world sees it (RFC 9457).
type Problem struct {
	Type      string  `json:"type" doc:"Always about:blank: the code says what happened."`
	Title     string  `json:"title" doc:"The kind of error, in the reader's language."`
	Status    int     `json:"status"`
	Detail    string  `json:"detail" doc:"What happened and what to do, in the reader's language."`
	Code      string  `json:"code" doc:"Stable name of the error."`
	Field     string  `json:"field,omitempty" doc:"JSON path of the input at fault."`
	Errors    []Fault `json:"errors,omitempty" doc:"Every fault of the input, when there are several."`
	RequestID string  `json:"request_id"`

	retry time.Duration
}

// Fault is one fault of an input.
type Fault struct {
	Code   string `json:"code"`
	Field  string `json:"field,omitempty"`
	Detail string `json:"detail"`
}

// Error is for Huma's sake; logs get the inner error instead.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders says when to come back.
func (p *Problem) GetHeaders() http.Header {
	if p.retry <= 0 {
		return nil
	}
	return http.Header{"Retry-After": {strconv.Itoa(int(math.Ceil(p.retry.Seconds())))}}
}

// ContentType is application/problem+json.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statusOf = map[civic.Kind]int{
	civic.KindInvalid:         http.StatusBadRequest,
	civic.KindUnauthenticated: http.StatusUnauthorized,
	civic.KindDenied:          http.StatusForbidden,
	civic.KindNotFound:        http.StatusNotFound,
	civic.KindGone:            http.StatusGone,
	civic.KindConflict:        http.StatusConflict,
	civic.KindStale:           http.StatusPreconditionFailed,
	civic.KindTooLarge:        http.StatusRequestEntityTooLarge,
	civic.KindUnsupported:     http.StatusUnsupportedMediaType,
	civic.KindLimited:         http.StatusTooManyRequests,
	civic.KindUnavailable:     http.StatusServiceUnavailable,
}

// exactStatus is HTTP's own status for what only HTTP can get wrong.
var exactStatus = map[string]int{
	"route.method":  http.StatusMethodNotAllowed,
	"input.headers": http.StatusRequestHeaderFieldsTooLarge,
	"input.slow":    http.StatusRequestTimeout,
}

func statusFor(e *civic.Error) int {
	if status, ok := exactStatus[e.Code]; ok {
		return status
	}
	if status, ok := statusOf[e.Kind]; ok {
		return status
	}
	return http.StatusInternalServerError
}

// problem decides what the world sees of an error; what it was goes to the log.
func (d *Door) problem(ctx context.Context, err error) *Problem {
	return d.problemFor(visitOf(ctx), err)
}

func (d *Door) problemFor(v *visit, err error) *Problem {
	var known *Problem
	if errors.As(err, &known) {
		v.code = known.Code
		return known
	}
	e := civil(err)
	v.code = e.Code
	status := statusFor(e)
	if status >= http.StatusInternalServerError {
		d.set.Log.Error("failed", "request", v.id, "code", e.Code, "error", err)
	}
	p := &Problem{
		Type: "about:blank", Title: titleOf(v.lang, e.Kind), Status: status, Detail: wordsOf(v.lang, e),
		Code: e.Code, Field: e.Field, RequestID: v.id, retry: e.Retry,
	}
	if e.Kind == civic.KindUnavailable && p.retry == 0 {
		p.retry = 5 * time.Second
	}
	if len(e.More) > 0 {
		p.Errors = []Fault{{e.Code, e.Field, p.Detail}}
		for _, m := range e.More {
			p.Errors = append(p.Errors, Fault{m.Code, m.Field, wordsOf(v.lang, m)})
		}
	}
	return p
}

// civil finds the error a person may be told in whatever came.
func civil(err error) *civic.Error {
	var e *civic.Error
	if errors.As(err, &e) {
		return e
	}
	var fe *fiber.Error
	if errors.As(err, &fe) {
		return fromFiber(fe)
	}
	if engineDown(err) {
		return civic.Fail(civic.KindUnavailable, "engine.down").By(err)
	}
	return civic.Fail("", "internal").By(err)
}

func fromFiber(fe *fiber.Error) *civic.Error {
	switch fe.Code {
	case http.StatusNotFound:
		return civic.NotFound("route.unknown")
	case http.StatusMethodNotAllowed:
		return civic.Fail(civic.KindUnsupported, "route.method")
	case http.StatusRequestEntityTooLarge:
		return civic.Fail(civic.KindTooLarge, "input.too_large").With("max", maxJSON)
	case http.StatusRequestTimeout:
		return civic.Fail(civic.KindLimited, "input.slow")
	case http.StatusRequestHeaderFieldsTooLarge:
		return civic.Fail(civic.KindTooLarge, "input.headers")
	}
	return civic.Invalid("input.request", "").By(fe)
}

// answerError writes an error as the answer.
func (d *Door) answerError(c *fiber.Ctx, v *visit, err error) {
	if v.row == nil || v.token == "" { // before the guard has read the request
		v.lang = d.langOf(c.Query("lang"), v.actor, c.Get(fiber.HeaderAcceptLanguage))
	}
	p := d.problemFor(v, err)
	body, err := json.Marshal(p)
	if err != nil {
		d.set.Log.Error("problem", "request", v.id, "error", err)
	}
	c.Response().ResetBody()
	for name, values := range p.GetHeaders() {
		c.Set(name, values[0])
	}
	c.Set(fiber.HeaderContentType, "application/problem+json")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Status(p.Status)
	_ = c.Send(body) // only appends to memory
}

// Huma asks two package variables of its own to make errors; whatever door asks,
// the request's visit leads back to it.
func init() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return &Problem{Status: status, Detail: msg} // only its type is looked at, for the document
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
		return humaError(ctx, status, errs)
	}
	huma.ValidateStrictCasing = true  // or "Email" would pass for "email"
	huma.DefaultArrayNullable = false // lists are never null
}

// humaError turns Huma's own findings (a value of the wrong type, too long, not
// known) into the same problems.
func humaError(ctx huma.Context, status int, errs []error) huma.StatusError {
	d := visitOf(ctx.Context()).door
	var faults []*civic.Error
	for _, err := range errs {
		var detail *huma.ErrorDetail
		if errors.As(err, &detail) {
			faults = append(faults, inputFault(detail))
		}
	}
	if len(faults) == 0 {
		return d.problem(ctx.Context(), civic.Invalid("input.request", "").By(errors.New(http.StatusText(status))))
	}
	return d.problem(ctx.Context(), civic.Join(faults))
}
