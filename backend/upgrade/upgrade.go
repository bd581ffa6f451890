// Package upgrade brings kept data forward to the shape that this program reads.
//
// The data has a version, one small number. A program knows the steps that lead
// to its own version, each from one number to the next, and takes those that are
// missing when it starts, before anything is answered. A step that is long keeps
// how far it came, so that a kill costs only its last stretch; a step that was
// done, or nearly, may be done again without harm. Data of a later version is
// refused untouched: an older program would read it wrongly, and there is no way
// back but a backup.
//
// The number is a document, so it is there on every engine and in every backup.
// Data that has none is of before there was one, which counts as version 0.
package upgrade

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// ErrNewer says that the data was kept by a later program.
var ErrNewer = errors.New("the data was kept by a later version of jemaa: run that version, or restore a backup made by this one")

// Step leads from one version to the next. Do must bear being repeated. It is
// given the cursor that it kept last, "" in the beginning, and should keep one
// after every stretch of a second or so; MaxCursor bounds it.
type Step struct {
	What string // "give every report a place name", for the log
	Do   func(ctx context.Context, cursor string, keep func(cursor string) error) error
}

// MaxCursor is the most bytes of a cursor.
const MaxCursor = 512

// number is the one document.
type number struct {
	store.Meta
	Version int        `json:"version"`
	Cursor  string     `json:"cursor,omitempty"` // of the step that is under way
	At      civic.Time `json:"at"`
}

const numberID = "data"

// Data is the version of one store's data.
type Data struct {
	numbers *store.Collection[number]
	clock   civic.Clock
}

// Open declares the collection "upgrade", and nothing else.
func Open(ctx context.Context, e store.Engine, clock civic.Clock) (*Data, error) {
	numbers, err := store.Open[number](ctx, e, clock, "upgrade")
	if err != nil {
		return nil, fmt.Errorf("upgrade: open: %w", err)
	}
	return &Data{numbers, clock}, nil
}

// Version tells the data's version, 0 for data that has none.
func (d *Data) Version(ctx context.Context) (int, error) {
	n, err := d.read(ctx)
	return n.Version, err
}

func (d *Data) read(ctx context.Context) (number, error) {
	n, err := d.numbers.Get(ctx, numberID)
	if errors.Is(err, store.ErrNotFound) {
		return number{}, nil
	}
	if err != nil {
		return number{}, fmt.Errorf("upgrade: version: %w", err)
	}
	return *n, nil
}

// Forward takes the steps that the data has not been through; steps[i] leads from
// version i to i+1. told hears of each as it begins. It gives the version that
// the data had. ErrNewer when that is beyond the last step; any other error
// leaves the data where the next Forward goes on.
//
// Of several processes that start at once each takes the steps, which bear it;
// what must not happen is that an older program works on meanwhile.
func (d *Data) Forward(ctx context.Context, steps []Step, told func(to int, what string)) (from int, err error) {
	n, err := d.read(ctx)
	if err != nil {
		return 0, err
	}
	from = n.Version
	if from > len(steps) {
		return from, fmt.Errorf("upgrade: the data is of version %d, and this program knows %d: %w", from, len(steps), ErrNewer)
	}
	for at := from; at < len(steps); at++ {
		told(at+1, steps[at].What)
		if err := d.take(ctx, at, n.Cursor, steps[at]); err != nil {
			return from, fmt.Errorf("upgrade: to version %d: %w", at+1, err)
		}
		n.Cursor = ""
	}
	return from, nil
}

func (d *Data) take(ctx context.Context, at int, cursor string, s Step) error {
	err := s.Do(ctx, cursor, func(cursor string) error {
		if len(cursor) > MaxCursor {
			return fmt.Errorf("a cursor of %d bytes", len(cursor))
		}
		return d.write(ctx, at, at, cursor)
	})
	if err != nil {
		return err
	}
	return d.write(ctx, at, at+1, "")
}

// write notes where the data stands, unless another process brought it further.
func (d *Data) write(ctx context.Context, at, version int, cursor string) error {
	now := d.clock.Now()
	_, err := d.numbers.Put(ctx, numberID, func() (*number, []store.Message, error) {
		return &number{Meta: store.Meta{ID: numberID}, Version: version, Cursor: cursor, At: now}, nil, nil
	}, func(n *number) ([]store.Message, error) {
		if n.Version != at {
			return nil, store.ErrUnchanged
		}
		n.Version, n.Cursor, n.At = version, cursor, now
		return nil, nil
	})
	return err
}
