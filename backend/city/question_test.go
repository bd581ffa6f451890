package city

import (
	"slices"
	"strings"
	"testing"
)

func TestValidateAnswers(t *testing.T) {
	c := portLouisCity(t)
	type answers = map[string]Answer
	good := Answer{"12.5"}
	rows := []struct {
		name string
		give answers
		want []string // "code field", in order
	}{
		{"all well", answers{"depth": good, "note": {"deep"}, "side": {"left"}, "risks": {"bikes", "feet"}, "seen": {"2026-11-20"}}, nil},
		{"only what is required", answers{"depth": good}, nil},
		{"nothing", nil, []string{"answer.required answers.depth"}},
		{"blank", answers{"depth": {"  "}}, []string{"answer.required answers.depth"}},
		{"blank where not required", answers{"depth": good, "note": {""}, "risks": {}}, nil},
		{"not a number", answers{"depth": {"12cm"}}, []string{"answer.number answers.depth"}},
		{"not finite", answers{"depth": {"NaN"}}, []string{"answer.number answers.depth"}},
		{"hexadecimal", answers{"depth": {"0x10"}}, []string{"answer.number answers.depth"}},
		{"Arabic digits", answers{"depth": {"١٢"}}, []string{"answer.number answers.depth"}},
		{"below", answers{"depth": {"0.4"}}, []string{"answer.number answers.depth"}},
		{"above", answers{"depth": {"80.1"}}, []string{"answer.number answers.depth"}},
		{"at the edges", answers{"depth": {"80"}}, nil},
		{"two numbers", answers{"depth": {"1", "2"}}, []string{"answer.count answers.depth"}},
		{"short text", answers{"depth": good, "note": {"ab"}}, []string{"answer.text answers.note"}},
		{"letters, not bytes", answers{"depth": good, "note": {"حفرةحفرةحف"}}, nil},
		{"long text", answers{"depth": good, "note": {"12345678901"}}, []string{"answer.text answers.note"}},
		{"control character", answers{"depth": good, "note": {"a\x00bc"}}, []string{"answer.text answers.note"}},
		{"direction override", answers{"depth": good, "note": {"a\u202ebc"}}, []string{"answer.text answers.note"}},
		{"broken UTF-8", answers{"depth": good, "note": {"ab\xff\xff"}}, []string{"answer.text answers.note"}},
		{"no such option", answers{"depth": good, "side": {"up"}}, []string{"answer.option answers.side"}},
		{"two of a list", answers{"depth": good, "side": {"left", "right"}}, []string{"answer.count answers.side"}},
		{"too many choices", answers{"depth": good, "risks": {"bikes", "cars", "feet"}}, []string{"answer.count answers.risks"}},
		{"a choice twice", answers{"depth": good, "risks": {"bikes", "bikes"}}, []string{"answer.count answers.risks"}},
		{"a choice unknown", answers{"depth": good, "risks": {"bikes", "boats"}}, []string{"answer.option answers.risks"}},
		{"a flood", answers{"depth": good, "risks": slices.Repeat(Answer{"bikes"}, 10000)}, []string{"answer.count answers.risks"}},
		{"no such day", answers{"depth": good, "seen": {"2026-02-30"}}, []string{"answer.date answers.seen"}},
		{"a moment, not a day", answers{"depth": good, "seen": {"2026-02-03T10:00:00Z"}}, []string{"answer.date answers.seen"}},
		{"a far day", answers{"depth": good, "seen": {"9999-01-01"}}, []string{"answer.date answers.seen"}},
		{"unasked", answers{"depth": good, "zz": {"x"}, "aa": {"x"}}, []string{"answer.unknown answers.aa", "answer.unknown answers.zz"}},
		{"several faults", answers{"seen": {"x"}, "side": {"up"}}, []string{"answer.required answers.depth", "answer.option answers.side", "answer.date answers.seen"}},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			var got []string
			for _, f := range c.ValidateAnswers("hole", r.give) {
				got = append(got, f.Code+" "+f.Field)
			}
			if !slices.Equal(got, r.want) {
				t.Errorf("got %q, want %q", got, r.want)
			}
		})
	}
}

func TestValidateAnswersElsewhere(t *testing.T) {
	c := portLouisCity(t)
	if got := c.ValidateAnswers("tree", nil); got != nil {
		t.Errorf("a category without questions wants %v", got)
	}
	if got := c.ValidateAnswers("nothing", nil); len(got) != 1 || got[0].Code != "category.unknown" {
		t.Errorf("an unknown category gives %v", got)
	}
	many := map[string]Answer{}
	for i := range 5000 {
		many[strings.Repeat("k", i+1)] = Answer{"v"}
	}
	if got := c.ValidateAnswers("hole", many); len(got) != 1 || got[0].Code != "answer.unknown" {
		t.Errorf("5,000 answers give %d faults", len(got))
	}
}

func FuzzValidateAnswers(f *testing.F) {
	c := portLouisCity(f)
	f.Add("depth", "12")
	f.Add("note", "\xff")
	f.Fuzz(func(t *testing.T, code, value string) {
		for _, fault := range c.ValidateAnswers("hole", map[string]Answer{code: {value}}) {
			if fault.Code == "" || fault.Field == "" {
				t.Fatalf("a fault without code or field: %v", fault)
			}
		}
	})
}
