package api

import (
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"jemaa/backend/account"
	"jemaa/backend/city"
	"jemaa/backend/civic"
	"jemaa/backend/notify"
	"jemaa/backend/photo"
	"jemaa/backend/report"
)

// The document's schemas for words that Go keeps as texts: a time is a
// date-time, a status one of its words.

var (
	civicTime = reflect.TypeFor[civic.Time]()
	stdTime   = reflect.TypeFor[time.Time]()
)

type (
	langWord   string
	statusWord string
	actWord    string
	sourceWord string
	updateWord string
	partyWord  string
	useWord    string
	wordsMap   map[string]string
)

func enum[T ~string](values ...T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// Schema makes a language one of the four.
func (langWord) Schema(huma.Registry) *huma.Schema { return enum(civic.Langs...) }

// Schema lists the statuses.
func (statusWord) Schema(huma.Registry) *huma.Schema { return enum(report.Statuses...) }

// Schema lists the acts.
func (actWord) Schema(huma.Registry) *huma.Schema {
	return enum(report.ActStatus, report.ActAnswer, report.ActNote, report.ActAsk, report.ActReply,
		report.ActAssign, report.ActHandOver, report.ActDuplicate, report.ActUndoDuplicate)
}

// Schema lists the sources.
func (sourceWord) Schema(huma.Registry) *huma.Schema {
	return enum(report.App, report.Counter, report.Phone)
}

// Schema lists the kinds of update.
func (updateWord) Schema(huma.Registry) *huma.Schema {
	return enum(report.UpdateSubmitted, report.UpdateEdited, report.UpdateStatus, report.UpdateAnswer, report.UpdateNote,
		report.UpdateAsk, report.UpdateReply, report.UpdateHandOver, report.UpdateAssign, report.UpdateConfirmed,
		report.UpdateContested, report.UpdateDuplicate, report.UpdateDuplicateUndone, report.UpdateHidden,
		report.UpdateRestored, report.UpdatePhotosReleased)
}

// Schema lists the parties.
func (partyWord) Schema(huma.Registry) *huma.Schema {
	return enum(report.ByResident, report.ByAuthority, report.ByModerator)
}

// Schema lists what a template may be for.
func (useWord) Schema(huma.Registry) *huma.Schema { return enum(report.TemplateUses...) }

// Schema makes a map of words by language.
func (wordsMap) Schema(huma.Registry) *huma.Schema {
	words := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
	for _, l := range civic.Langs {
		words.Properties[string(l)] = &huma.Schema{Type: huma.TypeString}
	}
	words.PrecomputeMessages()
	return words
}

// alias gives the registry the schemas above.
func alias(r huma.Registry) {
	for from, to := range map[reflect.Type]reflect.Type{
		civicTime:                             stdTime,
		reflect.TypeFor[civic.Lang]():         reflect.TypeFor[langWord](),
		reflect.TypeFor[civic.Words]():        reflect.TypeFor[wordsMap](),
		reflect.TypeFor[report.Status]():      reflect.TypeFor[statusWord](),
		reflect.TypeFor[report.ActKind]():     reflect.TypeFor[actWord](),
		reflect.TypeFor[report.Source]():      reflect.TypeFor[sourceWord](),
		reflect.TypeFor[report.UpdateKind]():  reflect.TypeFor[updateWord](),
		reflect.TypeFor[report.Party]():       reflect.TypeFor[partyWord](),
		reflect.TypeFor[report.TemplateUse](): reflect.TypeFor[useWord](),
	} {
		r.RegisterTypeAlias(from, to)
	}
}

// names are the schemas' names where the type's own would not do.
var names = map[reflect.Type]string{
	reflect.TypeFor[report.View]():       "Report",
	reflect.TypeFor[report.Summary]():    "ReportSummary",
	reflect.TypeFor[report.Near]():       "ReportNear",
	reflect.TypeFor[report.PhotoView]():  "Photo",
	reflect.TypeFor[report.UpdateView](): "Update",
	reflect.TypeFor[report.ByView]():     "By",
	reflect.TypeFor[report.AuthorView](): "Author",
	reflect.TypeFor[report.HiddenView](): "Hidden",
	reflect.TypeFor[photo.View]():        "UploadedPhoto",
	reflect.TypeFor[account.Person]():    "Official",
	reflect.TypeFor[account.Session]():   "OpenSession",
	reflect.TypeFor[account.Token]():     "AccessToken",
	reflect.TypeFor[civic.Grant]():       "Role",
	reflect.TypeFor[report.Contact]():    "Contact",
	reflect.TypeFor[CaseView]():          "Case",
	reflect.TypeFor[DecisionView]():      "Decision",
	reflect.TypeFor[city.Verification](): "CityVerification",
	reflect.TypeFor[account.Printed]():   "Letter",
	reflect.TypeFor[account.Shown]():     "CounterCode",
	reflect.TypeFor[account.Visitor]():   "Visitor",
	reflect.TypeFor[notify.Item]():       "Notification",
}

func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if n, ok := names[t]; ok {
		return n
	}
	return huma.DefaultSchemaNamer(t, hint)
}

// polish says in the document what Go's types can't: who is null, what may be
// left empty, and that a photo comes in three formats.
func polish(o *huma.OpenAPI) {
	schemas := o.Components.Schemas.Map()
	whole := schemas["Report"]
	whole.Properties["author"] = &huma.Schema{AnyOf: []*huma.Schema{whole.Properties["author"], {Type: "null"}}}
	for _, name := range []string{"Report", "ReportSummary", "ReportNear", "Hit"} {
		unknown := enum(append([]civic.Lang{""}, civic.Langs...)...)
		unknown.Description = "Of the words; empty when nobody said."
		schemas[name].Properties["lang"] = unknown
	}
	upload := o.Paths[api+"/photos/{id}"].Put.RequestBody.Content
	for _, kind := range []string{"image/png", "image/webp"} {
		upload[kind] = upload["image/jpeg"]
	}
}

// Bounds of what lies in maps, which no tag reaches. They are wide: the nouns
// count what people see as characters, and say more about it.
var (
	mostAnswers  = 50
	longestWords = 5000
)

func bound(schemas map[string]*huma.Schema) {
	var texts []*huma.Schema
	for _, name := range []string{"SubmitBody", "EditBody"} {
		answer := schemas[name].Properties["answers"].AdditionalProperties.(*huma.Schema)
		answer.MaxItems = &mostAnswers
		answer.PrecomputeMessages()
		texts = append(texts, answer.Items)
	}
	for _, words := range schemas["TemplateBody"].Properties["texts"].Properties {
		texts = append(texts, words)
	}
	for _, text := range texts {
		text.MaxLength = &longestWords
		text.PrecomputeMessages()
	}
}
