package media

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"jemaa/backend/civic"
)

// FuzzInspect: what the first look at any bytes lets pass has pixels, few enough
// of them, one of eight orientations, and needs no more memory than is allowed;
// the rest is refused in words for people. No pixel is decoded here, so that many
// more files are looked at than in FuzzPrepare.
func FuzzInspect(f *testing.F) {
	tiny := asJPEG(f, corners(24, 16))
	for _, seed := range [][]byte{
		tiny, insert(tiny, exifSegment(exif(binary.BigEndian, 6))), insert(tiny, exifSegment(exif(binary.LittleEndian, 3))),
		asPNG(f, corners(24, 16)), insertChunks(asPNG(f, corners(24, 16)), chunk("eXIf", exif(binary.BigEndian, 8))), greyPNG(f, 40, 30),
		bandsLossy, bandsLossless, glassLossy, glassLossless, extended(bandsLossy, 48, 32, 1<<3, exif(binary.LittleEndian, 6)),
		progressiveHeader(64, 64), progressiveHeader(65535, 65535), []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, upload []byte) {
		h, err := inspect(upload)
		if err != nil {
			var e *civic.Error
			if !errors.As(err, &e) || !strings.HasPrefix(e.Code, "photo.") {
				t.Fatalf("not an error for people: %v", err)
			}
			return
		}
		if h.width < 1 || h.height < 1 || h.width*h.height > MaxPixels || h.orientation < 1 || h.orientation > 8 || h.memory < 0 || h.memory > maxDecode || h.decode == nil {
			t.Errorf("let pass: %+v", h)
		}
	})
}
