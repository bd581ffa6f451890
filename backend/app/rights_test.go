package app

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"jemaa/backend/privacy"
)

// roles are everybody who may come to a route. The owner's report is answered for
// by official; other is another resident, stranger an official of somebody else.
var roles = []string{"anyone", "owner", "other", "official", "stranger", "moderator", "admin"}

// status is what each role gets, in the order of roles.
type rights [7]int

func everybody(status int) rights {
	return rights{status, status, status, status, status, status, status}
}

// signedIn is 401 without a session.
func signedIn(status int) rights {
	r := everybody(status)
	r[0] = 401
	return r
}

// try is one request of the table: what is sent, to a fresh report of the owner,
// and who may.
type try struct {
	method, path string // {report}, {photo} and {id} are filled in
	body         any
	header       string
	setting      string // what the report has come through: "", "resolved", "anonymous", "hidden", "flagged"
	want         rights
}

// noAnswer and noKey have the form of what a passkey says.
var (
	noAnswer = map[string]string{"id": "AQ", "client_data": "AQ", "authenticator_data": "AQ", "signature": "AQ"}
	noKey    = map[string]string{"id": "AQ", "client_data": "AQ", "attestation": "AQ"}
)

// table holds one row or more for every route; the test fails for a route
// without.
var table = map[string][]try{
	"getChallenge":    {{"GET", "/api/v1/auth/challenge", nil, "", "", everybody(200)}},
	"askCode":         {{"POST", "/api/v1/auth/codes", map[string]string{"email": "a@example.org"}, "", "", everybody(202)}},
	"signIn":          {{"POST", "/api/v1/auth/sessions", map[string]string{"email": "a@example.org", "code": "12345678"}, "", "", everybody(400)}},
	"signInDemo":      {{"POST", "/api/v1/auth/demo", map[string]any{"persona": "resident", "bearer": true}, "", "", everybody(200)}},
	"askPasskey":      {{"POST", "/api/v1/auth/passkeys/challenges", nil, "", "", everybody(200)}},
	"signInByPasskey": {{"POST", "/api/v1/auth/passkeys/sessions", noAnswer, "", "", everybody(400)}},
	"askProof":        {{"POST", "/api/v1/auth/proof/challenges", nil, "", "", signedIn(404)}},
	"prove":           {{"POST", "/api/v1/auth/proof", noAnswer, "", "", signedIn(400)}},
	"askNewPasskey":   {{"POST", "/api/v1/auth/passkeys/invitations", nil, "", "", signedIn(200)}},
	"addPasskey":      {{"POST", "/api/v1/me/passkeys", noKey, "", "", signedIn(400)}},
	"listPasskeys":    {{"GET", "/api/v1/me/passkeys", nil, "", "", signedIn(200)}},
	"renamePasskey":   {{"PATCH", "/api/v1/me/passkeys/{id}", map[string]string{"name": "Téléphone"}, "", "", signedIn(404)}},
	"removePasskey":   {{"DELETE", "/api/v1/me/passkeys/{id}", nil, "", "", signedIn(404)}},
	"refusePasskeys":  {{"DELETE", "/api/v1/me/passkey-offer", nil, "", "", signedIn(204)}},
	"askEnrolment":    {{"POST", "/api/v1/auth/enrolment/challenges", map[string]string{"token": "x"}, "", "", everybody(400)}},
	"enrol":           {{"POST", "/api/v1/auth/enrolment", map[string]any{"token": "x", "credential": noKey}, "", "", everybody(400)}},
	"listSessions":    {{"GET", "/api/v1/me/sessions", nil, "", "", signedIn(200)}},
	"endSession":      {{"DELETE", "/api/v1/me/sessions/{id}", nil, "", "", signedIn(404)}},
	"endOthers":       {{"DELETE", "/api/v1/me/sessions", nil, "", "", signedIn(200)}},
	"listTokens":      {{"GET", "/api/v1/me/tokens", nil, "", "", signedIn(200)}},
	"makeToken":       {{"POST", "/api/v1/me/tokens", map[string]string{"name": "n", "scope": "read", "expires_at": "2020-01-01T00:00:00Z"}, "", "", signedIn(400)}},
	"endToken":        {{"DELETE", "/api/v1/me/tokens/{id}", nil, "", "", signedIn(404)}},
	"listRecoveries":  {{"GET", "/api/v1/admin/recoveries", nil, "", "", rights{401, 403, 403, 403, 403, 403, 200}}},
	"inviteStaff":     {{"POST", "/api/v1/admin/enrolments", map[string]string{"account": "01J9ZZZZZZZZZZZZZZZZZZZZZZ"}, "", "", rights{401, 403, 403, 403, 403, 403, 404}}},
	"askRecovery":     {{"POST", "/api/v1/admin/recoveries", map[string]string{"account": "01J9ZZZZZZZZZZZZZZZZZZZZZZ", "reason": "R"}, "", "", rights{401, 403, 403, 403, 403, 403, 404}}},
	"confirmRecovery": {{"POST", "/api/v1/admin/recoveries/{id}/confirmation", nil, "", "", rights{401, 403, 403, 403, 403, 403, 404}}},
	"dropRecovery":    {{"DELETE", "/api/v1/admin/recoveries/{id}", nil, "", "", rights{401, 403, 403, 403, 403, 403, 404}}},
	"signOut":         {{"DELETE", "/api/v1/auth/sessions/current", nil, "", "", signedIn(204)}},
	"getMe":           {{"GET", "/api/v1/me", nil, "", "", signedIn(200)}},
	"editMe":          {{"PATCH", "/api/v1/me", map[string]string{"lang": "fr"}, "", "", signedIn(200)}},
	"listOfficials":   {{"GET", "/api/v1/authorities/arrondissement-sidi-belyout/officials", nil, "", "", rights{401, 403, 403, 200, 403, 403, 200}}},
	"getCity":         {{"GET", "/api/v1/city", nil, "", "", everybody(200)}},
	"getAreas":        {{"GET", "/api/v1/city/areas.geojson", nil, "", "", everybody(200)}},
	"guessCategory":   {{"GET", "/api/v1/city/guess?text=trou", nil, "", "", everybody(200)}},
	"locate":          {{"GET", "/api/v1/city/locate?lon=-7.6149&lat=33.5985", nil, "", "", everybody(200)}},
	"putPhoto":        {{"PUT", "/api/v1/photos/{id}", []byte("jpeg"), "", "", rights{401, 415, 415, 415, 415, 415, 415}}},
	"getPhoto": {
		{"GET", "/media/{photo}/320.jpg", nil, "", "", everybody(200)},
		{"GET", "/media/{photo}/320.jpg", nil, "", "hidden", rights{404, 200, 404, 404, 404, 200, 404}},
	},
	"listReports": {
		{"GET", "/api/v1/reports", nil, "", "", everybody(200)},
		{"GET", "/api/v1/reports?author=me", nil, "", "", signedIn(200)},
		{"GET", "/api/v1/reports?supported=me", nil, "", "", signedIn(200)},
		{"GET", "/api/v1/reports?followed=me", nil, "", "", signedIn(200)},
		{"GET", "/api/v1/reports?assignee=me", nil, "", "", rights{401, 403, 403, 200, 200, 403, 403}},
	},
	"similarReports": {{"GET", "/api/v1/reports/similar?lon=-7.6149&lat=33.5985", nil, "", "", everybody(200)}},
	"submitReport": {
		{"PUT", "/api/v1/reports/{id}", pothole(nil), "", "", signedIn(201)},
		{"PUT", "/api/v1/reports/{id}", pothole(map[string]any{"source": "phone"}), "", "", rights{401, 403, 403, 201, 201, 403, 403}},
		{"PUT", "/api/v1/reports/{report}", pothole(map[string]any{"title": "Autre"}), "", "", signedIn(409)},
	},
	"getReport": {
		{"GET", "/api/v1/reports/{report}", nil, "", "", everybody(200)},
		{"GET", "/api/v1/reports/{report}", nil, "", "hidden", rights{410, 200, 410, 410, 410, 200, 410}},
		{"GET", "/api/v1/reports/{id}", nil, "", "", everybody(404)},
	},
	"editReport": {
		{"PATCH", "/api/v1/reports/{report}", map[string]string{"title": "T"}, "If-Match: 1", "", rights{401, 200, 403, 403, 403, 403, 403}},
		{"PATCH", "/api/v1/reports/{report}", map[string]string{"title": "T"}, "", "", rights{401, 400, 400, 400, 400, 400, 400}},
		{"PATCH", "/api/v1/reports/{report}", map[string]string{"title": "T"}, "If-Match: 9", "hidden", rights{401, 409, 410, 410, 410, 403, 410}},
	},
	"withdrawReport": {{"DELETE", "/api/v1/reports/{report}", nil, "", "", rights{401, 204, 403, 403, 403, 403, 403}}},
	"addUpdate": {
		{"POST", "/api/v1/reports/{report}/updates", map[string]string{"kind": "answer", "text": "Oui"}, "", "", rights{401, 403, 403, 201, 403, 403, 403}},
		{"POST", "/api/v1/reports/{report}/updates", map[string]string{"kind": "status", "status": "acknowledged"}, "", "", rights{401, 403, 403, 201, 403, 403, 403}},
		{"POST", "/api/v1/reports/{report}/updates", map[string]string{"kind": "note", "text": "N"}, "", "", rights{401, 403, 403, 201, 403, 403, 403}},
		{"POST", "/api/v1/reports/{report}/updates", map[string]string{"kind": "reply", "text": "R"}, "", "", rights{401, 409, 403, 403, 403, 403, 403}},
		{"POST", "/api/v1/reports/{report}/updates", map[string]string{"kind": "hand_over", "authority": "commune", "reason": "R"}, "", "", rights{401, 403, 403, 201, 403, 403, 403}},
	},
	"confirmReport":   {{"POST", "/api/v1/reports/{report}/confirmation", map[string]bool{"resolved": true}, "", "resolved", rights{401, 200, 403, 403, 403, 403, 403}}},
	"supportReport":   {{"PUT", "/api/v1/reports/{report}/support", nil, "", "", rights{401, 409, 200, 200, 200, 200, 200}}},
	"unsupportReport": {{"DELETE", "/api/v1/reports/{report}/support", nil, "", "", signedIn(200)}},
	"followReport": {
		{"PUT", "/api/v1/reports/{report}/follow", nil, "", "", signedIn(200)},
		{"PUT", "/api/v1/reports/{report}/follow", nil, "", "hidden", rights{401, 200, 404, 404, 404, 404, 404}},
	},
	"unfollowReport": {{"DELETE", "/api/v1/reports/{report}/follow", nil, "", "", signedIn(200)}},
	"revealAuthor":   {{"POST", "/api/v1/reports/{report}/author", nil, "", "anonymous", rights{401, 403, 403, 200, 403, 403, 403}}},
	"flagReport": {
		{"PUT", "/api/v1/reports/{report}/flag", map[string]string{"reason": "spam"}, "", "", rights{401, 409, 200, 200, 200, 200, 200}},
		{"PUT", "/api/v1/reports/{report}/flag", map[string]string{"reason": "spam"}, "", "hidden", rights{401, 409, 410, 410, 410, 200, 410}},
	},
	"search":            {{"GET", "/api/v1/search?q=poule", nil, "", "", everybody(200)}},
	"listNotifications": {{"GET", "/api/v1/notifications", nil, "", "", signedIn(200)}},
	"readNotifications": {{"POST", "/api/v1/notifications/read", map[string]bool{"all": true}, "", "", signedIn(200)}},
	"pushKey":           {{"GET", "/api/v1/push/key", nil, "", "", everybody(200)}},
	"subscribePush": {{"PUT", "/api/v1/push/subscriptions/{id}", map[string]any{
		"endpoint": "https://push.example/x", "keys": map[string]string{"p256dh": "x", "auth": "y"},
	}, "", "", rights{401, 400, 400, 400, 400, 400, 400}}},
	"unsubscribePush": {{"DELETE", "/api/v1/push/subscriptions/{id}", nil, "", "", signedIn(204)}},
	"listCases":       {{"GET", "/api/v1/moderation/cases", nil, "", "", rights{401, 403, 403, 403, 403, 200, 403}}},
	"decideCase": {{"POST", "/api/v1/moderation/cases/report/{report}/decision", map[string]string{"action": "hide", "reason": "R"}, "", "flagged",
		rights{401, 403, 403, 403, 403, 200, 403}}},
	"deskNumbers":   {{"GET", "/api/v1/authorities/arrondissement-sidi-belyout/numbers", nil, "", "", rights{401, 403, 403, 200, 403, 403, 403}}},
	"listTemplates": {{"GET", "/api/v1/authorities/arrondissement-sidi-belyout/templates", nil, "", "", rights{401, 403, 403, 200, 403, 403, 403}}},
	"putTemplate": {
		{"PUT", "/api/v1/authorities/arrondissement-sidi-belyout/templates/{id}", template("Reçu : {ref}"), "", "", rights{401, 403, 403, 200, 403, 403, 403}},
		{"PUT", "/api/v1/authorities/arrondissement-sidi-belyout/templates/{id}", template("Reçu : {phone}"), "", "", rights{401, 403, 403, 400, 403, 403, 403}},
	},
	"removeTemplate": {{"DELETE", "/api/v1/authorities/arrondissement-sidi-belyout/templates/{id}", nil, "", "", rights{401, 403, 403, 204, 403, 403, 403}}},
	"findPerson": {
		{"POST", "/api/v1/admin/people/find", map[string]string{"email": "resident@demo.example"}, "", "", rights{401, 403, 403, 403, 403, 403, 200}},
		{"POST", "/api/v1/admin/people/find", map[string]string{"email": "resident@demo"}, "", "", rights{401, 403, 403, 403, 403, 403, 400}},
	},
	"listHolders": {{"GET", "/api/v1/admin/people?role=moderator", nil, "", "", rights{401, 403, 403, 403, 403, 403, 200}}},
	"giveRole": {{"POST", "/api/v1/admin/grants", map[string]string{"email": "new@demo.example", "role": "moderator", "reason": "R"}, "", "",
		rights{401, 403, 403, 403, 403, 403, 200}}},
	"getVerification": {{"GET", "/api/v1/me/verification", nil, "", "", signedIn(200)}},
	"askLetter": {{"POST", "/api/v1/me/verification/letter", map[string]string{"name": "S B", "birth_date": "1990-04-12", "address": "12 rue A", "area": "atlantis"}, "", "",
		signedIn(400)}},
	"typeLetterCode":  {{"POST", "/api/v1/me/verification/code", map[string]string{"code": "34679CDFHJ"}, "", "", signedIn(400)}},
	"showCounterCode": {{"POST", "/api/v1/me/verification/counter", nil, "", "", signedIn(200)}},
	"meetVisitor":     {{"POST", "/api/v1/counter/visitors/find", map[string]string{"code": "12345"}, "", "", rights{401, 403, 403, 404, 403, 403, 404}}},
	"confirmVisitor": {{"POST", "/api/v1/counter/visitors/confirm", map[string]any{"code": "12345", "level": 1, "area": "maarif", "name": "S B"}, "", "",
		rights{401, 403, 403, 404, 403, 403, 404}}},
	"lowerLevel": {{"POST", "/api/v1/counter/visitors/lower", map[string]string{"email": "nobody@demo.example", "reason": "R"}, "", "",
		rights{401, 403, 403, 404, 403, 403, 404}}},
	"lettersWaiting": {{"GET", "/api/v1/counter/waiting", nil, "", "", rights{401, 403, 403, 200, 403, 403, 200}}},
	"drawLetters":    {{"PUT", "/api/v1/counter/letters/{id}", nil, "", "", rights{401, 403, 403, 200, 403, 403, 200}}},
	"lettersPrinted": {{"DELETE", "/api/v1/counter/letters/{id}", nil, "", "", rights{401, 403, 403, 204, 403, 403, 204}}},
	"takeRole": {
		{"POST", "/api/v1/admin/grants/revoke", map[string]string{"account": "01K000000000000000000000AA", "role": "moderator", "reason": "R"}, "", "",
			rights{401, 403, 403, 403, 403, 403, 404}},
		{"POST", "/api/v1/admin/grants/revoke", map[string]string{"account": "01K000000000000000000000AA", "role": "moderator", "reason": ""}, "", "",
			rights{401, 403, 403, 403, 403, 403, 400}},
	},
	"readLog":      {{"GET", "/api/v1/admin/log", nil, "", "", rights{401, 403, 403, 403, 403, 403, 200}}},
	"knowMe":       {{"GET", "/api/v1/me/data", nil, "", "", signedIn(200)}},
	"sayConsent":   {{"PUT", "/api/v1/me/consents/contact", map[string]any{"given": true, "version": privacy.Terms}, "", "", signedIn(200)}},
	"getTakeout":   {{"GET", "/api/v1/me/takeout", nil, "", "", signedIn(404)}}, // nobody asked yet
	"fetchTakeout": {{"GET", "/api/v1/me/takeout/file", nil, "", "", signedIn(404)}},
	"askTakeout":   {{"POST", "/api/v1/me/takeout", nil, "", "", signedIn(202)}},
	"askErasure":   {{"POST", "/api/v1/me/erasure", map[string]bool{"keep": true}, "", "", rights{401, 200, 200, 200, 200, 200, 409}}}, // the last admin stays
	"stopErasure":  {{"DELETE", "/api/v1/me/erasure", nil, "", "", signedIn(204)}},
	"erasePerson":  {{"POST", "/api/v1/admin/people/{id}/erasure", map[string]bool{"keep": true}, "", "", rights{401, 403, 403, 403, 403, 403, 404}}},
	"getTile":      {{"GET", "/tiles/reports/0/0/0.mvt", nil, "", "", everybody(200)}},
	"health":       {{"GET", "/healthz", nil, "", "", everybody(200)}},
	"ready":        {{"GET", "/readyz", nil, "", "", everybody(200)}},
	"openapi":      {{"GET", "/api/v1/openapi.json", nil, "", "", everybody(200)}},
	"pageRoot":     {{"GET", "/", nil, "", "", everybody(302)}},
	"robots":       {{"GET", "/robots.txt", nil, "", "", everybody(200)}},
	"pageOrAsset":  {{"GET", "/fr/reports", nil, "", "", everybody(200)}},
	"pageReport": {
		{"GET", "/fr/reports/{report}", nil, "", "", everybody(200)},
		{"GET", "/fr/reports/{report}", nil, "", "hidden", everybody(410)},
	},
	"pagePrint": {
		{"GET", "/fr/reports/{report}/print", nil, "", "", everybody(200)},
		{"GET", "/fr/reports/{report}/print", nil, "", "hidden", everybody(410)},
	},
}

