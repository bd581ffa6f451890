package city

import (
	"slices"

	"jemaa/backend/civic"
)

// fictional introduces a stand-in that is named by its area.
var fictional = civic.Words{
	civic.French: "Équipe fictive", civic.Arabic: "فريق خيالي", civic.Tamazigh: "ⵜⴰⵔⴰⴱⴱⵓⵜ ⵜⴰⵡⵙⵏⴰⵏⵜ", civic.English: "Fictional team",
}

// Demonstration is the same city with a fictional service in the place of every
// authority: a demonstration never shows a real one saying what it did not say.
func (c *City) Demonstration() *City {
	d := *c
	d.Authorities = slices.Clone(c.Authorities)
	for i := range d.Authorities {
		d.Authorities[i].Names = c.standIn(c.Authorities[i])
	}
	return &d
}

func (c *City) standIn(a Authority) civic.Words {
	if len(a.StandIn) > 0 {
		return a.StandIn
	}
	of := c.Names
	if i := slices.IndexFunc(c.Areas, func(area Area) bool { return area.Authority == a.Code }); i >= 0 {
		of = c.Areas[i].Names
	}
	words := civic.Words{}
	for _, l := range c.Languages {
		words[l] = fictional[l] + " · " + of.In(l)
	}
	return words
}
