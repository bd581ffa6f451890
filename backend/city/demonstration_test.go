package city_test

import (
	"testing"

	"jemaa/backend/city"
	"jemaa/backend/civic"
)

// No real authority may be shown saying what it did not say.
func TestDemonstrationNamesNoRealAuthority(t *testing.T) {
	real, err := city.Load("")
	if err != nil {
		t.Fatal(err)
	}
	shown := real.Demonstration()
	taken := map[string]string{}
	for i, a := range shown.Authorities {
		for _, l := range real.Languages {
			name := a.Names[l]
			if name == "" || name == real.Authorities[i].Names[l] {
				t.Errorf("%s in %s is shown as %q", a.Code, l, name)
			}
			if other, ok := taken[string(l)+name]; ok {
				t.Errorf("%s and %s are both shown as %q", a.Code, other, name)
			}
			taken[string(l)+name] = a.Code
		}
	}
	if got, _ := shown.AuthorityNamed("commune"); got.Names[civic.English] != "Fictional town house" {
		t.Errorf("the commune is looked up as %q", got.Names[civic.English])
	}
	if got, _ := real.AuthorityNamed("commune"); got.Names[civic.English] == "Fictional town house" {
		t.Error("the real city was changed")
	}
}
