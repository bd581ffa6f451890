package media

import (
	"fmt"
	"image"
	"image/color"
)

// turn shows a picture as the camera was held: orientation is EXIF's, 1 to 8
// (CIPA DC-008: where row 0 and column 0 of the stored picture belong).
func turn(m *image.YCbCr, orientation int) *image.YCbCr {
	if orientation == upright {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if lying(orientation) {
		w, h = h, w
	}
	out := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	cw, ch := (w+1)/2, (h+1)/2
	turnPlane(plane{out.Y, out.YStride, w, h}, m.Y, m.YStride, orientation)
	turnPlane(plane{out.Cb, out.CStride, cw, ch}, m.Cb, m.CStride, orientation)
	turnPlane(plane{out.Cr, out.CStride, cw, ch}, m.Cr, m.CStride, orientation)
	return out
}

// lying tells whether an orientation swaps width and height.
func lying(orientation int) bool { return orientation >= 5 }

type plane struct {
	pix           []byte
	stride        int
	width, height int
}

// turnPlane fills dst from src. Each orientation is a corner of src to begin at,
// a step for the next column and a step for the next row.
func turnPlane(dst plane, src []byte, stride, orientation int) {
	w, h := dst.width, dst.height // of src, when it is not lying
	if lying(orientation) {
		w, h = h, w
	}
	right, bottom := w-1, (h-1)*stride
	walk := [9]struct{ start, column, row int }{
		2: {right, -1, stride},
		3: {right + bottom, -1, -stride},
		4: {bottom, 1, -stride},
		5: {0, stride, 1},
		6: {bottom, -stride, 1},
		7: {right + bottom, -stride, -1},
		8: {right, stride, -1},
	}[orientation]
	for y := range dst.height {
		at := walk.start + y*walk.row
		line := dst.pix[y*dst.stride:][:dst.width]
		for x := range line {
			line[x] = src[at]
			at += walk.column
		}
	}
}

// average is the mean colour of a picture as "#rrggbb".
func average(m *image.YCbCr) string {
	r, g, b := color.YCbCrToRGB(mean(m.Y), mean(m.Cb), mean(m.Cr))
	return fmt.Sprintf("#%02x%02x%02x", r, g, b)
}

func mean(samples []byte) byte {
	sum := 0
	for _, v := range samples {
		sum += int(v)
	}
	return byte((sum + len(samples)/2) / len(samples))
}
