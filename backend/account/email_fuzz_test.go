package account

import (
	"net/mail"
	"strings"
	"testing"
)

// An address as anybody types it has one form, which is its own form, and which a
// mail server reads as one address; or it is refused.
func FuzzEmail(f *testing.F) {
	for _, seed := range []string{
		"a@b.example", " A.B+c@Exämple.EXAMPLE ", "a@b", "a@@b.c", `"a b"@c.d`, "a@[127.0.0.1]", "a\r\nBcc: x@y.z@b.c", "a@xn--.c", "é@b.c", "a@b.c.", "a@مثال.example",
		strings.Repeat("a", 64) + "@b.c", "a@" + strings.Repeat("b.", 130) + "c", "a@b\u3002c", "a@ß.example", "a@b.c\u200d",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		address, err := NormalizeEmail(typed)
		if err != nil {
			return
		}
		if again, err := NormalizeEmail(address); err != nil || again != address {
			t.Fatalf("%q is %q, and then %q: %v", typed, address, again, err)
		}
		if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f }) || len(address) > maxEmailBytes || strings.Count(address, "@") != 1 {
			t.Errorf("%q is kept as %q", typed, address)
		}
		if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
			t.Errorf("%q is kept as %q, which a mail server reads as %v: %v", typed, address, parsed, err)
		}
	})
}

// A code as anybody types it is eight digits, or as it was.
func FuzzTypedCode(f *testing.F) {
	for _, seed := range []string{"1234 5678", "١٢٣٤٥٦٧٨", "۱۲۳۴-۵۶۷۸", "12345678\x00", "", "１２３４５６７８", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code := typedCode(typed)
		if again := typedCode(code); again != code {
			t.Errorf("%q is %q, and then %q", typed, code, again)
		}
	})
}
