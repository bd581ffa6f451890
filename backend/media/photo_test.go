package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
	"time"

	"jemaa/backend/civic"
)

func prepare(upload []byte) (Photo, error) {
	return NewProcessor(1, time.Second).Prepare(context.Background(), upload)
}

func mustPrepare(t *testing.T, upload []byte) Photo {
	t.Helper()
	p, err := prepare(upload)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// wantCode checks the error that a person is told.
func wantCode(t *testing.T, what string, err error, kind civic.Kind, code string) {
	t.Helper()
	var e *civic.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code || e.Field != "photo" {
		t.Errorf("%s: %v, want %s of kind %s about the photo", what, err, code, kind)
	}
}

// seen decodes a rendition and checks that it is what it says.
func seen(t *testing.T, r Rendition) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(r.JPEG))
	if err != nil {
		t.Fatalf("rendition %d: %v", r.Edge, err)
	}
	if m.Bounds() != image.Rect(0, 0, r.Width, r.Height) {
		t.Fatalf("rendition %d is %v and says %d×%d", r.Edge, m.Bounds(), r.Width, r.Height)
	}
	return m
}

func wantColor(t *testing.T, what string, got color.Color, want color.NRGBA, within int) {
	t.Helper()
	r, g, b, _ := got.RGBA()
	for i, v := range [3][2]int{{int(r >> 8), int(want.R)}, {int(g >> 8), int(want.G)}, {int(b >> 8), int(want.B)}} {
		if d := v[0] - v[1]; d > within || d < -within {
			t.Errorf("%s: %v is not %v (channel %d)", what, got, want, i)
		}
	}
}

// wantCorners checks the colours near the four corners, in reading order.
func wantCorners(t *testing.T, m image.Image, want [4]color.NRGBA) {
	t.Helper()
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	for i, c := range want {
		x, y := w/4+i%2*(w/2), h/4+i/2*(h/2)
		wantColor(t, fmt.Sprintf("corner %d of %d×%d", i, w, h), m.At(x, y), c, 12)
	}
}

// Where CIPA DC-008 says that the quarters of a stored picture are seen.
var held = [9][4]color.NRGBA{
	1: {red, green, blue, yellow}, 2: {green, red, yellow, blue},
	3: {yellow, blue, green, red}, 4: {blue, yellow, red, green},
	5: {red, blue, green, yellow}, 6: {blue, red, yellow, green},
	7: {yellow, green, blue, red}, 8: {green, yellow, red, blue},
}

func TestPhotosStandUpright(t *testing.T) {
	small, large := asJPEG(t, corners(96, 64)), asJPEG(t, corners(1951, 401))
	for o := 1; o <= 8; o++ {
		wantHeld(t, insert(small, exifSegment(exif(binary.LittleEndian, o))), o, image.Pt(96, 64))
		wantHeld(t, insert(small, exifSegment(exif(binary.BigEndian, o))), o, image.Pt(96, 64))
		wantHeld(t, insert(large, exifSegment(exif(binary.BigEndian, o))), o, image.Pt(1951, 401))
	}
}

func wantHeld(t *testing.T, upload []byte, o int, stored image.Point) {
	t.Helper()
	if o >= 5 {
		stored.X, stored.Y = stored.Y, stored.X
	}
	p := mustPrepare(t, upload)
	if p.Width != stored.X || p.Height != stored.Y {
		t.Errorf("orientation %d: %d×%d, want %v", o, p.Width, p.Height, stored)
	}
	for _, r := range p.Renditions {
		wantCorners(t, seen(t, r), held[o])
	}
}

func TestOtherFormatsStandUprightToo(t *testing.T) {
	tiff := exif(binary.BigEndian, 6)
	p := mustPrepare(t, insertChunks(asPNG(t, corners(96, 64)), chunk("eXIf", tiff)))
	wantCorners(t, seen(t, p.Renditions[0]), held[6])
	for name, block := range map[string][]byte{"bare": tiff, "prefixed": append([]byte("Exif\x00\x00"), tiff...)} {
		p := mustPrepare(t, extended(bandsLossy, 48, 32, 1<<3, block))
		if p.Width != 32 || p.Height != 48 {
			t.Errorf("webp with %s exif: %d×%d", name, p.Width, p.Height)
		}
	}
}

