package media

import (
	"bytes"
	"encoding/binary"
)

// jpegFacts is what a walk over a JPEG's markers tells before anything is decoded.
type jpegFacts struct {
	progressive bool
	components  int
	samples     float64 // per pixel, over all components: 1.5 for 4:2:0
	rgb         bool    // the decoder will make a second, 4-byte copy
	scans       int
	orientation int
}

// The markers that matter here (ITU-T T.81, table B.1).
const (
	markerSOF0, markerSOF2   = 0xc0, 0xc2
	markerRST0, markerEOI    = 0xd0, 0xd9
	markerSOS                = 0xda
	markerAPP1, markerAPP14  = 0xe1, 0xee
	markerFill, markerNoMark = 0xff, 0x00
)

// walkJPEG steps from marker to marker until the end of the picture, without
// allocating. It judges nothing: a file that makes no sense gives few facts, and
// the decoder refuses it.
func walkJPEG(data []byte) jpegFacts {
	f := jpegFacts{orientation: upright}
	for rest := data[2:]; ; {
		var marker byte
		marker, rest = nextMarker(rest)
		if marker == markerNoMark || marker == markerEOI || len(rest) < 2 {
			return f
		}
		size := int(binary.BigEndian.Uint16(rest))
		if size < 2 || size > len(rest) {
			return f
		}
		f.note(marker, rest[2:size])
		rest = rest[size:]
	}
}

// nextMarker finds the next marker and what follows it; it passes over entropy
// coded data, where 0xff is followed by a zero or a restart marker.
func nextMarker(b []byte) (byte, []byte) {
	for {
		i := bytes.IndexByte(b, 0xff)
		if i < 0 || i+1 >= len(b) {
			return markerNoMark, nil
		}
		switch m := b[i+1]; {
		case m == markerFill:
			b = b[i+1:]
		case m == markerNoMark, m&^7 == markerRST0:
			b = b[i+2:]
		default:
			return m, b[i+2:]
		}
	}
}

func (f *jpegFacts) note(marker byte, body []byte) {
	switch marker {
	case markerSOF0, markerSOF0 + 1, markerSOF2:
		f.progressive = marker == markerSOF2
		f.frame(body)
	case markerSOS:
		f.scans++
	case markerAPP1:
		if tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && f.orientation == upright {
			f.orientation = exifOrientation(tiff)
		}
	case markerAPP14:
		if len(body) >= 12 && string(body[:5]) == "Adobe" && body[11] == 0 {
			f.rgb = true
		}
	}
}

// frame reads a frame header (T.81, B.2.2): how many samples a pixel has.
func (f *jpegFacts) frame(body []byte) {
	if len(body) < 6 {
		return
	}
	f.components, f.samples = int(body[5]), 0
	var sum, widest, tallest int
	var names []byte
	for c := body[6:]; len(c) >= 3; c = c[3:] {
		h, v := int(c[1]>>4), int(c[1]&15)
		sum, widest, tallest = sum+h*v, max(widest, h), max(tallest, v)
		names = append(names, c[0])
	}
	if widest*tallest > 0 {
		f.samples = float64(sum) / float64(widest*tallest)
	}
	f.rgb = f.rgb || string(names) == "RGB"
}

// bytesPerPixel is what the decoder holds at its peak: the planes, their
// coefficients (4 bytes each, only when progressive), a copy in another colour
// space.
func (f *jpegFacts) bytesPerPixel() float64 {
	b := max(f.samples, 1)
	if f.progressive {
		b *= 5
	}
	if f.rgb || f.components == 4 {
		b += 4
	}
	return b
}
