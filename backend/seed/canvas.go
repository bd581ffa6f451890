package seed

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"

	"golang.org/x/image/vector"
)

// The size of a drawn picture in pixels.
const (
	wide = 960
	high = 720
)

// canvas paints filled shapes; coordinates are pixels from the top left.
type canvas struct {
	img *image.RGBA
	rng *rand.Rand
}

func newCanvas(rng *rand.Rand) *canvas {
	return &canvas{img: image.NewRGBA(image.Rect(0, 0, wide, high)), rng: rng}
}

// xy is a corner of a shape.
type xy struct{ x, y float64 }

func hex(v uint32) color.NRGBA {
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

func (c color4) alpha(a uint8) color.NRGBA { return color.NRGBA{c.R, c.G, c.B, a} }

type color4 color.NRGBA

// sky fills the upper part with a vertical gradient.
func (c *canvas) sky(top, bottom color.NRGBA, horizon int) {
	for y := range horizon {
		t := float64(y) / float64(horizon)
		row := color.NRGBA{mix(top.R, bottom.R, t), mix(top.G, bottom.G, t), mix(top.B, bottom.B, t), 255}
		draw.Draw(c.img, image.Rect(0, y, wide, y+1), image.NewUniform(row), image.Point{}, draw.Src)
	}
}

func mix(a, b uint8, t float64) uint8 { return uint8(float64(a) + (float64(b)-float64(a))*t) }

// fill paints a polygon. It rasterises the polygon's own box only: a picture has
// hundreds of small shapes.
func (c *canvas) fill(col color.NRGBA, corners ...xy) {
	lo, hi := corners[0], corners[0]
	for _, p := range corners {
		lo = xy{math.Min(lo.x, p.x), math.Min(lo.y, p.y)}
		hi = xy{math.Max(hi.x, p.x), math.Max(hi.y, p.y)}
	}
	box := image.Rect(int(lo.x)-1, int(lo.y)-1, int(hi.x)+2, int(hi.y)+2).Intersect(c.img.Bounds())
	if box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	at := func(p xy) (float32, float32) {
		return float32(p.x - float64(box.Min.X)), float32(p.y - float64(box.Min.Y))
	}
	r.MoveTo(at(corners[0]))
	for _, p := range corners[1:] {
		r.LineTo(at(p))
	}
	r.ClosePath()
	r.Draw(c.img, box, image.NewUniform(col), image.Point{})
}

// rect paints an upright rectangle.
func (c *canvas) rect(col color.NRGBA, x, y, w, h float64) {
	c.fill(col, xy{x, y}, xy{x + w, y}, xy{x + w, y + h}, xy{x, y + h})
}

// oval paints an ellipse; rough > 0 makes its edge uneven by that share.
func (c *canvas) oval(col color.NRGBA, centre xy, rx, ry, rough float64) {
	const steps = 48
	corners := make([]xy, steps)
	for i := range corners {
		a := 2 * math.Pi * float64(i) / steps
		k := 1 + rough*(c.rng.Float64()*2-1)
		corners[i] = xy{centre.x + math.Cos(a)*rx*k, centre.y + math.Sin(a)*ry*k}
	}
	c.fill(col, corners...)
}

// line paints a straight stroke of the given width.
func (c *canvas) line(col color.NRGBA, a, b xy, width float64) {
	dx, dy := b.x-a.x, b.y-a.y
	l := math.Hypot(dx, dy)
	nx, ny := -dy/l*width/2, dx/l*width/2
	c.fill(col, xy{a.x + nx, a.y + ny}, xy{b.x + nx, b.y + ny}, xy{b.x - nx, b.y - ny}, xy{a.x - nx, a.y - ny})
}

// between draws a random number in [lo, hi).
func (c *canvas) between(lo, hi float64) float64 { return lo + c.rng.Float64()*(hi-lo) }

// jpeg encodes what was painted.
func (c *canvas) jpeg() ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, c.img, &jpeg.Options{Quality: 85})
	return b.Bytes(), err
}
