package civic

import (
	"errors"
	"testing"
	"time"
)

func TestFreshness(t *testing.T) {
	now := At(time.Date(2026, 10, 5, 8, 0, 0, 0, time.UTC))
	ago := func(d time.Duration) Time { return now.Plus(-d) }
	for _, c := range []struct {
		name            string
		actor           Actor
		signIn, passkey string // the codes of the errors
	}{
		{"nobody", Actor{}, "auth.required", "auth.required"},
		{"without a proof", Actor{ID: "a"}, "auth.fresh_needed", "auth.fresh_needed"},
		{"a code just now", Actor{ID: "a", Proof: Proof{By: ByCode, At: now}}, "", "auth.fresh_needed"},
		{"another provider just now", Actor{ID: "a", Proof: Proof{By: ByOIDC, At: now}}, "", "auth.fresh_needed"},
		{"a passkey ten minutes ago", Actor{ID: "a", Proof: Proof{By: ByPasskey, At: ago(FreshFor)}}, "", ""},
		{"a passkey longer ago", Actor{ID: "a", Proof: Proof{By: ByPasskey, At: ago(FreshFor + time.Millisecond)}}, "auth.fresh_needed", "auth.fresh_needed"},
		{"one click of a demonstration", Actor{ID: "a", Proof: Proof{By: ByDemo, At: now}}, "", ""},
		{"a script's token", Actor{ID: "a", Proof: Proof{By: ByToken, At: now}}, "auth.fresh_needed", "auth.fresh_needed"},
	} {
		if err := c.actor.NeedFreshSignIn(now); codeOf(err) != c.signIn {
			t.Errorf("%s: sign-in: %v, want %q", c.name, err, c.signIn)
		}
		if err := c.actor.NeedFreshPasskey(now); codeOf(err) != c.passkey {
			t.Errorf("%s: passkey: %v, want %q", c.name, err, c.passkey)
		}
	}
}

func codeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
