package pushtest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/mail"
	"strings"
	"time"
)

// verify checks a VAPID authorization (RFC 8292 2 and 3) and gives its contact.
// Time is the machine's: the sender's library stamps with it too.
func verify(header, audience, key string) (contact string, err error) {
	fields, ok := strings.CutPrefix(header, "vapid ")
	if !ok {
		return "", errors.New("vapid: no such scheme")
	}
	var token, k string
	for f := range strings.SplitSeq(fields, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(f), "=")
		switch name {
		case "t":
			token = value
		case "k":
			k = value
		}
	}
	if k != key {
		return "", errors.New("vapid: signed by another key than was subscribed to")
	}
	claims, err := verifyToken(token, key)
	if err != nil {
		return "", err
	}
	return claims.check(audience, time.Now())
}

type claims struct {
	Aud string `json:"aud"`
	Exp int64  `json:"exp"`
	Sub string `json:"sub"`
}

func verifyToken(token, key string) (claims, error) {
	var c claims
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return c, errors.New("vapid: token is not a JWS")
	}
	var raw [3][]byte
	for i, p := range parts {
		var err error
		if raw[i], err = base64.RawURLEncoding.DecodeString(p); err != nil {
			return c, fmt.Errorf("vapid: token: %w", err)
		}
	}
	var head struct {
		Alg string `json:"alg"`
	}
	if err := json.Unmarshal(raw[0], &head); err != nil || head.Alg != "ES256" || len(raw[2]) != 64 {
		return c, errors.New("vapid: token is not ES256")
	}
	point, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil {
		return c, fmt.Errorf("vapid: key: %w", err)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return c, fmt.Errorf("vapid: key: %w", err)
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	r, s := new(big.Int).SetBytes(raw[2][:32]), new(big.Int).SetBytes(raw[2][32:])
	if !ecdsa.Verify(public, digest[:], r, s) {
		return c, errors.New("vapid: signature does not verify")
	}
	if err := json.Unmarshal(raw[1], &c); err != nil {
		return c, fmt.Errorf("vapid: claims: %w", err)
	}
	return c, nil
}

func (c claims) check(audience string, now time.Time) (string, error) {
	if c.Aud != audience {
		return "", fmt.Errorf("vapid: aud %q, want %q", c.Aud, audience)
	}
	if exp := time.Unix(c.Exp, 0); !exp.After(now) || exp.After(now.Add(24*time.Hour)) {
		return "", fmt.Errorf("vapid: exp %s is past or more than a day away", exp)
	}
	address, ok := strings.CutPrefix(c.Sub, "mailto:")
	if ok {
		if a, err := mail.ParseAddress(address); err != nil || a.Address != address || strings.Contains(address, ":") {
			return "", fmt.Errorf("vapid: sub %q is no mailto of a bare address", c.Sub)
		}
		return c.Sub, nil
	}
	if !strings.HasPrefix(c.Sub, "https://") {
		return "", fmt.Errorf("vapid: sub %q is neither mailto nor https", c.Sub)
	}
	return c.Sub, nil
}

// decrypt opens a push (RFC 8291 3.4, RFC 8188 2): one record.
func (b *Browser) decrypt(body []byte) ([]byte, error) {
	if len(body) < 21 || len(body) > 4096 {
		return nil, fmt.Errorf("aes128gcm: %d bytes", len(body))
	}
	salt, size, n := body[:16], binary.BigEndian.Uint32(body[16:20]), int(body[20])
	if n != 65 || len(body) < 21+n {
		return nil, errors.New("aes128gcm: key id is not a point")
	}
	sender, sealed := body[21:21+n], body[21+n:]
	if len(sealed) > int(size) {
		return nil, errors.New("aes128gcm: more than one record")
	}
	aead, nonce, err := b.keys(salt, sender)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, fmt.Errorf("aes128gcm: %w", err)
	}
	plain = bytes.TrimRight(plain, "\x00")
	if len(plain) == 0 || plain[len(plain)-1] != 2 {
		return nil, errors.New("aes128gcm: last record has no delimiter 2")
	}
	return plain[:len(plain)-1], nil
}

func (b *Browser) keys(salt, sender []byte) (cipher.AEAD, []byte, error) {
	public, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return nil, nil, fmt.Errorf("aes128gcm: %w", err)
	}
	shared, err := b.private.ECDH(public)
	if err != nil {
		return nil, nil, fmt.Errorf("aes128gcm: %w", err)
	}
	info := "WebPush: info\x00" + string(b.private.PublicKey().Bytes()) + string(sender)
	ikm, err := hkdf.Key(sha256.New, shared, b.secret, info, 32)
	if err != nil {
		return nil, nil, err
	}
	cek, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, nil, err
	}
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, nil, err
	}
	block, err := aes.NewCipher(cek)
	if err != nil {
		return nil, nil, err
	}
	aead, err := cipher.NewGCM(block)
	return aead, nonce, err
}
