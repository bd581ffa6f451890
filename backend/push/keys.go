package push

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
)

// Keys sign our pushes (VAPID, RFC 8292). Browsers subscribe to Public, so the
// pair is made once and kept for ever.
type Keys struct {
	Public  string // uncompressed P-256 point, base64url without padding
	private string
}

// NewKeys invents a pair, as the bytes that are kept: the make of a kept secret.
func NewKeys() ([]byte, error) {
	k, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("push: new keys: %w", err)
	}
	return k.Bytes(), nil
}

// ParseKeys reads what NewKeys made.
func ParseKeys(kept []byte) (Keys, error) {
	k, err := ecdh.P256().NewPrivateKey(kept)
	if err != nil {
		return Keys{}, fmt.Errorf("push: parse keys: %w", err)
	}
	return Keys{Public: encode(k.PublicKey().Bytes()), private: encode(kept)}, nil
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// decode reads base64 as browsers and libraries write it: either alphabet, with
// or without padding.
func decode(s string) ([]byte, error) {
	if len(s) > 200 {
		return nil, errors.New("push: key too long")
	}
	for _, e := range []*base64.Encoding{base64.RawURLEncoding, base64.URLEncoding, base64.StdEncoding, base64.RawStdEncoding} {
		if b, err := e.DecodeString(s); err == nil {
			return b, nil
		}
	}
	return nil, errors.New("push: key is not base64")
}
