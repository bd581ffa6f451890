package app

import (
	"testing"

	"jemaa/backend/config"
)

func TestPushServicesAreToldWhomToReach(t *testing.T) {
	for _, c := range []struct{ from, url, want string }{
		{"Ville <ville@jemaa.example>", "http://127.0.0.1:8080", "ville@jemaa.example"},
		{"", "https://jemaa.example", "https://jemaa.example"},
		{"", "http://127.0.0.1:8080", "noreply@127.0.0.1"},
	} {
		a := &App{config: config.Config{PublicURL: c.url}}
		a.config.Mail.From = c.from
		if got := a.subscriber(); got != c.want {
			t.Errorf("from %q on %s: %q, want %q", c.from, c.url, got, c.want)
		}
	}
}
