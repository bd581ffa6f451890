package api

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"jemaa/backend/civic"
)

// found pairs one of Huma's messages with our code; param names the value that
// the message holds.
type found struct {
	pattern *regexp.Regexp
	code    string
	param   string
}

// pattern makes a message of Huma's a pattern whose first verb is captured.
func pattern(message string) *regexp.Regexp {
	text := regexp.QuoteMeta(fmt.Sprintf(strings.NewReplacer("%d", "%s", "%v", "%s").Replace(message), "\x00", "\x00"))
	text, _, _ = strings.Cut(text, "%!") // fmt's complaint about the argument too many
	first := strings.Replace(text, "\x00", "(.*)", 1)
	return regexp.MustCompile("^" + strings.ReplaceAll(first, "\x00", ".*") + "$")
}

var findings = []found{
	{pattern(validation.MsgUnexpectedProperty), "input.unknown", ""},
	{pattern(validation.MsgExpectedRequiredProperty), "input.required", "name"},
	{pattern(validation.MsgExpectedMinLength), "input.min_length", "min"},
	{pattern(validation.MsgExpectedMaxLength), "input.max_length", "max"},
	{pattern(validation.MsgExpectedMinItems), "input.min_items", "min"},
	{pattern(validation.MsgExpectedMaxItems), "input.max_items", "max"},
	{pattern(validation.MsgExpectedMaxProperties), "input.max_items", "max"},
	{pattern(validation.MsgExpectedMinimumNumber), "input.minimum", "min"},
	{pattern(validation.MsgExpectedMaximumNumber), "input.maximum", "max"},
	{pattern(validation.MsgExpectedOneOf), "input.one_of", "values"},
	{pattern(validation.MsgExpectedArrayItemsUnique), "input.unique", ""},
	{pattern(validation.MsgExpectedString), "input.string", ""},
	{pattern(validation.MsgExpectedBoolean), "input.boolean", ""},
	{pattern(validation.MsgExpectedNumber), "input.number", ""},
	{pattern(validation.MsgExpectedInteger), "input.number", ""},
	{pattern(validation.MsgExpectedArray), "input.array", ""},
	{pattern(validation.MsgExpectedObject), "input.object", ""},
	{pattern(validation.MsgExpectedRFC3339DateTime), "input.time", ""},
	{regexp.MustCompile(`^invalid date/time`), "input.time", ""},
	{regexp.MustCompile(`^invalid (integer|float)`), "input.number", ""},
	{regexp.MustCompile(`^invalid boolean`), "input.boolean", ""},
	{regexp.MustCompile(`^required .* parameter is missing`), "input.required", ""},
	{regexp.MustCompile(`^unknown query parameter`), "input.unknown", ""},
	{pattern(validation.MsgExpectedMatchPattern), "input.format", ""},
	{pattern(validation.MsgExpectedBePattern), "input.format", ""},
}

// inputFault gives one of Huma's findings its code, its field as the client
// wrote it, and the limit it names.
func inputFault(detail *huma.ErrorDetail) *civic.Error {
	field := detail.Location
	for _, place := range []string{"body.", "query.", "path.", "header."} {
		field = strings.TrimPrefix(field, place)
	}
	if field == "body" {
		field = ""
	}
	for _, f := range findings {
		m := f.pattern.FindStringSubmatch(detail.Message)
		if m == nil {
			continue
		}
		e := civic.Invalid(f.code, clipped(field))
		if f.param != "" && len(m) > 1 {
			e.With(f.param, clipped(m[1]))
		}
		if f.code == "input.required" && len(m) > 1 {
			e.Field = clipped(join(field, m[1]))
		}
		return e
	}
	return civic.Invalid("input.request", clipped(field)).By(fmt.Errorf("%s", detail.Message))
}
