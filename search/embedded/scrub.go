package embedded

import (
	"context"
	"errors"
	"fmt"

	"jemaa/search"
)

// Scrub rewrites everything into one segment, so that words which were deleted or
// replaced are in no file any more: segments never change, and bleve merges an old one
// only when there is much to win. Searches and writes go on meanwhile. Error:
// search.ErrUnavailable.
func (x *Index) Scrub(ctx context.Context) error {
	g, done, err := x.use(ctx)
	if err != nil {
		return fmt.Errorf("search scrub: %w", err)
	}
	defer done()
	if err := guarded(func() error { return g.merge(ctx) }); err != nil {
		return fmt.Errorf("search scrub: %w", errors.Join(search.ErrUnavailable, err))
	}
	return nil
}
