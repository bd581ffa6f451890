package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"jemaa/backend/civic"
)

const (
	maxSide   = 65_535    // pixels, what a JPEG can say
	maxScans  = 100       // of a progressive JPEG; encoders write about ten
	maxDecode = 256 << 20 // bytes one decoder may hold

	format, heic, broken = "photo.format", "photo.heic", "photo.broken"
	tooLarge, tooMany    = "photo.too_large", "photo.too_many_pixels"
)

// header is what is known of an upload before it is decoded.
type header struct {
	decode        func(io.Reader) (image.Image, error)
	width, height int // as stored, before the orientation is applied
	orientation   int // 1 to 8
	memory        int64
	videoRange    bool // luma 16..235, which the decoder passes on unchanged
}

// inspect measures an upload without decoding it and refuses what is too large,
// of another format, or would need too much memory. It is where bombs end.
func inspect(data []byte) (header, error) {
	if len(data) > MaxUpload {
		return header{}, civic.Fail(civic.KindTooLarge, tooLarge).With("max_mib", MaxUpload>>20)
	}
	h, err := recognise(data)
	if err != nil {
		return header{}, err
	}
	if h.width <= 0 || h.height <= 0 {
		return header{}, civic.Fail(civic.KindInvalid, broken).By(errors.New("media: no pixels"))
	}
	pixels := int64(h.width) * int64(h.height)
	if h.width > maxSide || h.height > maxSide || pixels > MaxPixels || h.memory > maxDecode {
		return header{}, civic.Fail(civic.KindTooLarge, tooMany).
			With("max_megapixels", allowance(pixels, h.memory)/1_000_000)
	}
	return h, nil
}

// allowance is how many pixels a file made like this one may have.
func allowance(pixels, memory int64) int64 {
	if memory <= maxDecode || pixels > 1<<40 {
		return MaxPixels
	}
	return min(MaxPixels, int64(float64(maxDecode)/(float64(memory)/float64(pixels))))
}

// recognise goes by the first bytes, never by a name or a declared type.
func recognise(data []byte) (header, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xd8, 0xff}):
		return inspectJPEG(data)
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return inspectPNG(data)
	case len(data) >= 16 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return inspectWebP(data)
	case len(data) >= 12 && string(data[4:8]) == "ftyp" && isHEIF(data):
		return header{}, civic.Fail(civic.KindUnsupported, heic)
	}
	return header{}, civic.Fail(civic.KindUnsupported, format)
}

// isHEIF looks for a still-picture brand among a file's major and compatible
// brands (ISO/IEC 14496-12 4.3, 23008-12 annex B), so that a film is not
// mistaken for a photo.
func isHEIF(data []byte) bool {
	end := min(int64(binary.BigEndian.Uint32(data)), int64(len(data)), 256)
	for at := int64(8); at+4 <= max(end, 12); at += 4 {
		switch string(data[at : at+4]) {
		case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1", "avif", "avis":
			return true
		}
	}
	return false
}

func inspectJPEG(data []byte) (header, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return header{}, brokenBy(err)
	}
	f := walkJPEG(data)
	if f.scans > maxScans {
		// Each scan visits every block of the picture and may cost only a few bytes.
		return header{}, brokenBy(errors.New("media: too many scans"))
	}
	return header{
		decode: jpeg.Decode, width: c.Width, height: c.Height, orientation: f.orientation,
		memory: int64(f.bytesPerPixel() * float64(c.Width) * float64(c.Height)),
	}, nil
}

func inspectPNG(data []byte) (header, error) {
	c, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return header{}, brokenBy(err)
	}
	each := int64(4)
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		each = 8
	case color.GrayModel:
		each = 1
	case color.Gray16Model:
		each = 2
	}
	const interlace = 28 // where IHDR keeps it; an interlaced picture is held twice
	if len(data) > interlace && data[interlace] != 0 {
		each *= 2
	}
	return header{
		decode: png.Decode, width: c.Width, height: c.Height, orientation: pngOrientation(data),
		memory: each * int64(c.Width) * int64(c.Height),
	}, nil
}

func inspectWebP(data []byte) (header, error) {
	const animated = 1 << 1
	chunk := string(data[12:16])
	if chunk == "VP8X" && len(data) > 20 && data[20]&animated != 0 {
		return header{}, civic.Fail(civic.KindUnsupported, format)
	}
	c, err := webp.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return header{}, brokenBy(err)
	}
	each := int64(8) // lossless and transparent ones pass through two copies of 4 bytes
	if chunk == "VP8 " || chunk == "VP8X" && c.ColorModel == color.YCbCrModel && !bytes.Contains(data, []byte("VP8L")) {
		each = 2
	}
	return header{
		decode: webp.Decode, width: c.Width, height: c.Height, orientation: webpOrientation(data),
		memory: each * int64(c.Width) * int64(c.Height), videoRange: true,
	}, nil
}

// brokenBy says that a file is broken, or of a make that the decoder does not know
// (arithmetic coding, 12 bits a sample).
func brokenBy(cause error) error {
	var rareJPEG jpeg.UnsupportedError
	var rarePNG png.UnsupportedError
	if errors.As(cause, &rareJPEG) || errors.As(cause, &rarePNG) {
		return civic.Fail(civic.KindUnsupported, format).By(cause)
	}
	return civic.Fail(civic.KindInvalid, broken).By(cause)
}
