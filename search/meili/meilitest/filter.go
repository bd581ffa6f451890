package meilitest

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// predicate says whether a document passes.
type predicate func(d map[string]any) bool

// filter compiles a filter expression:
//
//	or = and {"OR" and}   and = not {"AND" not}   not = "NOT" not | "(" or ")" | condition
//	condition = attribute ("=" | "!=" | ">" | ">=" | "<" | "<=") value
//	          | attribute ["NOT"] "IN" "[" value {"," value} "]"
//	          | attribute ["NOT"] "EXISTS"
//	          | "_geoRadius(lat, lng, metres)" | "_geoBoundingBox([lat, lng], [lat, lng])"
//
// An attribute that is not filterable is an error, as it is for the real server.
func (x *index) filter(text, code string) (predicate, *apiError) {
	if strings.TrimSpace(text) == "" {
		return func(map[string]any) bool { return true }, nil
	}
	p := &parser{tokens: nil, filterable: x.settings.FilterableAttributes}
	var err error
	if p.tokens, err = lex(text); err == nil {
		var match predicate
		if match, err = p.or(); err == nil && p.at < len(p.tokens) {
			err = fmt.Errorf("unexpected %q", p.tokens[p.at].text)
		}
		if err == nil {
			return match, nil
		}
	}
	return nil, refuse(http.StatusBadRequest, code, err.Error()+" in `"+text+"`")
}

type token struct {
	text   string
	quoted bool
}

// lex splits an expression. In quotes a backslash escapes the quote and itself.
func lex(text string) ([]token, error) {
	var out []token
	runes := []rune(text)
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case unicode.IsSpace(r):
			i++
		case r == '"' || r == '\'':
			value, end, err := quoted(runes, i)
			if err != nil {
				return nil, err
			}
			out, i = append(out, token{text: value, quoted: true}), end
		case strings.ContainsRune("!<>=", r):
			end := i + 1
			if end < len(runes) && runes[end] == '=' {
				end++
			}
			out, i = append(out, token{text: string(runes[i:end])}), end
		case strings.ContainsRune("()[],", r):
			out, i = append(out, token{text: string(r)}), i+1
		case isWordRune(r):
			end := i
			for end < len(runes) && isWordRune(runes[end]) {
				end++
			}
			out, i = append(out, token{text: string(runes[i:end])}), end
		default:
			return nil, fmt.Errorf("unexpected %q", r)
		}
	}
	return out, nil
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_' || r == '-' || r == '.'
}

func quoted(runes []rune, start int) (value string, end int, err error) {
	var b strings.Builder
	for i := start + 1; i < len(runes); i++ {
		switch r := runes[i]; {
		case r == runes[start]:
			return b.String(), i + 1, nil
		case r == '\\' && i+1 < len(runes):
			i++
			if runes[i] != '\\' && runes[i] != runes[start] {
				return "", 0, fmt.Errorf("bad escape \\%c", runes[i])
			}
			b.WriteRune(runes[i])
		default:
			b.WriteRune(r)
		}
	}
	return "", 0, fmt.Errorf("missing closing delimiter %c", runes[start])
}

type parser struct {
	tokens     []token
	at         int
	filterable []string
}

func (p *parser) take(text string) bool {
	if p.at < len(p.tokens) && !p.tokens[p.at].quoted && p.tokens[p.at].text == text {
		p.at++
		return true
	}
	return false
}

func (p *parser) next() (token, error) {
	if p.at == len(p.tokens) {
		return token{}, fmt.Errorf("unexpected end")
	}
	p.at++
	return p.tokens[p.at-1], nil
}

func (p *parser) or() (predicate, error) {
	left, err := p.and()
	for err == nil && p.take("OR") {
		var right predicate
		one := left
		right, err = p.and()
		left = func(d map[string]any) bool { return one(d) || right(d) }
	}
	return left, err
}

func (p *parser) and() (predicate, error) {
	left, err := p.not()
	for err == nil && p.take("AND") {
		var right predicate
		one := left
		right, err = p.not()
		left = func(d map[string]any) bool { return one(d) && right(d) }
	}
	return left, err
}

func (p *parser) not() (predicate, error) {
	switch {
	case p.take("NOT"):
		inner, err := p.not()
		return func(d map[string]any) bool { return !inner(d) }, err
	case p.take("("):
		inner, err := p.or()
		if err == nil && !p.take(")") {
			err = fmt.Errorf("missing )")
		}
		return inner, err
	}
	return p.condition()
}

func (p *parser) condition() (predicate, error) {
	attribute, err := p.next()
	if err != nil {
		return nil, err
	}
	if !attribute.quoted {
		switch attribute.text {
		case "_geoRadius":
			return p.radius()
		case "_geoBoundingBox":
			return p.box()
		}
	}
	if !covers(p.filterable, attribute.text) {
		return nil, fmt.Errorf("attribute `%s` is not filterable", attribute.text)
	}
	if p.take("NOT") {
		inner, err := p.membership(attribute.text)
		return func(d map[string]any) bool { return !inner(d) }, err
	}
	if p.at < len(p.tokens) && (p.tokens[p.at].text == "IN" || p.tokens[p.at].text == "EXISTS") {
		return p.membership(attribute.text)
	}
	return p.comparison(attribute.text)
}