// Whatever is wrong with the metadata, the photo is taken as it lies.
func TestBrokenMetadataIsNoBrokenPhoto(t *testing.T) {
	good := exif(binary.LittleEndian, 6)
	patch := func(at int, b ...byte) []byte { c := bytes.Clone(good); copy(c[at:], b); return c }
	const second = 8 + 2 + 12 // the orientation's entry
	for name, tiff := range map[string][]byte{
		"nothing": {}, "half a header": good[:5], "other magic": patch(0, 'X'), "directory outside": patch(4, 0xff, 0xff, 0xff, 0x7f),
		"directory at the edge": patch(4, byte(len(good)-1)), "too many entries": patch(8, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9),
		"orientation 0": patch(second+8, 0), "orientation 9": patch(second+8, 9), "orientation 256": patch(second+8, 0, 1),
		"orientation as text": patch(second+2, 2), "two orientations": patch(second+4, 2), "cut": good[:second+7],
	} {
		p, err := prepare(insert(asJPEG(t, corners(96, 64)), exifSegment(tiff)))
		if err != nil || p.Width != 96 {
			t.Errorf("%s: %d wide, %v", name, p.Width, err)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want [4][2]int
	}{
		{2000, 1500, [4][2]int{{320, 240}, {640, 480}, {960, 720}, {1920, 1440}}},
		{1500, 2000, [4][2]int{{240, 320}, {480, 640}, {720, 960}, {1440, 1920}}},
		{1920, 1080, [4][2]int{{320, 180}, {640, 360}, {960, 540}, {1920, 1080}}},
		{1000, 500, [4][2]int{{320, 160}, {640, 320}, {960, 480}, {1000, 500}}},
		{321, 200, [4][2]int{{320, 199}, {321, 200}, {321, 200}, {321, 200}}},
		{320, 320, [4][2]int{{320, 320}, {320, 320}, {320, 320}, {320, 320}}},
		{7, 5, [4][2]int{{7, 5}, {7, 5}, {7, 5}, {7, 5}}},
		{1, 1, [4][2]int{{1, 1}, {1, 1}, {1, 1}, {1, 1}}},
		{5000, 1, [4][2]int{{320, 1}, {640, 1}, {960, 1}, {1920, 1}}},
		{2, 3001, [4][2]int{{1, 320}, {1, 640}, {1, 960}, {1, 1920}}},
	} {
		uploads := map[string][]byte{"grey": greyPNG(t, c.w, c.h)}
		if c.w*c.h < 1<<20 { // the race detector makes large ones slow
			uploads["jpeg"], uploads["png"] = asJPEG(t, corners(c.w, c.h)), asPNG(t, corners(c.w, c.h))
		}
		for name, upload := range uploads {
			p := mustPrepare(t, upload)
			if p.Width != c.w || p.Height != c.h {
				t.Errorf("%s %d×%d: says %d×%d", name, c.w, c.h, p.Width, p.Height)
			}
			for i, r := range p.Renditions {
				seen(t, r)
				if r.Edge != Edges[i] || r.Width != c.want[i][0] || r.Height != c.want[i][1] {
					t.Errorf("%s %d×%d: rendition %d is %d×%d for %d", name, c.w, c.h, i, r.Width, r.Height, r.Edge)
				}
			}
		}
	}
}

func TestColours(t *testing.T) {
	flat := image.NewNRGBA(image.Rect(0, 0, 32, 32))
	wide := image.NewNRGBA64(flat.Rect)
	fewer := image.NewPaletted(flat.Rect, color.Palette{black, rgb(0, 90, 0), color.NRGBA{}})
	for i := range 32 * 32 {
		x, y := i%32, i/32
		c := rgb(0, 90, 0)
		if x >= 16 {
			c = color.NRGBA{G: 90}
		}
		flat.SetNRGBA(x, y, c)
		wide.Set(x, y, c)
		fewer.SetColorIndex(x, y, uint8(1+x/16))
	}
	for name, upload := range map[string][]byte{
		"png": asPNG(t, flat), "png of 16 bits": asPNG(t, wide), "png with a palette": asPNG(t, fewer),
		"webp": glassLossy, "webp lossless": glassLossless,
	} {
		m := seen(t, mustPrepare(t, upload).Renditions[3])
		wantColor(t, name+": what was there", m.At(5, 16), rgb(0, 90, 0), 8)
		wantColor(t, name+": what was transparent", m.At(26, 16), white, 4)
	}
	for name, upload := range map[string][]byte{"webp": bandsLossy, "webp lossless": bandsLossless} {
		m := seen(t, mustPrepare(t, upload).Renditions[3])
		for i, want := range []color.NRGBA{white, black, rgb(200, 40, 30)} {
			wantColor(t, name+" band", m.At(16*i+8, 16), want, 8)
		}
	}
}

func TestPlaceholderIsTheAverage(t *testing.T) {
	half := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range half.Pix {
		half.Pix[i] = uint8(i%2) * 200
	}
	if got := mustPrepare(t, asJPEG(t, half)).Color; got != "#646464" {
		t.Errorf("average %s", got)
	}
	if got := mustPrepare(t, asPNG(t, image.NewNRGBA(image.Rect(0, 0, 9, 9)))).Color; got != "#ffffff" {
		t.Errorf("average of nothing %s", got)
	}
}

// Nothing of an upload but its pixels reaches anybody.
func TestNothingElseIsLeft(t *testing.T) {
	zip := "PK\x03\x04\x14\x00hidden.html"
	html := "<html><script>alert(1)</script></html>"
	base := asJPEG(t, corners(400, 300))
	full := insert(base, exifSegment(exif(binary.LittleEndian, 1)),
		segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta "+place)),
		segment(0xe2, []byte("ICC_PROFILE\x00\x01\x01"+camera)),
		segment(0xed, []byte("Photoshop 3.0\x008BIM"+place)),
		segment(0xfe, []byte(html)))
	picture := insertChunks(asPNG(t, corners(400, 300)), chunk("eXIf", exif(binary.BigEndian, 1)),
		chunk("tEXt", []byte("Comment\x00"+html)), chunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+place)))
	for name, upload := range map[string][]byte{
		"jpeg with everything": full,
		"jpeg and zip":         append(bytes.Clone(base), zip...),
		"jpeg and page":        append(bytes.Clone(full), html+zip+place...),
		"jpeg and jpeg":        append(bytes.Clone(base), full...),
		"png with everything":  append(picture, html+zip...),
		"webp":                 append(extended(bandsLossy, 48, 32, 1<<3, exif(binary.LittleEndian, 1)), html...),
	} {
		for _, r := range mustPrepare(t, upload).Renditions {
			wantOnlyPixels(t, name, r.JPEG)
		}
	}
}

