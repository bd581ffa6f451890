package embedded

import (
	"math"

	"jemaa/search"
)

// number is one of those that a document is sorted or measured by, as they stand in its
// packed value.
type number int

const (
	numberCreated number = iota
	numberUpdated
	numberDue // 0 for none
	numberSupports
	numberLon // of the place, in steps; nowhere for none
	numberLat
)

// A place is kept in steps of 1e-7 degrees, about a centimetre, as so many bits are.
const (
	steps   = 1e7
	nowhere = math.MaxInt32
)

// pack writes the numbers one behind the other, each as a byte that counts the digits to
// the base of 128 that follow: no byte is above 0x7f, for 0xff ends a value in bleve.
func pack(p search.Prepared) string {
	lon, lat := int64(nowhere), int64(nowhere)
	if p.At != nil {
		lon, lat = int64(math.Round(p.At.Lon*steps)), int64(math.Round(p.At.Lat*steps))
	}
	var out []byte
	for _, n := range []int64{p.CreatedAt, p.UpdatedAt, p.DueAt, p.Counts[search.CountSupports], lon, lat} {
		at := len(out)
		out = append(out, 0)
		for u := uint64(n)<<1 ^ uint64(n>>63); u > 0; u >>= 7 { // the sign is the last bit
			out = append(out, byte(u&0x7f))
		}
		out[at] = byte(len(out) - at - 1)
	}
	return string(out)
}

// unpack reads one number of a packed value, 0 when it is damaged.
func unpack(value []byte, n number) int64 {
	for ; n > 0 && len(value) > 0; n-- {
		value = value[min(1+int(value[0]), len(value)):]
	}
	if len(value) == 0 || len(value) <= int(value[0]) {
		return 0
	}
	u := uint64(0)
	for i := int(value[0]); i > 0; i-- {
		u = u<<7 | uint64(value[i])
	}
	return int64(u>>1) ^ -int64(u&1)
}
