package civic

import (
	"errors"
	"time"
)

// Kind sorts errors by what the caller can do about them. The door (HTTP, the
// command line) turns a kind into its own status; nothing else decides it.
type Kind string

// The kinds of error.
const (
	KindInvalid         Kind = "invalid"         // mend the input
	KindUnauthenticated Kind = "unauthenticated" // sign in
	KindDenied          Kind = "denied"          // not yours
	KindNotFound        Kind = "not_found"       // no such thing, or not for you
	KindGone            Kind = "gone"            // was public once
	KindConflict        Kind = "conflict"        // the state does not allow it
	KindStale           Kind = "stale"           // somebody was faster: read again
	KindTooLarge        Kind = "too_large"
	KindUnsupported     Kind = "unsupported" // a format that is not taken
	KindLimited         Kind = "limited"     // too often: wait
	KindUnavailable     Kind = "unavailable" // an engine is down: try later
)

// Error is what a person is told: a stable code (the key of its translated
// words), the field it is about, and the values its words mention. What went
// wrong inside goes to the log through Cause and is never shown.
type Error struct {
	Kind   Kind
	Code   string
	Field  string
	Params map[string]any
	Retry  time.Duration // for KindLimited and KindUnavailable; 0 when unknown
	Cause  error
	More   []*Error // further faults of the same input, at most 20
}

// Error is for logs: "code: field: cause".
func (e *Error) Error() string {
	s := e.Code
	if e.Field != "" {
		s += ": " + e.Field
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// With adds a value that the error's words mention.
func (e *Error) With(key string, value any) *Error {
	if e.Params == nil {
		e.Params = map[string]any{}
	}
	e.Params[key] = value
	return e
}

// By records the inner cause, for the log only.
func (e *Error) By(cause error) *Error {
	e.Cause = cause
	return e
}

// Fail makes an error of a kind with a stable code.
func Fail(kind Kind, code string) *Error { return &Error{Kind: kind, Code: code} }

// Invalid makes an error about one field of the input; field is its JSON path.
func Invalid(code, field string) *Error {
	return &Error{Kind: KindInvalid, Code: code, Field: field}
}

// NotFound makes the error of something that is not there, or not for the asker.
func NotFound(code string) *Error { return Fail(KindNotFound, code) }

// Denied makes the error of an act that the actor has no right to.
func Denied(code string) *Error { return Fail(KindDenied, code) }

// KindOf finds the kind of an error; "" when it is none of ours.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// Join makes one error of several faults of one input; nil when there are none.
func Join(faults []*Error) error {
	if len(faults) == 0 {
		return nil
	}
	first := *faults[0]
	first.More = append(first.More, faults[1:min(len(faults), 21)]...)
	return &first
}
