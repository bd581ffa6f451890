package seed

import (
	"image/color"
	"math/rand/v2"
)

// Picture draws a scene of the city for a category, as a JPEG of 960×720.
// The same seed draws the same picture; repaired shows the place put right. They
// are drawings and look like drawings: a demonstration shows no real street.
func Picture(category string, repaired bool, seed uint64) ([]byte, error) {
	c := newCanvas(rand.New(rand.NewPCG(seed, 7)))
	scene, ok := scenes[category]
	if !ok {
		scene = (*canvas).bench
	}
	scene(c, repaired)
	return c.jpeg()
}

// palette is the light of one hour of the day.
type palette struct{ top, bottom, wall, wall2, road, pave color.NRGBA }

var daylight = []palette{
	{hex(0x7fb8d6), hex(0xf3e9d8), hex(0xf6efe2), hex(0xe8d9c0), hex(0x6d6a68), hex(0xcdbfa9)},
	{hex(0x9cc6d9), hex(0xfdf3e1), hex(0xfbf6ec), hex(0xdfcfb5), hex(0x77726d), hex(0xd8cab2)},
	{hex(0xe5a878), hex(0xfbe3c1), hex(0xf1dcc0), hex(0xd9b48d), hex(0x5f5a58), hex(0xbda98e)},
	{hex(0x8fa9b5), hex(0xdfe3e1), hex(0xe9e4da), hex(0xcfc5b4), hex(0x64625f), hex(0xbfb4a3)},
}

var night = palette{hex(0x0f1b33), hex(0x2c3a5a), hex(0x2b3149), hex(0x232a40), hex(0x1e2230), hex(0x343a4d)}

// street paints the ground of most scenes: sky, a row of houses, pavement, road.
func (c *canvas) street(p palette) palette {
	const horizon, kerb = 430, 520
	c.sky(p.top, p.bottom, horizon)
	for x := -40.0; x < wide; {
		w, h := c.between(110, 210), c.between(120, 330)
		body := p.wall
		if c.rng.IntN(2) == 0 {
			body = p.wall2
		}
		c.rect(body, x, horizon-h, w-6, h)
		c.windows(p, xy{x, horizon - h}, w-6, h)
		x += w
	}
	c.rect(p.pave, 0, horizon, wide, kerb-horizon)
	for x := c.between(0, 60); x < wide; x += 64 {
		c.line(color4(p.road).alpha(50), xy{x, horizon}, xy{x - 26, kerb}, 2)
	}
	c.rect(p.road, 0, kerb, wide, high-kerb)
	c.rect(hex(0xe9e2d4), 0, kerb-6, wide, 8)
	return p
}

func (c *canvas) windows(p palette, at xy, w, h float64) {
	shutters := []color.NRGBA{hex(0x2f6f73), hex(0x3f7fae), hex(0x7a4b2f), hex(0x4f6b3c)}
	shutter := shutters[c.rng.IntN(len(shutters))]
	if p == night {
		shutter = hex(0xf2c978)
	}
	for y := at.y + 28; y < at.y+h-50; y += 62 {
		for x := at.x + 18; x < at.x+w-30; x += 48 {
			if p == night && c.rng.IntN(3) > 0 {
				continue
			}
			c.rect(shutter, x, y, 22, 34)
		}
	}
	c.rect(color4(p.road).alpha(120), at.x+w/2-14, at.y+h-46, 28, 46)
}

func (c *canvas) day() palette { return c.street(daylight[c.rng.IntN(len(daylight))]) }

func (c *canvas) lamp(x float64, lit bool) {
	pole := hex(0x3b4148)
	c.rect(pole, x, 170, 10, 330)
	c.line(pole, xy{x + 5, 175}, xy{x + 95, 150}, 8)
	c.oval(pole, xy{x + 105, 152}, 26, 10, 0)
	if lit {
		c.fill(color4(hex(0xffe3a0)).alpha(110), xy{x + 80, 160}, xy{x + 130, 160}, xy{x + 260, 520}, xy{x - 60, 520})
		c.oval(hex(0xfff1c4), xy{x + 105, 160}, 22, 8, 0)
	}
}

func (c *canvas) tree(x, ground, size float64, alive bool) {
	c.rect(hex(0x6b4a32), x-size*0.06, ground-size*0.9, size*0.12, size*0.9)
	leaf := []color.NRGBA{hex(0x4d7a4b), hex(0x5d8d57), hex(0x3f6b44)}
	if !alive {
		leaf = []color.NRGBA{hex(0x9a7b4f), hex(0xa98d5d), hex(0x86683f)}
	}
	for range 9 {
		at := xy{x + c.between(-0.32, 0.32)*size, ground - size*c.between(0.85, 1.35)}
		c.oval(leaf[c.rng.IntN(3)], at, size*0.26, size*0.22, 0.12)
	}
}

func (c *canvas) bin(x float64, full bool) {
	green := hex(0x2f6b4f)
	c.fill(green, xy{x, 400}, xy{x + 130, 400}, xy{x + 118, 520}, xy{x + 12, 520})
	c.oval(hex(0x22272b), xy{x + 28, 524}, 12, 12, 0)
	c.oval(hex(0x22272b), xy{x + 102, 524}, 12, 12, 0)
	if !full {
		c.rect(hex(0x25573f), x-6, 388, 142, 16)
		return
	}
	c.bags(xy{x + 65, 385}, 5, 60)
	c.line(hex(0x25573f), xy{x - 4, 395}, xy{x - 50, 320}, 14)
}

// bags heaps rubbish bags around a place.
func (c *canvas) bags(at xy, n int, spread float64) {
	bag := []color.NRGBA{hex(0x23262b), hex(0x31363d), hex(0x3d5a80), hex(0xd8d3c8), hex(0x8b5e3c)}
	for range n {
		c.oval(bag[c.rng.IntN(len(bag))], xy{at.x + c.between(-spread, spread), at.y + c.between(-14, 20)}, c.between(22, 44), c.between(18, 34), 0.14)
	}
}

func (c *canvas) car(x, y float64) {
	paint := []color.NRGBA{hex(0xb33a2b), hex(0xe6e2da), hex(0x33566e), hex(0x2d2f33)}[c.rng.IntN(4)]
	c.fill(paint, xy{x, y}, xy{x + 40, y - 50}, xy{x + 170, y - 50}, xy{x + 220, y}, xy{x + 260, y + 8}, xy{x + 260, y + 50}, xy{x - 20, y + 50}, xy{x - 20, y + 8})
	c.fill(hex(0xb9d3dc), xy{x + 22, y - 4}, xy{x + 48, y - 40}, xy{x + 162, y - 40}, xy{x + 196, y - 4})
	c.oval(hex(0x1d1f22), xy{x + 36, y + 50}, 26, 26, 0)
	c.oval(hex(0x1d1f22), xy{x + 204, y + 50}, 26, 26, 0)
}
