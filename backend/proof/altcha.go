package proof

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// The ALTCHA protocol, proof of work v2 (https://altcha.org/docs/v2/proof-of-work),
// in its deterministic mode: of a counter that the server draws, a key is derived;
// the solver is given the key's first half and derives keys from 0 on until it
// meets it. That it has the second half too proves that it did.

const (
	algorithm = "PBKDF2/SHA-256"
	keyBytes  = 32
	maxProof  = 2048 // bytes of a proof as sent
)

// Challenge is what a browser gets to solve.
type Challenge struct {
	Parameters Parameters `json:"parameters"`
	Signature  string     `json:"signature"` // HMAC-SHA-256 of the parameters' canonical JSON
}

// Parameters are signed as JSON with its names in order and without spaces: every
// value has its own place, and none can be moved into another.
type Parameters struct {
	Algorithm    string `json:"algorithm"`
	Cost         int    `json:"cost"`         // rounds of PBKDF2
	ExpiresAt    int64  `json:"expiresAt"`    // seconds since 1970
	KeyLength    int    `json:"keyLength"`    // bytes
	KeyPrefix    string `json:"keyPrefix"`    // hex
	KeySignature string `json:"keySignature"` // HMAC-SHA-256 of the whole key
	Nonce        string `json:"nonce"`        // hex, 16 bytes, the challenge's name
	Salt         string `json:"salt"`         // hex, 16 bytes
}

// payload is a solved challenge as the protocol sends it: base64 of this JSON.
type payload struct {
	Challenge Challenge `json:"challenge"`
	Solution  struct {
		Counter    uint32  `json:"counter"`
		DerivedKey string  `json:"derivedKey"`
		Time       float64 `json:"time,omitempty"`
	} `json:"solution"`
}

// keys are the two HMAC secrets, as the text that other implementations take.
type keys struct{ parameters, key string }

func sign(secret string, message []byte) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write(message)
	return hex.EncodeToString(m.Sum(nil))
}

func same(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }

// derive is the key of one counter: PBKDF2 of the nonce with the counter behind it
// in four bytes, the most significant first.
func (p Parameters) derive(counter uint32) ([]byte, error) {
	nonce, err := hex.DecodeString(p.Nonce)
	if err != nil {
		return nil, fmt.Errorf("proof: nonce: %w", err)
	}
	salt, err := hex.DecodeString(p.Salt)
	if err != nil {
		return nil, fmt.Errorf("proof: salt: %w", err)
	}
	return pbkdf2.Key(sha256.New, string(binary.BigEndian.AppendUint32(nonce, counter)), salt, p.Cost, p.KeyLength)
}

// pose signs parameters whose answer is a counter.
func (k keys) pose(p Parameters, counter uint32) (Challenge, error) {
	key, err := p.derive(counter)
	if err != nil {
		return Challenge{}, err
	}
	p.KeyPrefix, p.KeySignature = hex.EncodeToString(key[:keyBytes/2]), sign(k.key, key)
	text, err := json.Marshal(p)
	if err != nil {
		return Challenge{}, fmt.Errorf("proof: parameters: %w", err)
	}
	return Challenge{Parameters: p, Signature: sign(k.parameters, text)}, nil
}

var (
	errForm      = errors.New("proof: not a proof")
	errSignature = errors.New("proof: not a challenge of ours")
	errSolution  = errors.New("proof: not solved")
)

// check reads a proof and gives the parameters that it solves.
func (k keys) check(text string) (Parameters, error) {
	var p payload
	if len(text) > maxProof {
		return Parameters{}, errForm
	}
	plain, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || json.Unmarshal(plain, &p) != nil {
		return Parameters{}, errForm
	}
	canonical, err := json.Marshal(p.Challenge.Parameters)
	if err != nil {
		return Parameters{}, errForm
	}
	if p.Challenge.Parameters.KeySignature == "" || !same(p.Challenge.Signature, sign(k.parameters, canonical)) {
		return Parameters{}, errSignature
	}
	key, err := hex.DecodeString(p.Solution.DerivedKey)
	if err != nil || !same(p.Challenge.Parameters.KeySignature, sign(k.key, key)) {
		return Parameters{}, errSolution
	}
	return p.Challenge.Parameters, nil
}

// Solve works a challenge out as a browser does, and gives the proof: for scripts
// and tests.
func Solve(c Challenge) (string, error) {
	prefix, err := hex.DecodeString(c.Parameters.KeyPrefix)
	if err != nil {
		return "", fmt.Errorf("proof: prefix: %w", err)
	}
	p := payload{Challenge: c}
	for counter := uint32(0); counter < 1<<24; counter++ {
		key, err := c.Parameters.derive(counter)
		if err != nil {
			return "", err
		}
		if len(key) >= len(prefix) && string(key[:len(prefix)]) == string(prefix) {
			p.Solution.Counter, p.Solution.DerivedKey = counter, hex.EncodeToString(key)
			text, err := json.Marshal(p)
			return base64.StdEncoding.EncodeToString(text), err
		}
	}
	return "", errSolution
}
