package api

import (
	"fmt"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// catalogue holds the words of every error code in one language. Values that an
// error carries stand in braces.
type catalogue map[string]string

var catalogues = map[civic.Lang]catalogue{
	civic.French: frenchWords, civic.Arabic: arabicWords, civic.Tamazigh: tamazighWords, civic.English: englishWords,
}

var titles = map[civic.Lang]map[civic.Kind]string{
	civic.French: frenchTitles, civic.Arabic: arabicTitles, civic.Tamazigh: tamazighTitles, civic.English: englishTitles,
}

// alike are codes that a person is told about in another code's words.
var alike = map[string]string{
	"report.sign_in":              "auth.required",
	"moderation.sign_in":          "auth.required",
	"auth.denied":                 "auth.role",
	"auth.session_expired":        "auth.session",
	"report.cursor_malformed":     "cursor.malformed",
	"moderation.cursor_malformed": "cursor.malformed",
	"report.lang_unknown":         "lang.unknown",
	"category.unknown":            "report.category_unknown",
	"notify.subject":              "report.not_found",
	"moderation.subject":          "report.not_found",
	"moderation.text_long":        "report.text_long",
	"moderation.not_moderator":    "auth.role",
	"moderation.action_unknown":   "input.request",
	"moderation.reason_unknown":   "input.request",
	"moderation.state_unknown":    "input.request",
	"report.act_unknown":          "input.request",
	"report.sort_unknown":         "input.request",
	"report.source_unknown":       "input.request",
	"report.status_unknown":       "input.request",
	"search.query":                "input.request",
	"id.malformed":                "input.format",
	"media.key":                   "photo.not_found",
	"media.not_found":             "photo.not_found",
	"media.too_large":             "photo.too_large",
	"media.unavailable":           "engine.down",
	"mail.refused":                "mail.unavailable",
	"limit.full":                  "engine.down",
	"report.no_reference":         "engine.down",
	"report.update_taken":         "report.id_taken",
	"push.p256dh":                 "push.endpoint",
	"push.auth":                   "push.endpoint",
	"push.conflict":               "report.id_taken",
	"photo.conflict":              "report.id_taken",
	"account.not_found":           "auth.session",
}

// titleOf names the kind of an error.
func titleOf(l civic.Lang, k civic.Kind) string { return titles[l][k] }

// wordsOf is what a person reads of an error. A code without words, which a test
// forbids, reads as the code itself.
func wordsOf(l civic.Lang, e *civic.Error) string {
	code := e.Code
	if other, ok := alike[code]; ok {
		code = other
	}
	text, ok := catalogues[l][code]
	if !ok {
		return e.Code
	}
	for name, v := range e.Params {
		text = strings.ReplaceAll(text, "{"+name+"}", shownValue(l, v))
	}
	return strings.ReplaceAll(text, "{field}", e.Field)
}

// shownValue writes a value as people read it: a status by its name.
func shownValue(l civic.Lang, v any) string {
	s := fmt.Sprint(v)
	if name, ok := words[l].statuses[report.Status(s)]; ok {
		return "« " + name + " »"
	}
	return s
}
