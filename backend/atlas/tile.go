package atlas

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

// Tile names a square of the map: zoom Z, column X from the west, row Y from the
// north (the XYZ scheme).
type Tile struct{ Z, X, Y uint32 }

// MaxZoom is the deepest zoom that has tiles.
const MaxZoom = 22

// ErrNoTile says that a tile lies outside the world.
var ErrNoTile = errors.New("atlas: no such tile")

const (
	extent    = 4096 // units across a tile
	nearZoom  = 16   // from here on, things are shown one by one
	maxSingle = 120  // in one tile; more are gathered into clusters, whatever the zoom
	fewSingle = 12   // so few are shown one by one at any zoom
	gridNear  = 8    // cells across a tile in which clusters gather, from nearZoom on
	gridFar   = 4    // and below: a cell is 64 pixels of a tile drawn at 256
)

// The layers of a tile.
const (
	LayerClusters = "clusters" // count, and one count for each status that occurs
	LayerReports  = "reports"  // id, category, status
)

func (t Tile) rect() (rect, error) {
	if t.Z > MaxZoom || t.X>>t.Z != 0 || t.Y>>t.Z != 0 {
		return rect{}, ErrNoTile
	}
	if t.Z == 0 {
		return rect{0, 0, ^uint32(0), ^uint32(0)}, nil
	}
	shift := 32 - t.Z
	return rect{t.X << shift, t.Y << shift, t.X<<shift | (1<<shift - 1), t.Y<<shift | (1<<shift - 1)}, nil
}

// Tile draws a tile of what the filter chooses. Where things are many they come
// as clusters, each at the middle of its things; a thing alone in its cell is
// shown as itself. A tile without anything is empty, not an error.
func (a *Atlas) Tile(t Tile, f Filter) ([]byte, error) {
	r, err := t.rect()
	if err != nil {
		return nil, err
	}
	a.mu.RLock()
	defer a.mu.RUnlock()
	d := drawing{tile: t, rect: r, grid: gridFar, words: &a.words}
	if t.Z >= nearZoom {
		d.grid = gridNear
	}
	d.cells = make([]cluster, d.grid*d.grid)
	categories, domains, statuses := a.words.categories.chosen(f.Categories), a.words.domains.chosen(f.Domains), a.words.statuses.chosen(f.Statuses)
	a.within(r, func(s *spot) {
		if (categories == nil || categories[s.category]) && (domains == nil || domains[s.domain]) && (statuses == nil || statuses[s.status]) {
			d.add(s)
		}
	})
	return d.encode(), nil
}

// cluster is what gathers in one cell.
type cluster struct {
	n      uint32
	sx, sy uint64 // sums of positions in the tile
	by     [maxStatuses]uint32
	first  *spot
}

// maxStatuses is how many statuses are counted apart; a life has seven.
const maxStatuses = 16

// drawing is one tile in the making.
type drawing struct {
	tile  Tile
	rect  rect
	grid  int
	words *words
	cells []cluster
	all   []*spot // as long as they may still be shown one by one
	total int
}

func (d *drawing) add(s *spot) {
	d.total++
	if len(d.all) <= maxSingle {
		d.all = append(d.all, s)
	}
	x, y := d.local(s)
	c := &d.cells[int(y)*d.grid/extent*d.grid+int(x)*d.grid/extent]
	c.n++
	c.sx += uint64(x)
	c.sy += uint64(y)
	c.by[min(s.status, maxStatuses-1)]++
	if c.first == nil {
		c.first = s
	}
}

// local is a spot's place in the tile, 0 to extent-1.
func (d *drawing) local(s *spot) (x, y uint32) {
	shift := int(32-d.tile.Z) - 12 // extent is 2¹²
	if shift >= 0 {
		return (s.x - d.rect.x0) >> shift, (s.y - d.rect.y0) >> shift
	}
	return (s.x - d.rect.x0) << -shift, (s.y - d.rect.y0) << -shift
}

