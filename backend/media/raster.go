package media

import (
	"image"
	"image/color"
	"image/draw"
)

// Inside, a picture is always *image.YCbCr 4:2:0 with its corner at 0,0: what
// most cameras wrote and what the encoder takes, so that most photos are never
// converted to RGB and back.

// fit is the size of a w×h picture whose longest side is at most edge.
func fit(w, h, edge int) (int, int) {
	longest := max(w, h)
	if longest <= edge {
		return w, h
	}
	scale := func(side int) int { return max(1, (side*edge+longest/2)/longest) }
	return scale(w), scale(h)
}

// shrink scales a decoded picture to w×h. Transparent parts become white.
func shrink(m image.Image, w, h int) *image.YCbCr {
	out := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	size := m.Bounds().Size()
	luma := newResampler(newTaps(size.X, w), newTaps(size.Y, h), out.Y, out.YStride)
	switch m := m.(type) {
	case *image.YCbCr:
		shrinkPlanes(m, luma, out)
	case *image.Gray:
		for y := range size.Y {
			luma.push(m.Pix[y*m.Stride:][:size.X])
		}
		fill(out.Cb, 128)
		fill(out.Cr, 128)
	default:
		shrinkLines(m, luma, out)
	}
	return out
}

// shrinkPlanes scales each plane as it is.
func shrinkPlanes(m *image.YCbCr, luma *resampler, out *image.YCbCr) {
	in, size := m.Rect, m.Rect.Size()
	for y := range size.Y {
		luma.push(m.Y[m.YOffset(in.Min.X, in.Min.Y+y):][:size.X])
	}
	start := m.COffset(in.Min.X, in.Min.Y)
	cw := m.COffset(in.Max.X-1, in.Min.Y) - start + 1
	ch := (m.COffset(in.Min.X, in.Max.Y-1)-start)/m.CStride + 1
	cols, rows := chromaTaps(out, cw, ch)
	for _, p := range [2][2][]byte{{m.Cb, out.Cb}, {m.Cr, out.Cr}} {
		r := newResampler(cols, rows, p[1], out.CStride)
		for y := range ch {
			r.push(p[0][start+y*m.CStride:][:cw])
		}
	}
}

// shrinkLines converts any other picture one line at a time, so that it is never
// held twice.
func shrinkLines(m image.Image, luma *resampler, out *image.YCbCr) {
	size := m.Bounds().Size()
	cols, rows := chromaTaps(out, size.X, size.Y)
	cb := newResampler(cols, rows, out.Cb, out.CStride)
	cr := newResampler(cols, rows, out.Cr, out.CStride)
	line := newConverter(m)
	for y := range size.Y {
		line.convert(y)
		luma.push(line.y)
		cb.push(line.cb)
		cr.push(line.cr)
	}
}

func chromaTaps(out *image.YCbCr, fromW, fromH int) (cols, rows taps) {
	return newTaps(fromW, (out.Rect.Dx()+1)/2), newTaps(fromH, (out.Rect.Dy()+1)/2)
}

// converter turns lines of a picture into luma and chroma on white.
type converter struct {
	m         image.Image
	rgba      *image.RGBA // one line
	y, cb, cr []byte
}

func newConverter(m image.Image) *converter {
	w := m.Bounds().Dx()
	return &converter{
		m: m, rgba: image.NewRGBA(image.Rect(0, 0, w, 1)),
		y: make([]byte, w), cb: make([]byte, w), cr: make([]byte, w),
	}
}

func (c *converter) convert(y int) {
	at := c.m.Bounds().Min.Add(image.Pt(0, y))
	if m, ok := c.m.(*image.NYCbCrA); ok {
		c.convertVideo(m, at)
		return
	}
	draw.Draw(c.rgba, c.rgba.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(c.rgba, c.rgba.Rect, c.m, at, draw.Over)
	for x := range c.y {
		p := c.rgba.Pix[4*x:][:3]
		c.y[x], c.cb[x], c.cr[x] = color.RGBToYCbCr(p[0], p[1], p[2])
	}
}

// convertVideo reads a line of the one format that has chroma and transparency:
// WebP, whose samples are in video range.
func (c *converter) convertVideo(m *image.NYCbCrA, at image.Point) {
	for x := range c.y {
		yi, ci, a := m.YOffset(at.X+x, at.Y), m.COffset(at.X+x, at.Y), int(m.A[m.AOffset(at.X+x, at.Y)])
		over := func(v byte, white int) byte { return byte((int(v)*a + white*(255-a) + 127) / 255) }
		c.y[x] = over(fullLuma[m.Y[yi]], 255)
		c.cb[x] = over(fullChroma[m.Cb[ci]], 128)
		c.cr[x] = over(fullChroma[m.Cr[ci]], 128)
	}
}

// VP8 keeps luma in 16..235 and chroma in 16..240 (RFC 6386, 9.2; ITU-R BT.601),
// JPEG in 0..255. golang.org/x/image/webp passes the samples on unchanged
// (golang/go#40173), so without these tables every WebP would come out grey.
var fullLuma, fullChroma = stretch(16, 219, 0), stretch(128, 224, 128)

func stretch(zero, span, onto int32) (table [256]byte) {
	for i := range table {
		v := (int32(i) - zero) * 255
		half := span / 2
		if v < 0 {
			half = -half
		}
		table[i] = clamp(onto + (v+half)/span)
	}
	return table
}

// toFullRange mends a picture whose samples are in video range, in place.
func toFullRange(m *image.YCbCr) {
	for i, v := range m.Y {
		m.Y[i] = fullLuma[v]
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = fullChroma[m.Cb[i]], fullChroma[m.Cr[i]]
	}
}

func fill(b []byte, v byte) {
	for i := range b {
		b[i] = v
	}
}
