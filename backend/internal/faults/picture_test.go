package faults

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
)

// picture makes a small photo of its own for each seed.
func picture(seed byte) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for y := range 48 {
		for x := range 64 {
			m.Set(x, y, color.RGBA{uint8(x) + seed, uint8(y) * 3, seed, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err) // memory takes everything
	}
	return b.Bytes()
}
