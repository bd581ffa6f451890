package media

import (
	"bytes"
	"encoding/binary"
)

const upright = 1 // the orientation of a picture that is stored as it is seen

// exifOrientation reads the one EXIF tag that changes what people see: how the
// camera was held, 1 to 8 (CIPA DC-008, tag 0x0112). tiff is what follows
// "Exif\0\0". Whatever can't be read counts as upright: a photo is worth more
// than its metadata.
func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) { // bounded by the length below
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == 0x0112 {
			return orientationOf(order, entries)
		}
		entries = entries[12:]
	}
	return upright
}

// orientationOf reads a directory entry that must be one SHORT of 1 to 8.
func orientationOf(order binary.ByteOrder, entry []byte) int {
	if order.Uint16(entry[2:]) != 3 || order.Uint32(entry[4:]) != 1 {
		return upright
	}
	if o := int(order.Uint16(entry[8:])); o >= 1 && o <= 8 {
		return o
	}
	return upright
}

// pngOrientation looks for the eXIf chunk (PNG third edition, 11.3.4.5).
func pngOrientation(png []byte) int {
	const signature, head, crc = 8, 8, 4
	for rest := png[signature:]; len(rest) >= head; {
		size := int64(binary.BigEndian.Uint32(rest))
		if size+head+crc > int64(len(rest)) {
			break
		}
		if string(rest[4:8]) == "eXIf" {
			return exifOrientation(rest[head : head+size])
		}
		rest = rest[head+size+crc:]
	}
	return upright
}

// webpOrientation looks for the EXIF chunk (RFC 9649, 2.7.1.5); some writers
// keep the JPEG prefix in front of it.
func webpOrientation(webp []byte) int {
	const riff, head = 12, 8
	for rest := webp[riff:]; len(rest) >= head; {
		size := int64(binary.LittleEndian.Uint32(rest[4:]))
		if size+head > int64(len(rest)) {
			break
		}
		if string(rest[:4]) == "EXIF" {
			return exifOrientation(bytes.TrimPrefix(rest[head:head+size], []byte("Exif\x00\x00")))
		}
		rest = rest[min(head+size+size&1, int64(len(rest))):]
	}
	return upright
}
