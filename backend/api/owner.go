package api

import "jemaa/backend/civic"

// accountHeader names the account for which a phone kept what it sends now. One
// phone may pass through several hands, and its cookie with it: what one person
// wrote without a network is never taken as another's.
const accountHeader = "Jemaa-Account"

// sentFor refuses, as to somebody who isn't signed in, what was kept for an
// account other than the session's. Without the header anything passes.
func (v *visit) sentFor(account string) error {
	if account == "" || account == string(v.actor.ID) {
		return nil
	}
	return civic.Fail(civic.KindUnauthenticated, "auth.session")
}
