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
	"runtime"
	"strings"
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
	for _, size := range [][2]int{{96, 64}, {2101, 1401}} {
		w, h := size[0], size[1]
		stored := asJPEG(t, corners(w, h))
		for o := 1; o <= 8; o++ {
			for _, by := range []order{binary.LittleEndian, binary.BigEndian} {
				p := mustPrepare(t, insert(stored, exifSegment(exif(by, o))))
				sw, sh := w, h
				if o >= 5 {
					sw, sh = h, w
				}
				if p.Width != sw || p.Height != sh {
					t.Errorf("orientation %d: %d×%d, want %d×%d", o, p.Width, p.Height, sw, sh)
				}
				for _, r := range p.Renditions {
					wantCorners(t, seen(t, r), held[o])
				}
			}
		}
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
		want [3][2]int
	}{
		{2000, 1500, [3][2]int{{320, 240}, {960, 720}, {1920, 1440}}},
		{1500, 2000, [3][2]int{{240, 320}, {720, 960}, {1440, 1920}}},
		{1920, 1080, [3][2]int{{320, 180}, {960, 540}, {1920, 1080}}},
		{1000, 500, [3][2]int{{320, 160}, {960, 480}, {1000, 500}}},
		{321, 200, [3][2]int{{320, 199}, {321, 200}, {321, 200}}},
		{320, 320, [3][2]int{{320, 320}, {320, 320}, {320, 320}}},
		{7, 5, [3][2]int{{7, 5}, {7, 5}, {7, 5}}},
		{1, 1, [3][2]int{{1, 1}, {1, 1}, {1, 1}}},
		{5000, 1, [3][2]int{{320, 1}, {960, 1}, {1920, 1}}},
		{2, 3001, [3][2]int{{1, 320}, {1, 960}, {1, 1920}}},
	} {
		for name, upload := range map[string][]byte{
			"jpeg": asJPEG(t, corners(c.w, c.h)), "png": asPNG(t, corners(c.w, c.h)), "grey": greyPNG(t, c.w, c.h),
		} {
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
		m := seen(t, mustPrepare(t, upload).Renditions[2])
		wantColor(t, name+": what was there", m.At(5, 16), rgb(0, 90, 0), 8)
		wantColor(t, name+": what was transparent", m.At(26, 16), white, 4)
	}
	for name, upload := range map[string][]byte{"webp": bandsLossy, "webp lossless": bandsLossless} {
		m := seen(t, mustPrepare(t, upload).Renditions[2])
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

func TestRefusals(t *testing.T) {
	ftyp := func(brands ...string) []byte {
		body := brands[0] + "\x00\x00\x00\x00" + strings.Join(brands[1:], "")
		return append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), "ftyp"+body+"\x00\x00\x00\x08mdat"...)
	}
	for name, c := range map[string]struct {
		upload []byte
		kind   civic.Kind
		code   string
	}{
		"heic":               {ftyp("heic", "mif1", "heic"), civic.KindUnsupported, "photo.heic"},
		"heic by its second": {ftyp("mp42", "isom", "heic"), civic.KindUnsupported, "photo.heic"},
		"heif":               {ftyp("mif1"), civic.KindUnsupported, "photo.heic"},
		"avif":               {ftyp("avif", "mif1"), civic.KindUnsupported, "photo.heic"},
		"film":               {ftyp("isom", "iso2", "mp41"), civic.KindUnsupported, "photo.format"},
		"nothing":            {nil, civic.KindUnsupported, "photo.format"},
		"one byte":           {[]byte{0xff}, civic.KindUnsupported, "photo.format"},
		"page":               {[]byte("<html><body>hello</body></html>"), civic.KindUnsupported, "photo.format"},
		"drawing":            {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), civic.KindUnsupported, "photo.format"},
		"gif":                {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), civic.KindUnsupported, "photo.format"},
		"moving webp":        {extended(bandsLossy, 48, 32, 1<<1, nil), civic.KindUnsupported, "photo.format"},
		"jpeg's first bytes": {[]byte{0xff, 0xd8, 0xff}, civic.KindInvalid, "photo.broken"},
		"jpeg of nothing":    {[]byte{0xff, 0xd8, 0xff, 0xd9}, civic.KindInvalid, "photo.broken"},
		"png's first bytes":  {[]byte("\x89PNG\r\n\x1a\n"), civic.KindInvalid, "photo.broken"},
		"webp's first bytes": {[]byte("RIFF\xff\xff\xff\xffWEBPVP8 "), civic.KindInvalid, "photo.broken"},
		"webp of two sizes":  {extended(bandsLossless, 4, 4, 0, nil), civic.KindInvalid, "photo.broken"},
		"12 MiB and a byte":  {append(asJPEG(t, corners(8, 8)), make([]byte, MaxUpload)...), civic.KindTooLarge, "photo.too_large"},
	} {
		_, err := prepare(c.upload)
		wantCode(t, name, err, c.kind, c.code)
	}
}

