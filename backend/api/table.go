package api

import (
	"net/http"
	"time"
)

const (
	get    = http.MethodGet
	put    = http.MethodPut
	post   = http.MethodPost
	patch  = http.MethodPatch
	remove = http.MethodDelete
)

// table is every route there is, with who may use it, how often, and what it
// takes. Nothing outside it answers.
func (d *Door) table() []row {
	var rows []row
	for _, part := range [][]row{
		d.accountRoutes(), d.keyRoutes(), d.recoveryRoutes(), d.cityRoutes(), d.photoRoutes(), d.reportRoutes(), d.searchRoutes(),
		d.tellingRoutes(), d.moderationRoutes(), d.adminRoutes(), d.verifyRoutes(), d.privacyRoutes(), d.deskRoutes(), d.mapRoutes(), d.healthRoutes(), d.pageRoutes(),
	} {
		rows = append(rows, part...)
	}
	return rows
}

func (d *Door) accountRoutes() []row {
	return []row{
		op(get, "/auth/challenge", row{id: "getChallenge", need: anyone, rate: posing}, d.getChallenge),
		op(post, "/auth/codes", row{id: "askCode", need: anyone, rate: askCodes, body: jsonBody}, d.askCode),
		op(post, "/auth/sessions", row{id: "signIn", need: anyone, rate: signIns, body: jsonBody}, d.signIn),
		op(remove, "/auth/sessions/current", row{id: "signOut", need: signedIn, rate: writing}, d.signOut),
		op(post, "/auth/demo", row{id: "signInDemo", need: anyone, rate: signIns, body: jsonBody}, d.signInDemo),
		op(get, "/me", row{id: "getMe", need: signedIn, rate: reading}, d.getMe),
		op(patch, "/me", row{id: "editMe", need: signedIn, rate: writing, body: jsonBody}, d.editMe),
		op(get, "/authorities/{code}/officials", row{id: "listOfficials", need: official, rate: reading}, d.listOfficials),
	}
}

// keyRoutes are passkeys, sessions and tokens.
func (d *Door) keyRoutes() []row {
	return []row{
		op(post, "/auth/passkeys/challenges", row{id: "askPasskey", need: anyone, rate: signIns}, d.askPasskey),
		op(post, "/auth/passkeys/sessions", row{id: "signInByPasskey", need: anyone, rate: signIns, body: jsonBody}, d.signInByPasskey),
		op(post, "/auth/proof/challenges", row{id: "askProof", need: signedIn, rate: signIns}, d.askProof),
		op(post, "/auth/proof", row{id: "prove", need: signedIn, rate: signIns, body: jsonBody}, d.prove),
		op(post, "/auth/enrolment/challenges", row{id: "askEnrolment", need: anyone, rate: signIns, body: jsonBody}, d.askEnrolment),
		op(post, "/auth/enrolment", row{id: "enrol", need: anyone, rate: signIns, body: jsonBody}, d.enrol),
		op(get, "/me/passkeys", row{id: "listPasskeys", need: signedIn, rate: reading}, d.listPasskeys),
		op(post, "/auth/passkeys/invitations", row{id: "askNewPasskey", need: signedIn, rate: signIns}, d.askNewPasskey),
		op(post, "/me/passkeys", row{id: "addPasskey", need: signedIn, rate: signIns, body: jsonBody}, d.addPasskey),
		op(patch, "/me/passkeys/{id}", row{id: "renamePasskey", need: signedIn, rate: writing, body: jsonBody}, d.renamePasskey),
		op(remove, "/me/passkeys/{id}", row{id: "removePasskey", need: signedIn, rate: writing}, d.removePasskey),
		op(remove, "/me/passkey-offer", row{id: "refusePasskeys", need: signedIn, rate: writing}, d.refusePasskeys),
		op(get, "/me/sessions", row{id: "listSessions", need: signedIn, rate: reading}, d.listSessions),
		op(remove, "/me/sessions", row{id: "endOthers", need: signedIn, rate: writing}, d.endOthers),
		op(remove, "/me/sessions/{id}", row{id: "endSession", need: signedIn, rate: writing}, d.endSession),
		op(get, "/me/tokens", row{id: "listTokens", need: signedIn, rate: reading}, d.listTokens),
		op(post, "/me/tokens", row{id: "makeToken", need: signedIn, rate: writing, body: jsonBody}, d.makeToken),
		op(remove, "/me/tokens/{id}", row{id: "endToken", need: signedIn, rate: writing}, d.endToken),
	}
}

// recoveryRoutes are an admin's way to let a new member of staff in, and two
// admins' way to bring back one who lost their passkeys.
func (d *Door) recoveryRoutes() []row {
	return []row{
		op(post, "/admin/enrolments", row{id: "inviteStaff", need: admin, rate: writing, body: jsonBody}, d.inviteStaff),
		op(get, "/admin/recoveries", row{id: "listRecoveries", need: admin, rate: reading}, d.listRecoveries),
		op(post, "/admin/recoveries", row{id: "askRecovery", need: admin, rate: writing, body: jsonBody}, d.askRecovery),
		op(post, "/admin/recoveries/{id}/confirmation", row{id: "confirmRecovery", need: admin, rate: writing}, d.confirmRecovery),
		op(remove, "/admin/recoveries/{id}", row{id: "dropRecovery", need: admin, rate: writing}, d.dropRecovery),
	}
}

