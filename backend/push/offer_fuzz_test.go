package push

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

// An endpoint is the text of whoever subscribes: what is kept is https to a
// public name on port 443, and nothing else hides in it.
func FuzzEndpoint(f *testing.F) {
	for _, seed := range []string{
		"https://push.example/v1/x", "https://127.0.0.1/", "https://127.1/", "https://0x7f000001/", "https://2130706433/", "https://[::1]/", "https://[::ffff:127.0.0.1]:443/",
		"https://a.b:443@c.d/", "https://a.b:0443/", "https://a.b\\@c.d/", "https://a.b./", "https://a.b%2f@c.d/", "https:a.b", "//a.b", "https://a.b?#", "https://a.b:/", "https://x.localhost/",
		"https://xn--e1afmkfd.example/", "HTTPS://A.B/", "https://a.b/\u202e", "https://[fe80::1%25eth0]/", "https://1.2.3.4.nip.example/",
	} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, endpoint, key string) {
		if b, err := decode(key); err == nil && len(b) > 200 {
			t.Errorf("a key of %d bytes", len(b))
		}
		u, err := Door{}.checkEndpoint(endpoint)
		if err != nil {
			return
		}
		again, err := url.Parse(u.String())
		if err != nil || again.Hostname() != u.Hostname() || again.Port() != u.Port() || again.User != nil {
			t.Fatalf("%q is %q, and read again %q: %v", endpoint, u, again, err)
		}
		host := u.Hostname()
		if _, err := netip.ParseAddr(strings.TrimSuffix(host, ".")); err == nil {
			t.Errorf("%q leads to an address", endpoint)
		}
		if u.Scheme != "https" || u.User != nil || u.Port() != "" && u.Port() != "443" || !strings.Contains(host, ".") || strings.ContainsAny(host, " /\\@:%") || len(endpoint) > 512 {
			t.Errorf("%q passes: host %q, port %q", endpoint, host, u.Port())
		}
	})
}
