package account

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// KnownLife is how long a browser is known to have signed in with an address.
const KnownLife = 180 * 24 * time.Hour

// acquaint makes the token by which a browser is known again: the moment, and a
// keyed hash of it and the address. Nothing of it is kept here, and it opens
// nothing: it is worth a few letters to that very address, which no stranger can
// use up.
func (s *Service) acquaint(email string) string {
	moment := binary.BigEndian.AppendUint64(nil, uint64(s.Clock().Unix()))
	return base64.RawURLEncoding.EncodeToString(append(moment, s.acquaintance(email, moment)...))
}

func (s *Service) acquaintance(email string, moment []byte) []byte {
	sum, err := hex.DecodeString(keyed(s.loginKey, "known", email, string(moment)))
	if err != nil {
		panic("account: " + err.Error()) // keyed writes hex
	}
	return sum[:16]
}

// Knows tells whether a browser with that token has signed in with an address
// within KnownLife. A token that says nothing is no error.
func (s *Service) Knows(token, typed string) bool {
	email, err := NormalizeEmail(typed)
	if err != nil || len(token) != 32 {
		return false
	}
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return false
	}
	moment := b[:8]
	age := s.Clock().Sub(time.Unix(int64(binary.BigEndian.Uint64(moment)), 0))
	return age >= -time.Minute && age < KnownLife && hmac.Equal(b[8:], s.acquaintance(email, moment))
}
