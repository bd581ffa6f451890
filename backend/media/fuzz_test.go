package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
)

// FuzzPrepare: any bytes give a photo that is what it says, or one of our errors;
// never a panic.
func FuzzPrepare(f *testing.F) {
	tiny := asJPEG(f, corners(24, 16))
	for _, seed := range [][]byte{
		tiny, insert(tiny, exifSegment(exif(binary.BigEndian, 6))), insert(tiny, exifSegment(exif(binary.LittleEndian, 3))),
		asPNG(f, corners(24, 16)), insertChunks(asPNG(f, corners(24, 16)), chunk("eXIf", exif(binary.BigEndian, 8))),
		greyPNG(f, 40, 30), bandsLossy, bandsLossless, glassLossy, glassLossless,
		extended(bandsLossy, 48, 32, 1<<3, exif(binary.LittleEndian, 6)), progressiveHeader(64, 64),
		[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), []byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp41"),
	} {
		f.Add(seed)
	}
	p := NewProcessor(1, time.Minute)
	f.Fuzz(func(t *testing.T, upload []byte) {
		if h, err := inspect(upload); err == nil && h.width*h.height > 1<<20 {
			t.Skip("too large to be quick")
		}
		photo, err := p.Prepare(t.Context(), upload)
		if err != nil {
			var e *civic.Error
			if !errors.As(err, &e) || !strings.HasPrefix(e.Code, "photo.") || e.Field != "photo" {
				t.Fatalf("not an error for people: %v", err)
			}
			return
		}
		for i, r := range photo.Renditions {
			c, err := jpeg.DecodeConfig(bytes.NewReader(r.JPEG))
			if err != nil || c.Width != r.Width || c.Height != r.Height || max(c.Width, c.Height) > Edges[i] {
				t.Fatalf("rendition %d: says %d×%d, is %d×%d, %v", i, r.Width, r.Height, c.Width, c.Height, err)
			}
		}
	})
}
