package report

import (
	"crypto/rand"
	"fmt"
	"math/big"

	"jemaa/backend/civic"
)

// RefDigits is the length of a reference number: nine random digits and a check
// digit that catches every wrong digit and every swap of neighbours.
const RefDigits = 10

// damm is the quasigroup of order 10 of H. M. Damm, "Totally anti-symmetric
// quasigroups for all orders n ≠ 2, 6" (2007).
var damm = [10][10]byte{
	{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
	{7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
	{4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
	{1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
	{6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
	{3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
	{5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
	{8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
	{9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
	{2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
}

// checkDigit gives the digit that makes the whole number check to zero.
func checkDigit(digits string) byte {
	interim := byte(0)
	for i := range len(digits) {
		interim = damm[interim][digits[i]-'0']
	}
	return interim
}

// newRef makes a random reference number.
func newRef() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000_000))
	if err != nil {
		panic("report: random reference: " + err.Error()) // never, since Go 1.24
	}
	digits := fmt.Sprintf("%09d", n.Int64())
	return digits + string('0'+checkDigit(digits))
}

// ParseRef reads a reference number as people write or say it: with spaces,
// hyphens, dots or direction marks, in Western, Arabic-Indic or Persian digits.
// The errors are "report.ref_malformed" (not ten digits) and "report.ref_check"
// (mistyped), both about the field ref.
func ParseRef(s string) (string, error) {
	digits := make([]byte, 0, RefDigits)
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits = append(digits, byte(c))
		case c >= 0x0660 && c <= 0x0669:
			digits = append(digits, byte(c-0x0660)+'0')
		case c >= 0x06F0 && c <= 0x06F9:
			digits = append(digits, byte(c-0x06F0)+'0')
		case !separates(c):
			return "", civic.Invalid("report.ref_malformed", "ref")
		}
		if len(digits) > RefDigits {
			return "", civic.Invalid("report.ref_malformed", "ref")
		}
	}
	if len(digits) != RefDigits {
		return "", civic.Invalid("report.ref_malformed", "ref")
	}
	if checkDigit(string(digits)) != 0 {
		return "", civic.Invalid("report.ref_check", "ref")
	}
	return string(digits), nil
}

// separates tells whether people put the character between digits: spaces,
// hyphens and dashes, dots, and the invisible marks of bidirectional text.
func separates(c rune) bool {
	switch c {
	case ' ', '\t', 0xA0, 0x202F, '-', '.', '_', 0x200E, 0x200F, 0x061C, 0x2212:
		return true
	}
	return c >= 0x2000 && c <= 0x2015 || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069
}

// ShowRef writes a reference number for people: "123-456-7890".
func ShowRef(ref string) string {
	if len(ref) != RefDigits {
		return ref
	}
	return ref[:3] + "-" + ref[3:6] + "-" + ref[6:]
}
