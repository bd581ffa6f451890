package media

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// The pictures of these tests are made here, byte by byte where it matters.

var (
	red, green, blue, yellow = rgb(220, 30, 30), rgb(20, 160, 40), rgb(30, 50, 210), rgb(230, 210, 30)
	white, black             = rgb(255, 255, 255), rgb(0, 0, 0)
)

func rgb(r, g, b uint8) color.NRGBA { return color.NRGBA{r, g, b, 255} }

// corners is a picture whose quarters are red, green (right), blue (below), yellow.
func corners(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, [4]color.NRGBA{red, green, blue, yellow}[x*2/w+y*2/h*2])
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// webp pictures, written by cwebp: three bands (white, black, rgb 200,40,30) of
// 16×32, lossy and lossless; and rgb 0,90,0 on the left of 32×32 with nothing on
// the right.
var (
	bandsLossy    = unbase64("UklGRlQAAABXRUJQVlA4IEgAAACQAwCdASowACAAPmUmj0WkIiEdWzQAQAZEsYBpMUAAgynYi8gAAP789Gh/2rU3+cj//8Buvi2mX/+0s/+pZ/9Sz+8hDr4wAAA=")
	bandsLossless = unbase64("UklGRjoAAABXRUJQVlA4TC4AAAAvL8AHABcgEEjS2R9wDYFAkr/ZVAsEkkz2p3z+A38VCAkIJ520Vozof6gCVD0H")
	glassLossy    = unbase64("UklGRnIAAABXRUJQVlA4WAoAAAAQAAAAHwAAHwAAQUxQSBMAAAABDzD/ERFCLJjMXzqC/oj+R/EGAFZQOCA4AAAAEAMAnQEqIAAgAD5tNJZHpCMiISgIAIANiWUAdgAAgKCgAP71uH//xbSOhTIf//hWuYfmHsKAAAA=")
	glassLossless = unbase64("UklGRiQAAABXRUJQVlA4TBgAAAAvH8AHEA8wWhHzHwmxYDJ/6Qj6I/ofxRs=")
)

func unbase64(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

type entry struct {
	tag, kind uint16
	count     uint32
	value     []byte // at most 4 bytes lie in the entry, more behind the directory
}

type order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// directory writes a TIFF directory that begins at offset at.
func directory(o order, at int, entries []entry) []byte {
	out := o.AppendUint16(nil, uint16(len(entries)))
	behind := at + 2 + 12*len(entries) + 4
	var far []byte
	for _, e := range entries {
		out = o.AppendUint32(o.AppendUint16(o.AppendUint16(out, e.tag), e.kind), e.count)
		if len(e.value) > 4 {
			out = o.AppendUint32(out, uint32(behind+len(far)))
			far = append(far, e.value...)
		} else {
			out = append(out, append(e.value, 0, 0, 0, 0)[:4]...)
		}
	}
	return append(o.AppendUint32(out, 0), far...)
}

const camera, place = "SECRETCAMERA 3000 serial 4711", "33.589886N-7.603869W"

// exif is a TIFF block with a camera's name, an orientation and a GPS directory.
func exif(o order, orientation int) []byte {
	header := "II*\x00"
	if o.Uint16([]byte{0, 1}) == 1 {
		header = "MM\x00*"
	}
	out := o.AppendUint32([]byte(header), 8)
	short, long := func(v int) []byte { return o.AppendUint16(nil, uint16(v)) }, func(v int) []byte { return o.AppendUint32(nil, uint32(v)) }
	main := func(gps int) []byte {
		return directory(o, 8, []entry{
			{0x010f, 2, uint32(len(camera) + 1), []byte(camera + "\x00")},
			{0x0112, 3, 1, short(orientation)},
			{0x8825, 4, 1, long(gps)},
		})
	}
	gps := 8 + len(main(0))
	degrees := bytes.Repeat([]byte{0, 0, 0, 33, 0, 0, 0, 1}, 3)
	return append(append(out, main(gps)...), directory(o, gps, []entry{
		{0, 1, 4, []byte{2, 3, 0, 0}},
		{1, 2, 2, []byte("N\x00")},
		{2, 5, 3, degrees},
		{0x1b, 7, uint32(len(place)), []byte(place)},
	})...)
}

// segment is a JPEG marker segment.
func segment(marker byte, body []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
}

// insert puts segments behind a JPEG's first marker, where cameras have them.
func insert(jpeg []byte, segments ...[]byte) []byte {
	return bytes.Join([][]byte{jpeg[:2], bytes.Join(segments, nil), jpeg[2:]}, nil)
}

func exifSegment(tiff []byte) []byte { return segment(0xe1, append([]byte("Exif\x00\x00"), tiff...)) }

// chunk is a PNG chunk.
func chunk(kind string, body []byte) []byte {
	out := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), kind...)
	out = append(out, body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

const afterIHDR = 8 + 25

func insertChunks(png []byte, chunks ...[]byte) []byte {
	return bytes.Join([][]byte{png[:afterIHDR], bytes.Join(chunks, nil), png[afterIHDR:]}, nil)
}

// extended wraps the one chunk of a simple WebP in the extended format, with a
// chunk of EXIF behind it.
func extended(webp []byte, w, h int, flags byte, tiff []byte) []byte {
	vp8x := []byte{flags, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), byte((w - 1) >> 16), byte(h - 1), byte((h - 1) >> 8), byte((h - 1) >> 16)}
	body := append([]byte("WEBP"), riff("VP8X", vp8x)...)
	body = append(append(body, webp[12:]...), riff("EXIF", tiff)...)
	return riff("RIFF", body)
}

func riff(kind string, body []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))
	out = append(out, body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// greyPNG is a whole, valid PNG of zeros, one bit a pixel, that weighs little.
func greyPNG(t testing.TB, w, h int) []byte {
	t.Helper()
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(w)), uint32(h))
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	line := make([]byte, 1+(w+7)/8)
	for range h {
		if _, err := z.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.Join([][]byte{
		[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(head, 1, 0, 0, 0, 0)), chunk("IDAT", packed.Bytes()), chunk("IEND", nil),
	}, nil)
}
