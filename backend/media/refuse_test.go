package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"jemaa/backend/civic"
)

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
		"jpeg of 12 bits":    {append([]byte{0xff, 0xd8}, segment(0xc1, []byte{12, 0, 8, 0, 8, 1, 1, 0x11, 0})...), civic.KindUnsupported, "photo.format"},
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