func template(text string) map[string]any {
	return map[string]any{"name": "Reçu", "for": "acknowledged", "texts": map[string]string{"fr": text}}
}

// people of the table, by role.
func (w *town) cast() map[string]*person {
	return map[string]*person{
		"anyone": w.nobody(), "owner": w.persona("resident"), "other": w.persona("resident2"), "official": w.persona(responsible),
		"stranger": w.persona("official"), "moderator": w.persona("moderator"), "admin": w.persona("admin"),
	}
}

func TestEveryRouteForEveryRole(t *testing.T) {
	w := settle(t, named...)
	var ids []string
	for _, r := range w.door.Routes() {
		ids = append(ids, r.ID)
		if len(table[r.ID]) == 0 {
			t.Errorf("%s %s (%s) has no row: say who may use it", r.Method, r.Path, r.ID)
		}
	}
	for id := range table {
		if !slices.Contains(ids, id) {
			t.Errorf("%s is no route any more", id)
		}
	}
	for _, id := range ids {
		for i, row := range table[id] {
			t.Run(fmt.Sprintf("%s/%d", id, i), func(t *testing.T) { w.tried(t, row) })
		}
	}
}

// tried sends a row's request as everybody, each time to a report of its own.
func (w *town) tried(t *testing.T, row try) {
	cast := w.cast()
	for i, role := range roles {
		path := row.path
		if strings.Contains(path, "{report}") || strings.Contains(path, "{photo}") {
			report, photo := w.scene(cast, row.setting)
			path = strings.NewReplacer("{report}", report, "{photo}", photo).Replace(path)
		}
		path = strings.ReplaceAll(path, "{id}", w.id())
		var headers []string
		if row.header != "" {
			headers = append(headers, row.header)
		}
		got := cast[role].do(row.method, path, row.body, headers...)
		if got.status != row.want[i] {
			t.Errorf("%s %s as %s: %d, want %d: %.300s", row.method, path, role, got.status, row.want[i], got.body)
		}
		if got.status >= 400 && strings.HasPrefix(path, "/api/") && !json.Valid(got.body) {
			t.Errorf("%s %s as %s: not a problem: %.100s", row.method, path, role, got.body)
		}
		if cast[role].token != "" && strings.HasPrefix(path, "/api/") && got.header.Get("Set-Cookie") != "" && !strings.Contains(path, "/auth/") {
			t.Errorf("%s sets a cookie", path)
		}
	}
}

