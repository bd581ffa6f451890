package meili

import (
	"context"
	"errors"
	"fmt"

	"github.com/meilisearch/meilisearch-go"

	"jemaa/search"
)

const (
	codeNoIndex    = "index_not_found"
	codeIndexThere = "index_already_exists"
)

// maxTotal is how far the server counts what it finds; how far a question may leaf through
// it is bounded by search.MaxWindow.
const maxTotal = 10_000_000

// settings are all that this package relies on; what the server would do beside is off:
// synonyms and stop words are the rules' affair, applied alike on every engine.
func (x *Index) settings() *meilisearch.Settings {
	filterable := []string{fieldGone, fieldPut, fieldBy, fieldCreated, fieldPlace, facet(search.FieldKind), facet(search.FieldLang)}
	for _, name := range x.rules.Facets() {
		filterable = append(filterable, facet(name))
	}
	sortable := []string{fieldKey, fieldCreated, fieldUpdated, fieldDue, fieldPlace}
	for _, name := range x.rules.Counts() {
		sortable = append(sortable, count(name))
	}
	searchable := []string{fieldTitleWords, fieldTextWords, fieldShadowWords}
	prefix := "indexingTime"
	return &meilisearch.Settings{
		SearchableAttributes: searchable,
		FilterableAttributes: filterable,
		SortableAttributes:   sortable,
		DisplayedAttributes:  []string{"*"},
		// An order that was asked for comes first; then as in the embedded engine: a typo
		// less, in the title, and the later one of equals.
		RankingRules: []string{"sort", "words", "typo", "attribute", "proximity", "exactness", fieldCreated + ":desc", fieldKey + ":asc"},
		TypoTolerance: &meilisearch.TypoTolerance{
			Enabled:             true,
			MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: search.OneTypo, TwoTypos: search.TwoTypos},
			DisableOnWords:      []string{},
			DisableOnAttributes: []string{},
			DisableOnNumbers:    true,
		},
		LocalizedAttributes: []*meilisearch.LocalizedAttributes{{Locales: []string{"fra", "ara"}, AttributePatterns: searchable}},
		Pagination:          &meilisearch.Pagination{MaxTotalHits: maxTotal},
		Faceting: &meilisearch.Faceting{
			MaxValuesPerFacet: search.MaxFacetValues,
			SortFacetValuesBy: map[string]meilisearch.SortFacetType{"*": meilisearch.SortFacetTypeCount},
		},
		ProximityPrecision: meilisearch.ByAttribute, // the title's words are few; finer costs much indexing
		PrefixSearch:       &prefix,
	}
}

// establish makes the live index if it is not there and gives it its settings. The server
// does no work for settings that are the same.
func (x *Index) establish(ctx context.Context) error {
	if err := x.create(ctx, x.options.Index); err != nil && !isCode(err, codeIndexThere) {
		return err
	}
	return x.configure(ctx, x.options.Index)
}

func (x *Index) create(ctx context.Context, uid string) error {
	task, err := x.server.CreateIndexWithContext(ctx, &meilisearch.IndexConfig{Uid: uid, PrimaryKey: fieldKey})
	if err := x.done(ctx, task, err); err != nil {
		return fmt.Errorf("make index %s: %w", uid, err)
	}
	return nil
}

func (x *Index) configure(ctx context.Context, uid string) error {
	task, err := x.server.Index(uid).UpdateSettingsWithContext(ctx, x.settings())
	if err := x.done(ctx, task, err); err != nil {
		return fmt.Errorf("settings of %s: %w", uid, err)
	}
	return nil
}

// taskError is what became of a task that did not succeed.
type taskError struct{ status, code string }

// Error implements error.
func (e *taskError) Error() string { return "task " + e.status + " " + e.code }

func isCode(err error, code string) bool {
	var e *taskError
	return errors.As(err, &e) && e.code == code
}

// done waits for the task that a request began, for at most Patience, and returns an error
// unless it succeeded. It takes the request's own error for the callers' ease.
func (x *Index) done(ctx context.Context, task *meilisearch.TaskInfo, err error) error {
	if err != nil {
		return x.failure(ctx, err)
	}
	wait, cancel := context.WithTimeout(ctx, x.options.Patience)
	defer cancel()
	ended, err := x.server.WaitForTaskWithContext(wait, task.TaskUID, x.options.Poll)
	if err != nil {
		return x.failure(ctx, err)
	}
	if ended.Status != meilisearch.TaskStatusSucceeded {
		return fmt.Errorf("%w: %w", search.ErrUnavailable, &taskError{status: string(ended.Status), code: ended.Error.Code})
	}
	return nil
}
