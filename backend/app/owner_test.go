package app

import "testing"

// What a phone kept for one account is never taken as another's, though the
// session that comes with it is good.
func TestKeptForAnAccount(t *testing.T) {
	w := settle(t, "JEMAA_DEMO=true")
	salma, other := w.persona("resident"), w.persona("resident2")
	report := other.report(nil)
	support := "/api/v1/reports/" + report + "/support"
	kept := "Jemaa-Account: " + salma.me["id"].(string)

	other.do("PUT", "/api/v1/reports/"+other.id(), pothole(nil), kept).refused(401, "auth.session")
	w.persona("moderator").do("PUT", support, nil, kept).refused(401, "auth.session")
	w.nobody().do("PUT", support, nil, kept).refused(401, "auth.session")
	if got := salma.do("GET", "/api/v1/reports/"+report, nil).want(200); got.num("supports") != 0 {
		t.Errorf("taken as another's: %s", got.body)
	}
	salma.do("PUT", support, nil, kept).want(200)
	salma.do("PUT", support, nil).want(200)
}
