package push

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Door opens addresses that are closed otherwise. It is for tests, whose push
// service runs on this machine; the zero Door, the only one in production, opens
// none.
type Door struct {
	Allow func(netip.AddrPort) bool
	Roots *x509.CertPool // nil: the system's
}

func (d Door) opens(a netip.AddrPort) bool { return d.Allow != nil && d.Allow(a) }

var errBlocked = errors.New("push: address is not of the public internet")

// checkEndpoint tells whether an endpoint may be kept: https, a name, port 443,
// no user, no fragment, at most maxEndpoint bytes of ASCII. Where the name leads
// is looked at when dialling.
func (d Door) checkEndpoint(s string) (*url.URL, error) {
	if len(s) > maxEndpoint || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("push: endpoint is too long or not plain ASCII")
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil, errors.New("push: endpoint is no URL")
	}
	if u.Scheme != "https" || u.User != nil || u.Opaque != "" || u.Fragment != "" || u.Hostname() == "" {
		return nil, errors.New("push: endpoint is not a plain https URL")
	}
	if a, err := netip.ParseAddrPort(u.Host); err == nil && d.opens(a) {
		return u, nil
	}
	if p := u.Port(); p != "" && p != "443" {
		return nil, errors.New("push: endpoint has another port than 443")
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	numeric := last == "" || last[0] >= '0' && last[0] <= '9' // 127.0.0.1, 127.1, 0x7f000001
	if numeric || strings.Contains(host, ":") || !strings.Contains(host, ".") {
		return nil, errors.New("push: endpoint's host is no public name")
	}
	return u, nil
}

// client makes a client that follows no redirect, uses no proxy, and checks every
// address after it was resolved and before it is connected to.
func (d Door) client(timeout time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: min(timeout, 5*time.Second), KeepAlive: 30 * time.Second, Control: d.control}
	return &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: d.Roots},
			TLSHandshakeTimeout:    min(timeout, 5*time.Second),
			ResponseHeaderTimeout:  timeout,
			MaxResponseHeaderBytes: 16 << 10,
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           512,
			MaxIdleConnsPerHost:    128, // as many attempts as there are slots; a handshake costs more than a push
			IdleConnTimeout:        90 * time.Second,
			DisableCompression:     true,
		},
	}
}

func (d Door) control(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return errBlocked
	}
	if d.opens(a) || a.Port() == 443 && public(a.Addr()) {
		return nil
	}
	return errBlocked
}

// special are the ranges of the IANA special-purpose registries (RFC 6890 and
// its successors) that net/netip has no word for. Those that carry an IPv4
// address inside (NAT64, 6to4, Teredo) are closed whole.
var special = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
)

var globalV6 = netip.MustParsePrefix("2000::/3")

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// public tells whether an address belongs to the public internet.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Is6() && !globalV6.Contains(a) {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
