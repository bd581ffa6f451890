package meilitest

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// settings are those of an index that the stand-in honours; the others of the real server
// it refuses, so that nobody relies on what it does not do.
type settings struct {
	SearchableAttributes []string            `json:"searchableAttributes"`
	FilterableAttributes []string            `json:"filterableAttributes"`
	SortableAttributes   []string            `json:"sortableAttributes"`
	DisplayedAttributes  []string            `json:"displayedAttributes"`
	RankingRules         []string            `json:"rankingRules"`
	StopWords            []string            `json:"stopWords"`
	Synonyms             map[string][]string `json:"synonyms"`
	TypoTolerance        typoTolerance       `json:"typoTolerance"`
	LocalizedAttributes  []localized         `json:"localizedAttributes"`
	Pagination           struct {
		MaxTotalHits int `json:"maxTotalHits"`
	} `json:"pagination"`
	Faceting struct {
		MaxValuesPerFacet int               `json:"maxValuesPerFacet"`
		SortFacetValuesBy map[string]string `json:"sortFacetValuesBy"`
	} `json:"faceting"`
	ProximityPrecision string `json:"proximityPrecision"`
	PrefixSearch       string `json:"prefixSearch"`
}

type typoTolerance struct {
	Enabled             bool `json:"enabled"`
	MinWordSizeForTypos struct {
		OneTypo  int `json:"oneTypo"`
		TwoTypos int `json:"twoTypos"`
	} `json:"minWordSizeForTypos"`
	DisableOnWords      []string `json:"disableOnWords"`
	DisableOnAttributes []string `json:"disableOnAttributes"`
	DisableOnNumbers    bool     `json:"disableOnNumbers"`
}

type localized struct {
	Locales           []string `json:"locales"`
	AttributePatterns []string `json:"attributePatterns"`
}

func defaults() settings {
	var s settings
	s.SearchableAttributes, s.DisplayedAttributes = []string{"*"}, []string{"*"}
	s.RankingRules = []string{"words", "typo", "proximity", "attribute", "sort", "exactness"}
	s.TypoTolerance.Enabled = true
	s.TypoTolerance.MinWordSizeForTypos.OneTypo = 5
	s.TypoTolerance.MinWordSizeForTypos.TwoTypos = 9
	s.Pagination.MaxTotalHits = 1000
	s.Faceting.MaxValuesPerFacet = 100
	s.Faceting.SortFacetValuesBy = map[string]string{"*": "alpha"}
	s.ProximityPrecision, s.PrefixSearch = "byWord", "indexingTime"
	return s
}

func (s *Server) getSettings(r *http.Request, _ []byte) (int, any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.indexes[r.PathValue("uid")]
	if x == nil {
		return 0, nil, noIndex(r.PathValue("uid"))
	}
	return http.StatusOK, x.settings, nil
}

func (s *Server) patchSettings(r *http.Request, body []byte) (int, any, error) {
	uid := r.PathValue("uid")
	var check settings
	if err := parse(body, &check, "bad_request"); err != nil {
		return 0, nil, err
	}
	if err := check.validate(); err != nil {
		return 0, nil, err
	}
	return s.enqueue(uid, "settingsUpdate", func() *apiError {
		x := s.indexes[uid]
		if x == nil {
			x = newIndex("")
			s.indexes[uid] = x
		}
		if err := parse(body, &x.settings, "bad_request"); err != nil { // what it does not name stays
			return refuse(http.StatusBadRequest, "bad_request", err.Error())
		}
		return nil
	})
}

var (
	builtinRules = []string{"words", "typo", "proximity", "attribute", "attributeRank", "wordPosition", "sort", "exactness"}
	customRule   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]*:(asc|desc)$`)
	knownLocales = []string{"fra", "ara", "eng", "fr", "ar", "en"}
)

func (s settings) validate() error {
	for _, rule := range s.RankingRules {
		if !slices.Contains(builtinRules, rule) && !customRule.MatchString(rule) {
			return refuse(http.StatusBadRequest, "invalid_settings_ranking_rules", "`"+rule+"` ranking rule is invalid.")
		}
	}
	for _, l := range s.LocalizedAttributes {
		for _, locale := range l.Locales {
			if !slices.Contains(knownLocales, locale) {
				return refuse(http.StatusBadRequest, "invalid_settings_localized_attributes", "Unknown locale `"+locale+"`.")
			}
		}
	}
	if min := s.TypoTolerance.MinWordSizeForTypos; min.TwoTypos < min.OneTypo || min.TwoTypos > 255 {
		return refuse(http.StatusBadRequest, "invalid_settings_typo_tolerance", "`minWordSizeForTypos` is invalid.")
	}
	if !slices.Contains([]string{"", "byWord", "byAttribute"}, s.ProximityPrecision) {
		return refuse(http.StatusBadRequest, "invalid_settings_proximity_precision", s.ProximityPrecision)
	}
	if !slices.Contains([]string{"", "indexingTime", "disabled"}, s.PrefixSearch) {
		return refuse(http.StatusBadRequest, "invalid_settings_prefix_search", s.PrefixSearch)
	}
	for attribute, by := range s.Faceting.SortFacetValuesBy {
		if by != "alpha" && by != "count" {
			return refuse(http.StatusBadRequest, "invalid_settings_faceting", attribute+": "+by)
		}
	}
	return nil
}

// covers says whether a list of attributes names an attribute, by itself, by an object
// around it, or by "*".
func covers(list []string, attribute string) bool {
	for _, a := range list {
		if a == "*" || a == attribute || strings.HasPrefix(attribute, a+".") {
			return true
		}
	}
	return false
}

// values are what a document holds at a dotted path: scalars, lists spread out.
func values(d map[string]any, path string) []any {
	var v any = d
	for _, name := range strings.Split(path, ".") {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[name]
	}
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// texts are the texts of a value, as words are searched in them.
func texts(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64, bool:
		return fmt.Sprint(v)
	}
	return ""
}
