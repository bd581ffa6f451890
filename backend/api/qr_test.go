package api

import (
	"strings"
	"testing"
)

func TestQRCode(t *testing.T) {
	drawn := string(qrCode(`https://ville.example/fr/reports/01J?a="><script>`))
	if !strings.HasPrefix(drawn, `<svg class="qr" viewBox="0 0 `) || !strings.Contains(drawn, "h1v1h-1z") {
		t.Errorf("no code: %s", drawn)
	}
	if strings.Contains(drawn, "<script>") || !strings.Contains(drawn, `aria-label="QR https://ville.example/`) {
		t.Errorf("its words: %s", drawn[:200])
	}
	// The corner of the finder stands right behind the quiet zone, and nothing in it.
	if !strings.Contains(drawn, `d="M4 4h1v1h-1z`) || strings.Contains(drawn, "M3 ") {
		t.Errorf("its border: %s", drawn[:300])
	}
	if none := qrCode(strings.Repeat("x", 5000)); none != "" {
		t.Errorf("a code for what no code can hold: %.60s", none)
	}
}
