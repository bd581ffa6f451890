// Package atlas is the map's memory: the public point of everything that is on
// the map, a few bytes each, in this process. It draws vector tiles (Mapbox
// Vector Tile 2.1) and answers "what is near here?" without asking the store.
//
// An Atlas holds no truth: Tail follows the store by the time of last change, a
// second behind at most, and a new process fills its own. What is hidden or
// withdrawn comes as a Gone mark and leaves at once.
package atlas

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"jemaa/backend/civic"
)

// Mark is one thing on the map. Its words are few (a city's categories, domains
// and statuses), so the atlas keeps a small number for each.
type Mark struct {
	ID       civic.ID
	Rev      int64
	At       civic.Point // the point the public may see
	Category string
	Domain   string
	Status   string
	Open     bool // work is still to be done
	Gone     bool // take it off
}

// Filter chooses marks: any of the values of each list; an empty list is no
// condition.
type Filter struct {
	Categories []string
	Domains    []string
	Statuses   []string
}

// cellZoom is the zoom whose tiles are the atlas's drawers: about 500 m wide at
// the latitude of Casablanca.
const cellZoom = 16

// ulid is an id as it is kept. With no pointer in it, the garbage collector passes
// over a million marks without looking at one.
type ulid [26]byte

func kept(id civic.ID) (u ulid) {
	copy(u[:], id)
	return u
}

func (u *ulid) id() civic.ID { return civic.ID(u[:]) }

// spot is a mark as it is kept, in 40 bytes.
type spot struct {
	x, y     uint32 // web Mercator, the whole world is 2³²
	category uint16
	domain   uint16
	status   uint8
	open     bool
	id       ulid
}

type cellKey struct{ x, y uint32 }

type place struct {
	cell cellKey
	rev  int64
	gone bool
}

// Atlas is safe for any number of goroutines.
type Atlas struct {
	mu    sync.RWMutex
	cells map[cellKey][]spot
	where map[ulid]place
	words words
	count int

	filled atomic.Bool
}

// New makes an empty atlas.
func New() *Atlas {
	return &Atlas{cells: map[cellKey][]spot{}, where: map[ulid]place{}, words: newWords()}
}

// Len is how many marks are on the map.
func (a *Atlas) Len() int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.count
}

// Filled tells whether everything that was there when this process began is on the
// map; until then it shows what it holds so far.
func (a *Atlas) Filled() bool { return a.filled.Load() }

// Put places, moves or removes marks. A mark older than what is known is passed
// over, so marks may come twice and late.
func (a *Atlas) Put(marks ...Mark) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, m := range marks {
		a.put(m)
	}
}

func (a *Atlas) put(m Mark) {
	id := kept(m.ID)
	was, known := a.where[id]
	if known && was.rev > m.Rev {
		return
	}
	if known && !was.gone {
		a.cells[was.cell] = slices.DeleteFunc(a.cells[was.cell], func(s spot) bool { return s.id == id })
		if len(a.cells[was.cell]) == 0 {
			delete(a.cells, was.cell)
		}
		a.count--
	}
	if m.Gone || !m.At.Valid() {
		a.where[id] = place{rev: m.Rev, gone: true}
		return
	}
	s := spot{
		category: a.words.number(&a.words.categories, m.Category), domain: a.words.number(&a.words.domains, m.Domain),
		status: uint8(a.words.number(&a.words.statuses, m.Status)), open: m.Open, id: id,
	}
	s.x, s.y = project(m.At)
	key := cellKey{s.x >> (32 - cellZoom), s.y >> (32 - cellZoom)}
	a.cells[key] = append(a.cells[key], s)
	a.where[id] = place{cell: key, rev: m.Rev}
	a.count++
}

// Near is a mark and its distance from what was asked.
type Near struct {
	ID     civic.ID
	Metres float64
}

// Nearby lists the open marks within metres of p, at most limit, nearest first.
func (a *Atlas) Nearby(p civic.Point, metres float64, limit int) []Near {
	if !p.Valid() || metres <= 0 || limit <= 0 {
		return nil
	}
	box := civic.Around(p, metres)
	x0, y0 := project(civic.Point{Lon: max(-180, box.West), Lat: min(90, box.North)})
	x1, y1 := project(civic.Point{Lon: min(180, box.East), Lat: max(-90, box.South)})
	var out []Near
	a.mu.RLock()
	defer a.mu.RUnlock()
	a.within(rect{x0, y0, x1, y1}, func(s *spot) {
		if !s.open {
			return
		}
		if d := unproject(s.x, s.y).Metres(p); d <= metres {
			out = append(out, Near{s.id.id(), d})
		}
	})
	slices.SortFunc(out, func(a, b Near) int {
		return cmp.Or(cmp.Compare(a.Metres, b.Metres), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(limit, len(out))]
}

// rect is a rectangle of the world, edges included.
type rect struct{ x0, y0, x1, y1 uint32 }

func (r rect) holds(s *spot) bool { return s.x >= r.x0 && s.x <= r.x1 && s.y >= r.y0 && s.y <= r.y1 }

// within visits the spots of a rectangle: by its drawers when they are few, or
// else by all drawers there are. The caller holds the lock.
func (a *Atlas) within(r rect, visit func(*spot)) {
	const shift = 32 - cellZoom
	x0, y0, x1, y1 := r.x0>>shift, r.y0>>shift, r.x1>>shift, r.y1>>shift
	drawer := func(spots []spot, inside bool) {
		for i := range spots {
			if inside || r.holds(&spots[i]) {
				visit(&spots[i])
			}
		}
	}
	if uint64(x1-x0+1)*uint64(y1-y0+1) <= uint64(len(a.cells)) {
		for x := x0; ; x++ {
			for y := y0; ; y++ {
				drawer(a.cells[cellKey{x, y}], false)
				if y == y1 {
					break
				}
			}
			if x == x1 {
				return
			}
		}
	}
	for key, spots := range a.cells {
		if key.x >= x0 && key.x <= x1 && key.y >= y0 && key.y <= y1 {
			drawer(spots, key.x > x0 && key.x < x1 && key.y > y0 && key.y < y1)
		}
	}
}

// maxLat is where web Mercator ends (EPSG:3857).
const maxLat = 85.05112877980659

// project puts a point on the web Mercator square, 2³² wide.
func project(p civic.Point) (x, y uint32) {
	lat := max(-maxLat, min(maxLat, p.Lat)) * math.Pi / 180
	fx := (p.Lon + 180) / 360
	fy := 0.5 - math.Log(math.Tan(math.Pi/4+lat/2))/(2*math.Pi)
	return scale(fx), scale(fy)
}

func scale(f float64) uint32 {
	return uint32(max(0, min(math.MaxUint32, f*(1<<32))))
}

// unproject is project's inverse, to about a centimetre.
func unproject(x, y uint32) civic.Point {
	fy := (float64(y) + 0.5) / (1 << 32)
	return civic.Point{
		Lon: (float64(x)+0.5)/(1<<32)*360 - 180,
		Lat: math.Atan(math.Sinh(math.Pi*(1-2*fy))) * 180 / math.Pi,
	}
}
