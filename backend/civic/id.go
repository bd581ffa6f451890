package civic

import (
	"crypto/rand"
	"encoding/binary"
	"strings"
	"time"
)

// ID names a document: a ULID, 26 characters of Crockford base 32 (48 bits of
// milliseconds, 80 random bits; github.com/ulid/spec). A client may make one, so
// nothing is ever ordered or trusted by the time inside it.
type ID string

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewID makes an ID at the given time.
func NewID(at time.Time) ID {
	var b [16]byte
	ms := uint64(at.UnixMilli())
	binary.BigEndian.PutUint16(b[0:], uint16(ms>>32))
	binary.BigEndian.PutUint32(b[2:], uint32(ms))
	_, _ = rand.Read(b[6:]) // crypto/rand.Read never fails since Go 1.24
	return ID(encodeULID(b))
}

// ParseID accepts a ULID in either case and returns its canonical, upper-case
// form; the error is of kind Invalid with code "id.malformed".
func ParseID(s string) (ID, error) {
	u := strings.ToUpper(s)
	if len(u) != 26 || u[0] > '7' {
		return "", Invalid("id.malformed", "id")
	}
	for i := range len(u) {
		if strings.IndexByte(crockford, u[i]) < 0 {
			return "", Invalid("id.malformed", "id")
		}
	}
	return ID(u), nil
}

func encodeULID(b [16]byte) string {
	hi, lo := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	var out [26]byte
	for i := 25; i >= 0; i-- {
		out[i] = crockford[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return string(out[:])
}
