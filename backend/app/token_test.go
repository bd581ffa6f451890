package app

import (
	"testing"
	"time"
)

// A token reads, or reads and writes; it never reaches who somebody is and what
// opens their account.
func TestTokensKeepToTheirScope(t *testing.T) {
	w := settle(t, named...)
	salma := w.persona("resident")
	for _, scope := range []string{"read", "write"} {
		made := salma.do("POST", "/api/v1/me/tokens", map[string]any{
			"name": "Script", "scope": scope, "expires_at": time.Now().Add(time.Hour).Format(time.RFC3339),
		}).want(200)
		script := w.nobody()
		script.token = made.str("text")
		script.do("GET", "/api/v1/me", nil).want(200)
		script.do("GET", "/api/v1/reports?author=me", nil).want(200)
		sent := script.do("PUT", "/api/v1/reports/"+w.id(), pothole(nil))
		if scope == "read" {
			sent.refused(403, "token.read_only")
		} else {
			sent.want(201)
		}
		for _, r := range [][2]string{
			{"GET", "/api/v1/me/sessions"}, {"GET", "/api/v1/me/tokens"}, {"GET", "/api/v1/me/passkeys"}, {"DELETE", "/api/v1/me/sessions"},
			{"POST", "/api/v1/auth/proof/challenges"}, {"POST", "/api/v1/auth/passkeys/invitations"}, {"DELETE", "/api/v1/me/passkey-offer"},
		} {
			script.do(r[0], r[1], nil).refused(403, "token.in_person")
		}
		script.do("PATCH", "/api/v1/me", map[string]string{"name": "Autre"}).refused(403, "token.in_person")
		salma.do("DELETE", "/api/v1/me/tokens/"+made.str("id"), nil).want(204)
		script.do("GET", "/api/v1/me", nil).refused(401, "auth.session")
	}
}
