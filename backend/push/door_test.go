package push

import (
	"net/netip"
	"testing"
)

func TestPublicAddresses(t *testing.T) {
	for _, s := range []string{"8.8.8.8", "1.1.1.1", "142.250.1.1", "2a00:1450:4007::200e", "2606:4700::1111", "::ffff:8.8.8.8"} {
		if !public(netip.MustParseAddr(s)) {
			t.Errorf("%s is of the public internet", s)
		}
	}
	for _, s := range []string{
		"127.0.0.1", "127.255.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255",
		"0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
		"::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
		"::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:db8::1", "2001::1", "100::1",
	} {
		if public(netip.MustParseAddr(s)) {
			t.Errorf("%s is not of the public internet", s)
		}
	}
}

func TestDoorControl(t *testing.T) {
	var d Door
	for address, open := range map[string]bool{
		"8.8.8.8:443": true, "[2606:4700::1111]:443": true, "8.8.8.8:80": false, "127.0.0.1:443": false, "[::ffff:127.0.0.1]:443": false, "nonsense": false,
	} {
		if err := d.control("tcp", address, nil); (err == nil) != open {
			t.Errorf("%s: %v, want open %v", address, err, open)
		}
	}
}