func (d *Door) cityRoutes() []row {
	open := cache{public: true, age: 5 * time.Minute}
	return []row{
		op(get, "/city", row{id: "getCity", need: anyone, rate: reading, cache: open}, d.getCity),
		raw(api+"/city/areas.geojson", row{id: "getAreas", need: anyone, rate: reading, cache: open}, d.areas),
		op(get, "/city/guess", row{id: "guessCategory", need: anyone, rate: finding, cache: open}, d.guess),
		op(get, "/city/locate", row{id: "locate", need: anyone, rate: reading, cache: open}, d.locate),
	}
}

func (d *Door) photoRoutes() []row {
	return []row{
		op(put, "/photos/{id}", row{id: "putPhoto", need: signedIn, rate: photos, body: photoBody, deadline: time.Minute}, d.putPhoto),
		raw("/media/{id}/{edge}.jpg", row{id: "getPhoto", need: anyone, rate: tiles, cache: cache{own: true}}, d.getPhoto),
	}
}

func (d *Door) reportRoutes() []row {
	seen := cache{age: time.Second} // what is hidden is gone from every copy within two
	one := "/reports/{id}"
	return []row{
		op(get, "/reports", row{id: "listReports", exact: true, need: anyone, rate: reading, cache: seen}, d.listReports),
		op(get, "/reports/similar", row{id: "similarReports", need: anyone, rate: finding, cache: seen}, d.similarReports),
		op(put, one, row{id: "submitReport", need: signedIn, rate: sending, body: jsonBody}, d.submitReport),
		op(get, one, row{id: "getReport", need: anyone, rate: reading, cache: seen}, d.getReport),
		op(patch, one, row{id: "editReport", need: signedIn, rate: writing, body: jsonBody}, d.editReport),
		op(remove, one, row{id: "withdrawReport", need: signedIn, rate: writing}, d.withdrawReport),
		op(post, one+"/updates", row{id: "addUpdate", need: signedIn, rate: writing, body: jsonBody}, d.addUpdate),
		op(post, one+"/confirmation", row{id: "confirmReport", need: signedIn, rate: voting, body: jsonBody}, d.confirmReport),
		op(put, one+"/support", row{id: "supportReport", need: signedIn, rate: voting}, d.supportReport),
		op(remove, one+"/support", row{id: "unsupportReport", need: signedIn, rate: voting}, d.unsupportReport),
		op(put, one+"/follow", row{id: "followReport", need: signedIn, rate: writing}, d.followReport),
		op(remove, one+"/follow", row{id: "unfollowReport", need: signedIn, rate: writing}, d.unfollowReport),
		op(post, one+"/author", row{id: "revealAuthor", need: official, rate: writing}, d.revealAuthor),
		op(put, one+"/flag", row{id: "flagReport", need: signedIn, rate: voting, body: jsonBody}, d.flagReport),
	}
}

func (d *Door) searchRoutes() []row {
	return []row{
		op(get, "/search", row{id: "search", exact: true, need: anyone, rate: finding, cache: cache{age: time.Second}}, d.find),
	}
}

func (d *Door) tellingRoutes() []row {
	return []row{
		op(get, "/notifications", row{id: "listNotifications", exact: true, need: signedIn, rate: reading}, d.listNotifications),
		op(post, "/notifications/read", row{id: "readNotifications", need: signedIn, rate: writing, body: jsonBody}, d.readNotifications),
		op(get, "/push/key", row{id: "pushKey", need: anyone, rate: reading, cache: cache{public: true, age: time.Hour}}, d.pushKey),
		op(put, "/push/subscriptions/{id}", row{id: "subscribePush", need: signedIn, rate: writing, body: jsonBody}, d.subscribePush),
		op(remove, "/push/subscriptions/{id}", row{id: "unsubscribePush", need: signedIn, rate: writing}, d.unsubscribePush),
	}
}

func (d *Door) moderationRoutes() []row {
	return []row{
		op(get, "/moderation/cases", row{id: "listCases", exact: true, need: moderator, rate: reading}, d.listCases),
		op(post, "/moderation/cases/{kind}/{id}/decision", row{id: "decideCase", need: moderator, rate: writing, body: jsonBody}, d.decideCase),
	}
}

func (d *Door) mapRoutes() []row {
	return []row{
		raw("/tiles/reports/{z}/{x}/{y}.mvt", row{
			id: "getTile", need: anyone, rate: tiles, cache: cache{public: true, age: time.Second},
		}, d.tile),
	}
}

func (d *Door) healthRoutes() []row {
	return []row{
		raw("/healthz", row{id: "health", need: anyone, rate: freely, cache: cache{public: true}}, d.health),
		raw("/readyz", row{id: "ready", need: anyone, rate: freely, cache: cache{public: true}}, d.ready),
		raw(api+"/openapi.json", row{id: "openapi", need: anyone, rate: reading, cache: cache{public: true, age: time.Minute}}, d.contract),
	}
}

func (d *Door) pageRoutes() []row {
	page := func(id string) row {
		return row{id: id, need: anyone, rate: reading, cache: cache{public: true, own: true}}
	}
	return []row{
		raw("/", page("pageRoot"), d.root),
		raw("/robots.txt", page("robots"), d.robots),
		raw("/{lang}/reports/{id}/print", page("pagePrint"), d.printReport),
		raw("/{lang}/reports/{id}", page("pageReport"), d.pageReport),
		raw("/*", page("pageOrAsset"), d.pageOrAsset),
	}
}
