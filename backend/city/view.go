package city

import "jemaa/backend/civic"

// View is the city in one language, for those who only read: about half of
// the whole. Codes are the same in every language.
type View struct {
	Code              string          `json:"code"`
	Name              string          `json:"name"`
	Lang              civic.Lang      `json:"lang"`
	Languages         []civic.Lang    `json:"languages"`
	DefaultLanguage   civic.Lang      `json:"default_language"`
	TimeZone          string          `json:"time_zone"`
	Box               civic.Box       `json:"box"`
	LegalDeadlineDays int             `json:"legal_deadline_days"`
	Legal             LegalView       `json:"legal"`
	Catalogue         string          `json:"catalogue"`
	BaseMap           string          `json:"base_map"`
	Attribution       string          `json:"attribution"`
	ApproximateAreas  bool            `json:"approximate_areas"`
	Areas             []AreaView      `json:"areas"`
	Authorities       []AuthorityView `json:"authorities"`
	Domains           []DomainView    `json:"domains"`
	Categories        []CategoryView  `json:"categories"`
}

// LegalView is Legal in one language.
type LegalView struct {
	Version      string `json:"version"`
	Terms        string `json:"terms"`
	Privacy      string `json:"privacy"`
	LicenceCode  string `json:"licence_code"`
	LicenceURL   string `json:"licence_url"`
	LicenceWords string `json:"licence_words"`
}

// AreaView is Area in one language, without its outline.
type AreaView struct {
	Code      string      `json:"code"`
	Name      string      `json:"name"`
	Centroid  civic.Point `json:"centroid"`
	Box       civic.Box   `json:"box"`
	Authority string      `json:"authority"`
}

// AuthorityView is Authority in one language.
type AuthorityView struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// DomainView is Domain in one language.
type DomainView struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Icon string `json:"icon"`
}

// CategoryView is Category in one language, without the words for guessing.
type CategoryView struct {
	Code         string         `json:"code"`
	Domain       string         `json:"domain"`
	Name         string         `json:"name"`
	Icon         string         `json:"icon"`
	Authority    string         `json:"authority"` // a code, or "area"
	DeadlineDays int            `json:"deadline_days"`
	HidePlace    bool           `json:"hide_place"`
	HoldPhotos   bool           `json:"hold_photos"`
	Questions    []QuestionView `json:"questions"`
}

// QuestionView is Question in one language.
type QuestionView struct {
	Code     string       `json:"code"`
	Type     QuestionType `json:"type"`
	Name     string       `json:"name"`
	Required bool         `json:"required"`
	Options  []OptionView `json:"options,omitempty"`
	Min      *float64     `json:"min,omitempty"`
	Max      *float64     `json:"max,omitempty"`
	Unit     string       `json:"unit,omitempty"`
}

// OptionView is Option in one language.
type OptionView struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// In is the city in a language, or in its default one when it does not speak it.
// No list in it is nil.
func (c *City) In(l civic.Lang) View {
	if !c.Speaks(l) {
		l = c.DefaultLanguage
	}
	return View{
		Code: c.Code, Name: c.Names.In(l), Lang: l, Languages: c.Languages, DefaultLanguage: c.DefaultLanguage,
		TimeZone: c.TimeZone, Box: c.Box, LegalDeadlineDays: c.LegalDeadlineDays, Legal: c.Legal.in(l),
		Catalogue: c.Catalogue.In(l), BaseMap: c.BaseMap, Attribution: c.Attribution.In(l), ApproximateAreas: c.ApproximateAreas,
		Areas: each(c.Areas, func(a Area) AreaView {
			return AreaView{a.Code, a.Names.In(l), a.Centroid, a.Box, a.Authority}
		}),
		Authorities: each(c.Authorities, func(a Authority) AuthorityView { return AuthorityView{a.Code, a.Names.In(l)} }),
		Domains:     each(c.Domains, func(d Domain) DomainView { return DomainView{d.Code, d.Names.In(l), d.Icon} }),
		Categories:  each(c.Categories, func(cat Category) CategoryView { return cat.in(l) }),
	}
}

func (g Legal) in(l civic.Lang) LegalView {
	return LegalView{
		Version: g.Version, Terms: g.Terms.In(l), Privacy: g.Privacy.In(l),
		LicenceCode: g.Licence.Code, LicenceURL: g.Licence.URL, LicenceWords: g.Licence.Words.In(l),
	}
}

func (c Category) in(l civic.Lang) CategoryView {
	return CategoryView{
		Code: c.Code, Domain: c.Domain, Name: c.Names.In(l), Icon: c.Icon, Authority: c.Authority,
		DeadlineDays: c.DeadlineDays, HidePlace: c.HidePlace, HoldPhotos: c.HoldPhotos,
		Questions: each(c.Questions, func(q Question) QuestionView { return q.in(l) }),
	}
}

func (q Question) in(l civic.Lang) QuestionView {
	v := QuestionView{Code: q.Code, Type: q.Type, Name: q.Names.In(l), Required: q.Required, Min: q.Min, Max: q.Max, Unit: q.Unit}
	if len(q.Options) > 0 {
		v.Options = each(q.Options, func(o Option) OptionView { return OptionView{o.Code, o.Names.In(l)} })
	}
	return v
}

func each[A, B any](list []A, turn func(A) B) []B {
	out := make([]B, len(list))
	for i, v := range list {
		out[i] = turn(v)
	}
	return out
}
