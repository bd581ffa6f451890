package api

import (
	"fmt"
	"html/template"
	"strings"

	"rsc.io/qr"
)

// quiet is the empty border that readers of QR codes need, in modules.
const quiet = 4

// qrCode draws an address as a QR code for paper: an inline SVG that says where
// it leads to whoever does not see it. Addresses too long for a code (some 2,300
// bytes) give nothing.
func qrCode(address string) template.HTML {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return ""
	}
	var path strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	side := code.Size + 2*quiet
	return template.HTML(fmt.Sprintf( // numbers, and an escaped address
		`<svg class="qr" viewBox="0 0 %d %d" role="img" aria-label="QR %s" shape-rendering="crispEdges"><path d="%s"/></svg>`,
		side, side, template.HTMLEscapeString(address), path.String()))
}
