package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Bounds of templates. All of an authority's are one document, so that none is
// ever too many: at three bytes a character it stays below store.MaxDocument.
const (
	MaxTemplates    = 40
	MaxTemplateName = 80
	MaxTemplateText = 1500 // in each language
)

// TemplateFields are what a template may name in braces: "{ref}". Who inserts one
// puts the report's own in their place.
var TemplateFields = []string{"ref", "category", "area", "due", "authority"}

// Template is a text that an authority's officials begin their words with.
type Template struct {
	ID    civic.ID    `json:"id"`
	Name  string      `json:"name"`
	For   TemplateUse `json:"for,omitempty"`
	Texts civic.Words `json:"texts"` // in one language or more
}

// TemplateUse is what a template is written for; "" for anything.
type TemplateUse string

// TemplateUses are the statuses that an official sets, and the acts with words.
var TemplateUses = []TemplateUse{
	"", TemplateUse(Acknowledged), TemplateUse(InProgress), TemplateUse(Resolved), TemplateUse(Declined),
	TemplateUse(ActAnswer), TemplateUse(ActAsk), TemplateUse(ActNote), TemplateUse(ActHandOver),
}

// templates is the document: an authority's, under its code.
type templates struct {
	store.Meta
	Items []Template `json:"items"`
}

// Templates lists an authority's templates in the order of their names, for its
// officials.
func (s *Service) Templates(ctx context.Context, actor civic.Actor, authority string) ([]Template, error) {
	if err := official(actor, authority); err != nil {
		return nil, err
	}
	t, err := s.templates.Get(ctx, authority)
	if errors.Is(err, store.ErrNotFound) {
		return []Template{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("report: templates: %w", err)
	}
	return t.Items, nil
}

// PutTemplate writes a template of an authority under its ID, new or in the place
// of the old one. One more than MaxTemplates is "report.templates_full".
func (s *Service) PutTemplate(ctx context.Context, actor civic.Actor, authority string, in Template) (Template, error) {
	if err := official(actor, authority); err != nil {
		return Template{}, err
	}
	in, err := in.checked()
	if err != nil {
		return Template{}, err
	}
	first := func() (*templates, []store.Message, error) {
		return &templates{Meta: store.Meta{ID: authority}, Items: []Template{in}}, nil, nil
	}
	_, err = s.templates.Put(ctx, authority, first, func(t *templates) ([]store.Message, error) {
		i := slices.IndexFunc(t.Items, func(one Template) bool { return one.ID == in.ID })
		switch {
		case i >= 0:
			t.Items[i] = in
		case len(t.Items) >= MaxTemplates:
			return nil, civic.Fail(civic.KindConflict, "report.templates_full").With("max", MaxTemplates)
		default:
			t.Items = append(t.Items, in)
		}
		slices.SortFunc(t.Items, Template.compare)
		return nil, nil
	})
	if errors.Is(err, store.ErrTooLarge) {
		err = civic.Fail(civic.KindConflict, "report.templates_full").With("max", MaxTemplates).By(err)
	}
	return in, err
}

// RemoveTemplate takes a template away; one that is not there is none less.
func (s *Service) RemoveTemplate(ctx context.Context, actor civic.Actor, authority string, id civic.ID) error {
	if err := official(actor, authority); err != nil {
		return err
	}
	_, err := s.templates.Update(ctx, authority, func(t *templates) ([]store.Message, error) {
		n := len(t.Items)
		t.Items = slices.DeleteFunc(t.Items, func(one Template) bool { return one.ID == id })
		if len(t.Items) == n {
			return nil, store.ErrUnchanged
		}
		return nil, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

func (t Template) compare(u Template) int {
	return cmp.Or(strings.Compare(t.Name, u.Name), strings.Compare(string(t.ID), string(u.ID)))
}

var braced = regexp.MustCompile(`\{([^{}]*)\}`)

// checked tidies a template, or gives every fault of it.
func (t Template) checked() (Template, error) {
	var f faults
	id, err := civic.ParseID(string(t.ID))
	if err != nil {
		return t, err
	}
	out := Template{ID: id, Name: f.line("name", t.Name, MaxTemplateName), For: t.For, Texts: civic.Words{}}
	if civic.Blank(out.Name) {
		f.add(civic.Invalid("report.text_empty", "name"))
	}
	if !slices.Contains(TemplateUses, t.For) {
		f.add(civic.Invalid("report.act_unknown", "for"))
	}
	for _, l := range civic.Langs {
		field := "texts." + string(l)
		text := f.text(field, t.Texts[l], MaxTemplateText)
		if civic.Blank(text) {
			continue
		}
		out.Texts[l] = text
		for _, m := range braced.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(TemplateFields, m[1]) {
				f.add(civic.Invalid("report.template_field", field).With("name", m[0]))
				break
			}
		}
	}
	for l := range t.Texts {
		if !l.Valid() {
			f.add(civic.Invalid("report.lang_unknown", "texts"))
			break
		}
	}
	if len(out.Texts) == 0 {
		f.add(civic.Invalid("report.text_empty", "texts"))
	}
	return out, civic.Join(f)
}
