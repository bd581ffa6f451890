package faults

import (
	"context"
	"fmt"
	"strings"
	"testing"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// line stands between the program and one of its engines, and can be cut in the
// ways in which networks fail: refused (nobody listens), black (connections
// stand, nothing passes, nobody says so), slow.
type line struct {
	t     *testing.T
	proxy *toxiproxy.Proxy
	addr  string
}

// between opens a line to an address, whole at first.
func between(t *testing.T, to string) *line {
	t.Helper()
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	l := &line{t: t, proxy: toxiproxy.NewProxy(server, to, "127.0.0.1:0", to)}
	if err := l.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	l.addr = l.proxy.Listen // the same again after it was stopped
	t.Cleanup(l.proxy.Stop)
	return l
}

// black lets nothing pass any more, either way.
func (l *line) black() {
	l.t.Helper()
	l.add("timeout", `{"timeout":0}`)
}

// slow keeps everything back for so many milliseconds, each way.
func (l *line) slow(ms int) {
	l.t.Helper()
	l.add("latency", fmt.Sprintf(`{"latency":%d}`, ms))
}

func (l *line) add(kind, attributes string) {
	l.t.Helper()
	for _, way := range []string{"upstream", "downstream"} {
		toxic := fmt.Sprintf(`{"type":%q,"stream":%q,"attributes":%s}`, kind, way, attributes)
		if _, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			l.t.Fatal(err)
		}
	}
}

// refused closes every connection and takes none.
func (l *line) refused() { l.proxy.Stop() }

// whole is as it was in the beginning.
func (l *line) whole() {
	l.t.Helper()
	l.proxy.Toxics.ResetToxics(context.WithoutCancel(l.t.Context()))
	if l.proxy.Enabled {
		return
	}
	if err := l.proxy.Start(); err != nil {
		l.t.Fatal(err)
	}
}