func (p *parser) membership(attribute string) (predicate, error) {
	if p.take("EXISTS") {
		return func(d map[string]any) bool { return len(values(d, attribute)) > 0 }, nil
	}
	if !p.take("IN") || !p.take("[") {
		return nil, fmt.Errorf("expected IN [")
	}
	var wanted []string
	for !p.take("]") {
		if len(wanted) > 0 && !p.take(",") {
			return nil, fmt.Errorf("expected , or ]")
		}
		value, err := p.value()
		if err != nil {
			return nil, err
		}
		wanted = append(wanted, value)
	}
	return func(d map[string]any) bool {
		return slices.ContainsFunc(wanted, func(w string) bool { return compare(d, attribute, "=", w) })
	}, nil
}

func (p *parser) comparison(attribute string) (predicate, error) {
	operator, err := p.next()
	if err != nil {
		return nil, err
	}
	value, err := p.value()
	if err != nil {
		return nil, err
	}
	switch operator.text {
	case "=", "<", "<=", ">", ">=":
		return func(d map[string]any) bool { return compare(d, attribute, operator.text, value) }, nil
	case "!=":
		return func(d map[string]any) bool { return !compare(d, attribute, "=", value) }, nil
	}
	return nil, fmt.Errorf("no operator %q", operator.text)
}

// value is a quoted text or a word that means nothing else.
func (p *parser) value() (string, error) {
	t, err := p.next()
	if err != nil {
		return "", err
	}
	reserved := []string{"AND", "OR", "IN", "NOT", "TO", "EXISTS", "IS", "NULL", "EMPTY", "_geoRadius", "_geoBoundingBox"}
	if !t.quoted && (slices.Contains(reserved, t.text) || strings.ContainsAny(t.text, "!<>=()[],")) {
		return "", fmt.Errorf("expected a value, found %q", t.text)
	}
	return t.text, nil
}

// compare compares texts without regard to case and numbers as numbers.
func compare(d map[string]any, attribute, operator, value string) bool {
	number, err := strconv.ParseFloat(value, 64)
	for _, v := range values(d, attribute) {
		if n, ok := v.(float64); ok && err == nil && ordered(n, operator, number) {
			return true
		}
		if _, isNumber := v.(float64); !isNumber && operator == "=" && strings.EqualFold(texts(v), value) {
			return true
		}
	}
	return false
}

func ordered(a float64, operator string, b float64) bool {
	switch operator {
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	case ">=":
		return a >= b
	}
	return a == b
}

// numbers reads "(" n numbers ")" with commas and brackets between them.
func (p *parser) numbers(n int) ([]float64, error) {
	if !covers(p.filterable, "_geo") {
		return nil, fmt.Errorf("attribute `_geo` is not filterable")
	}
	if !p.take("(") {
		return nil, fmt.Errorf("expected (")
	}
	var out []float64
	for !p.take(")") {
		t, err := p.next()
		if err != nil {
			return nil, err
		}
		if t.text == "," || t.text == "[" || t.text == "]" {
			continue
		}
		f, err := strconv.ParseFloat(t.text, 64)
		if err != nil || math.IsNaN(f) {
			return nil, fmt.Errorf("bad number %q", t.text)
		}
		out = append(out, f)
	}
	if len(out) != n {
		return nil, fmt.Errorf("expected %d numbers, found %d", n, len(out))
	}
	return out, nil
}

func (p *parser) radius() (predicate, error) {
	n, err := p.numbers(3)
	if err != nil {
		return nil, err
	}
	return func(d map[string]any) bool {
		at, ok := point(d["_geo"])
		return ok && metres(at, [2]float64{n[0], n[1]}) <= n[2]
	}, nil
}

// box has its top right corner first; one whose right is west of its left goes round the
// far side of the Earth.
func (p *parser) box() (predicate, error) {
	n, err := p.numbers(4)
	if err != nil {
		return nil, err
	}
	top, right, bottom, left := n[0], n[1], n[2], n[3]
	if top < bottom {
		return nil, fmt.Errorf("the top latitude %v is below the bottom latitude %v", top, bottom)
	}
	return func(d map[string]any) bool {
		at, ok := point(d["_geo"])
		if !ok || at[0] > top || at[0] < bottom {
			return false
		}
		if left <= right {
			return at[1] >= left && at[1] <= right
		}
		return at[1] >= left || at[1] <= right
	}, nil
}

// point reads {"lat": …, "lng": …}.
func point(v any) (at [2]float64, ok bool) {
	object, _ := v.(map[string]any)
	lat, okLat := object["lat"].(float64)
	lng, okLng := object["lng"].(float64)
	ok = okLat && okLng && lat >= -90 && lat <= 90 && lng >= -180 && lng <= 180
	return [2]float64{lat, lng}, ok
}

// metres is the great-circle distance (haversine, R = 6,371 km).
func metres(a, b [2]float64) float64 {
	rad := math.Pi / 180
	s := func(x float64) float64 { return math.Sin(x/2) * math.Sin(x/2) }
	h := s((b[0]-a[0])*rad) + math.Cos(a[0]*rad)*math.Cos(b[0]*rad)*s((b[1]-a[1])*rad)
	return 2 * 6_371_000 * math.Asin(math.Min(1, math.Sqrt(h)))
}