func (d *drawing) encode() []byte {
	var out []byte
	single := d.total <= fewSingle || d.tile.Z >= nearZoom && d.total <= maxSingle
	shown := d.all
	if !single {
		shown = nil
		l := newLayer(LayerClusters)
		for i := range d.cells {
			switch c := &d.cells[i]; {
			case c.n == 1:
				shown = append(shown, c.first)
			case c.n > 1:
				d.gather(l, c)
			}
		}
		out = l.appendTo(out)
	}
	slices.SortFunc(shown, func(a, b *spot) int { return bytes.Compare(a.id[:], b.id[:]) }) // the same tile has the same bytes
	l := newLayer(LayerReports)
	for _, s := range shown {
		x, y := d.local(s)
		l.point(x, y, tag{"id", string(s.id[:]), 0}, tag{"category", d.words.categories.names[s.category], 0},
			tag{"status", d.words.statuses.names[s.status], 0})
	}
	return l.appendTo(out)
}

func (d *drawing) gather(l *layer, c *cluster) {
	tags := []tag{{"count", "", uint64(c.n)}}
	for status, n := range c.by {
		if n > 0 && status < len(d.words.statuses.names) {
			tags = append(tags, tag{d.words.statuses.names[status], "", uint64(n)})
		}
	}
	l.point(uint32(c.sx/uint64(c.n)), uint32(c.sy/uint64(c.n)), tags...)
}

// tag is one property: a text, or a number when the text is empty.
type tag struct {
	key  string
	text string
	n    uint64
}

// layer writes one layer of points in the wire form of Mapbox Vector Tile 2.1
// (https://github.com/mapbox/vector-tile-spec/tree/master/2.1): keys and values
// stand once, features point at them.
type layer struct {
	name     string
	keys     []string
	keyAt    map[string]uint64
	values   []byte
	valueAt  map[tag]uint64 // by value: the key is empty
	features []byte
}

func newLayer(name string) *layer {
	return &layer{name: name, keyAt: map[string]uint64{}, valueAt: map[tag]uint64{}}
}

func (l *layer) point(x, y uint32, tags ...tag) {
	packed := make([]byte, 0, 4*len(tags))
	for _, t := range tags {
		packed = binary.AppendUvarint(packed, l.key(t.key))
		packed = binary.AppendUvarint(packed, l.value(tag{"", t.text, t.n}))
	}
	geometry := binary.AppendUvarint(nil, 1<<3|1) // MoveTo, once
	geometry = binary.AppendUvarint(geometry, uint64(x)<<1)
	geometry = binary.AppendUvarint(geometry, uint64(y)<<1)
	f := appendBytes(nil, 2, packed)
	f = append(f, 3<<3, 1) // type: POINT
	f = appendBytes(f, 4, geometry)
	l.features = appendBytes(l.features, 2, f)
}

func (l *layer) key(k string) uint64 {
	at, ok := l.keyAt[k]
	if !ok {
		at = uint64(len(l.keys))
		l.keyAt[k], l.keys = at, append(l.keys, k)
	}
	return at
}

func (l *layer) value(v tag) uint64 {
	at, ok := l.valueAt[v]
	if ok {
		return at
	}
	at = uint64(len(l.valueAt))
	l.valueAt[v] = at
	var b []byte
	if v.text != "" {
		b = appendBytes(nil, 1, []byte(v.text))
	} else {
		b = binary.AppendUvarint([]byte{5 << 3}, v.n) // uint_value
	}
	l.values = appendBytes(l.values, 4, b)
	return at
}

// appendTo writes the layer, or nothing when it has no features.
func (l *layer) appendTo(out []byte) []byte {
	if len(l.features) == 0 {
		return out
	}
	b := appendBytes(nil, 1, []byte(l.name))
	b = append(b, l.features...)
	for _, k := range l.keys {
		b = appendBytes(b, 3, []byte(k))
	}
	b = append(b, l.values...)
	b = binary.AppendUvarint(append(b, 5<<3), extent)
	b = append(b, 15<<3, 2) // version
	return appendBytes(out, 3, b)
}

// appendBytes writes a length-delimited field of protobuf.
func appendBytes(out []byte, field uint64, b []byte) []byte {
	out = binary.AppendUvarint(out, field<<3|2)
	out = binary.AppendUvarint(out, uint64(len(b)))
	return append(out, b...)
}