func TestCutFilesAreBroken(t *testing.T) {
	noise := corners(300, 200)
	for i := range noise.Pix {
		noise.Pix[i] ^= byte(i * i >> 3 & 31)
	}
	for name, whole := range map[string][]byte{"jpeg": asJPEG(t, noise), "png": asPNG(t, noise), "webp": bandsLossless} {
		if _, err := prepare(whole); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, part := range []float64{0.1, 0.3, 0.5, 0.7, 0.9} {
			cut := whole[:max(16, int(part*float64(len(whole))))]
			_, err := prepare(cut)
			wantCode(t, fmt.Sprintf("%s cut at %v", name, part), err, civic.KindInvalid, "photo.broken")
		}
	}
}

// A bomb is refused before it is decoded: for next to no memory.
func TestBombs(t *testing.T) {
	small := asJPEG(t, corners(16, 16))
	huge := bytes.Clone(small)
	frame := bytes.Index(huge, []byte{0xff, 0xc0})
	copy(huge[frame+5:], []byte{0xff, 0xff, 0xff, 0xff})
	vp8l := riff("RIFF", append([]byte("WEBP"), riff("VP8L", []byte{0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0})...))
	for name, upload := range map[string][]byte{
		"png of 16,000²":       greyPNG(t, 16_000, 16_000),
		"png just above":       greyPNG(t, 10_000, 5_001),
		"png of one long line": greyPNG(t, 70_000, 1),
		"jpeg of 65,535²":      huge,
		"webp of 16,384²":      vp8l,
		"webp with a canvas":   extended(bandsLossy, 1<<14, 1<<14, 0, nil),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := prepare(upload)
		runtime.ReadMemStats(&after)
		wantCode(t, name, err, civic.KindTooLarge, "photo.too_many_pixels")
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 1<<20 {
			t.Errorf("%s: %d bytes allocated to say no", name, spent)
		}
		var e *civic.Error
		want := int64(50)
		if name == "webp of 16,384²" {
			want = 33 // lossless: the decoder holds 8 bytes a pixel
		}
		if errors.As(err, &e) && e.Params["max_megapixels"] != want {
			t.Errorf("%s: params %v", name, e.Params)
		}
	}
}

// What needs more memory than a decoder may have is told its own limit.
func TestMemoryBombs(t *testing.T) {
	scan := segment(0xda, []byte{1, 1, 0, 0, 0, 0})
	_, err := prepare(append(progressiveHeader(7000, 7000), scan...))
	wantCode(t, "progressive 4:4:4 of 49 MP", err, civic.KindTooLarge, "photo.too_many_pixels")
	var e *civic.Error
	if errors.As(err, &e) && e.Params["max_megapixels"] != int64(17) {
		t.Errorf("params %v", e.Params)
	}
	_, err = prepare(append(progressiveHeader(4000, 3000), scan...))
	wantCode(t, "progressive of 12 MP, cut", err, civic.KindInvalid, "photo.broken")
}

// Thousands of scans of a few bytes each would keep a core busy for minutes.
func TestScanBombs(t *testing.T) {
	scan := segment(0xda, []byte{1, 1, 0, 0, 0, 0})
	upload := append(progressiveHeader(4000, 3000), bytes.Repeat(append(scan, 0x12, 0x34), maxScans+1)...)
	_, err := prepare(append(upload, 0xff, 0xd9))
	wantCode(t, "too many scans", err, civic.KindInvalid, "photo.broken")
	if !strings.Contains(fmt.Sprint(err), "too many scans") {
		t.Errorf("refused for another reason: %v", err)
	}
}

func progressiveHeader(w, h int) []byte {
	frame := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{8}, uint16(h)), uint16(w))
	frame = append(frame, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
	return append([]byte{0xff, 0xd8}, segment(0xc2, frame)...)
}

func BenchmarkPrepare(b *testing.B) {
	for _, size := range [][2]int{{4000, 3000}, {8000, 6000}} {
		m := image.NewYCbCr(image.Rect(0, 0, size[0], size[1]), image.YCbCrSubsampleRatio420)
		seed := uint32(1)
		for i := range m.Y {
			seed = seed*1664525 + 1013904223
			m.Y[i] = byte(i/7%200) + byte(seed>>27)
		}
		for i := range m.Cb {
			m.Cb[i], m.Cr[i] = byte(i/97), byte(i/301)
		}
		upload := asJPEG(b, m)
		upload = upload[:min(len(upload), MaxUpload)]
		p := NewProcessor(1, time.Second)
		b.Run(fmt.Sprintf("%dMP", size[0]*size[1]/1_000_000), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Prepare(b.Context(), upload); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