// scene makes a report of the owner with a photo, as a row needs it.
func (w *town) scene(cast map[string]*person, setting string) (report, photo string) {
	w.t.Helper()
	owner := cast["owner"]
	photo = w.id()
	owner.do("PUT", "/api/v1/photos/"+photo, snapshot(uint8(w.last))).want(201)
	extra := map[string]any{"photos": []string{photo}}
	if setting == "anonymous" {
		extra["anonymous"] = true
	}
	report = owner.report(extra)
	path := "/api/v1/reports/" + report
	switch setting {
	case "resolved":
		cast["official"].do("POST", path+"/updates", map[string]string{"kind": "status", "status": "resolved"}).want(201)
	case "flagged":
		cast["other"].do("PUT", path+"/flag", map[string]string{"reason": "spam"}).want(200)
	case "hidden":
		cast["moderator"].do("POST", "/api/v1/moderation/cases/report/"+report+"/decision", map[string]string{"action": "hide", "reason": "R"}).want(200)
	}
	anyone := cast["anyone"]
	if setting == "hidden" {
		w.soon("it is hidden", func() bool { return anyone.do("GET", path, nil).status == 410 })
	} else {
		w.soon("its photo is attached", func() bool { return anyone.do("GET", "/media/"+photo+"/320.jpg", nil).status == 200 })
	}
	return report, photo
}