// wantOnlyPixels walks a JPEG: tables, one frame, one scan, the end, and nothing
// that can carry words.
func wantOnlyPixels(t *testing.T, what string, b []byte) {
	t.Helper()
	for _, word := range []string{
		"Exif", "GPS", camera[:6], place[:6], "ns.adobe", "ICC_", "8BIM", "PK\x03\x04", "<html", "<script", "II*\x00", "MM\x00*", "Go", "JFIF",
	} {
		if bytes.Contains(b, []byte(word)) {
			t.Errorf("%s: %q is left", what, word)
		}
	}
	rest, markers := b[2:], ""
	for len(rest) > 0 {
		var m byte
		m, rest = nextMarker(rest)
		markers += fmt.Sprintf("%x ", m)
		if m == markerEOI {
			break
		}
		rest = rest[binary.BigEndian.Uint16(rest):]
	}
	if want := "db c0 c4 da d9 "; markers != want || len(rest) != 0 {
		t.Errorf("%s: markers %s and %d bytes behind the end, want %s", what, markers, len(rest), want)
	}
}

// A noisy photograph of 12 megapixels, 4.4 MB; run with -cpu 1 to see what one
// core takes.
func BenchmarkPrepare12MP(b *testing.B) {
	m := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	seed := uint32(1)
	for i := range m.Y {
		seed = seed*1664525 + 1013904223
		m.Y[i] = byte(i/7%200) + byte(seed>>27)
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = byte(i/97), byte(i/301)
	}
	upload := asJPEG(b, m)
	p := NewProcessor(1, time.Second)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Prepare(b.Context(), upload); err != nil {
			b.Fatal(err)
		}
	}
}
