// Package config holds the settings of a running Jemaa: one struct, read from
// JEMAA_* environment variables, checked before anything is opened. What is
// secret has a type of its own that prints as "***", so that no log and no
// error can carry it. The README's table is made from the struct by Table, and
// a test keeps the two alike.
package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Secret is a text that never prints.
type Secret string

// String hides the secret, whatever prints it.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the secret from JSON and from structured logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal gives the secret's own text, for the client that needs it.
func (s Secret) Reveal() string { return string(s) }

// Config is everything that can be set. Load fills it; Validate has passed on
// whatever Load returns.
type Config struct {
	Addr           string `env:"ADDR" envDefault:"127.0.0.1:8080" doc:"Address and port to listen on."`
	PublicURL      string `env:"PUBLIC_URL" doc:"The address people type, for example https://jemaa.example. Every absolute link is made from it. Empty: http://ADDR, for this machine alone."`
	SourceURL      string `env:"SOURCE_URL" doc:"Where people get the source of the program that runs here, as its licence asks (AGPL-3.0, section 13); linked from About. Empty: no link."`
	Data           string `env:"DATA" envDefault:"./data" doc:"Folder of everything that is kept here: documents, photos, search index, keys."`
	Erasures       string `env:"ERASURES" doc:"File that lists who asked to be forgotten, by keyed hashes: keep it on another disk, for a restored backup forgets them again by it. Empty: ERASURES in the data folder."`
	City           string `env:"CITY" doc:"File with the city's profile (YAML). Empty: the built-in one, Casablanca."`
	Areas          string `env:"AREAS" doc:"GeoJSON file with the outlines of the city's areas, which replace the profile's approximate ones. Empty: the profile's."`
	Demo           bool   `env:"DEMO" envDefault:"false" doc:"Demonstration: one-click people, mail goes to the log, loopback only. Marks the data folder for ever."`
	MetricsAddr    string `env:"METRICS_ADDR" envDefault:"127.0.0.1:9090" doc:"Where GET /metrics is served (Prometheus); off for nowhere."`
	Profile        string `env:"PROFILE" envDefault:"off" doc:"on: also serve CPU and heap profiles (/debug/pprof) beside the metrics, which must then be on a loopback address."`
	LogLevel       string `env:"LOG" envDefault:"info" doc:"Least level that is logged: debug, info, warn or error."`
	Rate           string `env:"RATE" envDefault:"on" doc:"Rate limits: on, or off for a benchmark, which only a loopback address may ask for."`
	ClientIPHeader string `env:"CLIENT_IP_HEADER" doc:"Header in which the proxy in front writes the client's address, overwriting what came, for example X-Real-IP. Empty: the connection's own address."`

	Mongo Mongo
	Meili Meili
	S3    S3
	Mail  Mail
}

// Mongo chooses MongoDB for documents; without a URI they are kept in SQLite.
type Mongo struct {
	URI Secret `env:"MONGODB_URI" doc:"MongoDB address with the database's name, for example mongodb://host/jemaa?replicaSet=rs0. Empty: SQLite in the data folder."`
}

// Meili chooses Meilisearch; without a URL search is embedded.
type Meili struct {
	URL string `env:"MEILI_URL" doc:"Meilisearch address (1.48.2 or later). Empty: an index in the data folder."`
	Key Secret `env:"MEILI_KEY" doc:"Meilisearch API key."`
}

// S3 chooses MinIO or any S3 server for photos; without an endpoint they are
// files.
type S3 struct {
	Endpoint  string `env:"S3_ENDPOINT" doc:"MinIO or any S3 server, host:port. Empty: files in the data folder."`
	Bucket    string `env:"S3_BUCKET" envDefault:"jemaa" doc:"Name of the bucket."`
	AccessKey string `env:"S3_ACCESS_KEY" doc:"Access key."`
	SecretKey Secret `env:"S3_SECRET_KEY" doc:"Secret key."`
	Region    string `env:"S3_REGION" envDefault:"us-east-1" doc:"Region that requests are signed for."`
	TLS       bool   `env:"S3_TLS" envDefault:"false" doc:"Speak HTTPS to the endpoint."`
}

// Mail chooses an SMTP server; without one, mail is written to the log, which
// only a loopback address may do.
type Mail struct {
	SMTP Secret `env:"SMTP_URL" doc:"Mail server, for example smtps://user:password@mail.example:465 or smtp://mail.example:587. Empty: mail goes to the log."`
	From string `env:"MAIL_FROM" doc:"Sender of all mail, for example Jemaa <no-reply@jemaa.example>."`
}

const prefix = "JEMAA_"

// Load reads the settings from an environment ("KEY=value" pairs, such as
// os.Environ gives), fills in defaults and validates.
func Load(environ []string) (Config, error) {
	var c Config
	err := env.ParseWithOptions(&c, env.Options{Prefix: prefix, Environment: env.ToMap(environ)})
	if err != nil {
		return Config{}, fmt.Errorf("config: %w", err)
	}
	if err := known(environ); err != nil {
		return Config{}, err
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://" + c.Addr
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	return c, c.Validate()
}

// known refuses a misspelt JEMAA_ variable: silence would run with a default.
func known(environ []string) error {
	names := map[string]bool{}
	for _, r := range rows() {
		names[r.name] = true
	}
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, prefix) && !names[name] && !outside(name) {
			return fmt.Errorf("config: %s: no such setting", name)
		}
	}
	return nil
}

// outside are variables of the tests and the build, not of the program.
func outside(name string) bool {
	name = strings.TrimPrefix(name, prefix)
	return strings.HasPrefix(name, "TEST_") || slices.Contains([]string{"TOOLS", "CHROMIUM", "BENCH", "VERDICT"}, name)
}

// Validate checks what holds between settings and says what to do.
func (c Config) Validate() error {
	for _, check := range []func() error{c.checkAddresses, c.checkDemo, c.checkPublic, c.checkEngines, c.checkLog, c.checkRate, c.checkProfile} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (c Config) checkAddresses() error {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return fmt.Errorf("config: JEMAA_ADDR: %q is not host:port: %w", c.Addr, err)
	}
	if c.MetricsAddr != "off" {
		if _, _, err := net.SplitHostPort(c.MetricsAddr); err != nil {
			return fmt.Errorf("config: JEMAA_METRICS_ADDR: %q is neither host:port nor off: %w", c.MetricsAddr, err)
		}
	}
	u, err := url.Parse(c.PublicURL)
	switch {
	case err != nil:
		return fmt.Errorf("config: JEMAA_PUBLIC_URL: %w", err)
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return fmt.Errorf("config: JEMAA_PUBLIC_URL: %q must begin with https:// or http:// and name a host", c.PublicURL)
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return fmt.Errorf("config: JEMAA_PUBLIC_URL: %q must end after the host", c.PublicURL)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return fmt.Errorf("config: JEMAA_PUBLIC_URL: %q: a public address needs https, or sign-in cookies travel in the open", c.PublicURL)
	}
	if s, err := url.Parse(c.SourceURL); c.SourceURL != "" && (err != nil || s.Scheme != "https" && s.Scheme != "http" || s.Host == "") {
		return fmt.Errorf("config: JEMAA_SOURCE_URL: %q must begin with https:// or http:// and name a host", c.SourceURL)
	}
	if c.Data == "" {
		return fmt.Errorf("config: JEMAA_DATA: empty")
	}
	return nil
}

func (c Config) checkDemo() error {
	if !c.Demo {
		return nil
	}
	host, _, _ := net.SplitHostPort(c.Addr)
	if !loopback(host) {
		return fmt.Errorf("config: JEMAA_DEMO: a demonstration lets anybody be an admin, so it listens on loopback only, not on %q", c.Addr)
	}
	if !c.Local() {
		return fmt.Errorf("config: JEMAA_DEMO: a demonstration has no public address: unset JEMAA_PUBLIC_URL (%s)", c.PublicURL)
	}
	return nil
}

func (c Config) checkPublic() error {
	if c.Local() || c.Mail.SMTP != "" {
		return nil
	}
	return fmt.Errorf("config: JEMAA_SMTP_URL: %s is a public address, and without a mail server nobody could sign in: "+
		"set JEMAA_SMTP_URL and JEMAA_MAIL_FROM", c.PublicURL)
}

func (c Config) checkEngines() error {
	if c.Mail.SMTP != "" && c.Mail.From == "" {
		return fmt.Errorf("config: JEMAA_MAIL_FROM: empty, with JEMAA_SMTP_URL set")
	}
	if c.S3.Endpoint != "" && (c.S3.AccessKey == "" || c.S3.SecretKey == "" || c.S3.Bucket == "" || c.S3.Region == "") {
		return fmt.Errorf("config: JEMAA_S3_ENDPOINT: also needs JEMAA_S3_ACCESS_KEY, JEMAA_S3_SECRET_KEY, JEMAA_S3_BUCKET and JEMAA_S3_REGION")
	}
	if u, err := url.Parse(c.Meili.URL); err != nil || (c.Meili.URL != "" && u.Host == "") {
		return fmt.Errorf("config: JEMAA_MEILI_URL: %q is not an http address", c.Meili.URL)
	}
	return nil
}

func (c Config) checkLog() error {
	switch c.LogLevel {
	case "debug", "info", "warn", "error":
		return nil
	}
	return fmt.Errorf("config: JEMAA_LOG: %q is none of debug, info, warn, error", c.LogLevel)
}

func (c Config) checkRate() error {
	host, _, _ := net.SplitHostPort(c.Addr)
	switch {
	case c.Rate == "on", c.Rate == "":
		return nil
	case c.Rate != "off":
		return fmt.Errorf("config: JEMAA_RATE: %q is neither on nor off", c.Rate)
	case !loopback(host) || !c.Local():
		return fmt.Errorf("config: JEMAA_RATE: only a server on a loopback address, without a public one, may do without rate limits")
	}
	return nil
}

func (c Config) checkProfile() error {
	host, _, _ := net.SplitHostPort(c.MetricsAddr)
	switch {
	case c.Profile == "off", c.Profile == "":
		return nil
	case c.Profile != "on":
		return fmt.Errorf("config: JEMAA_PROFILE: %q is neither on nor off", c.Profile)
	case !loopback(host):
		return fmt.Errorf("config: JEMAA_PROFILE: a profile tells what is in memory: set JEMAA_METRICS_ADDR to a loopback address, not %q", c.MetricsAddr)
	}
	return nil
}

// Local tells whether the public address is this machine alone.
func (c Config) Local() bool {
	u, err := url.Parse(c.PublicURL)
	return err == nil && loopback(u.Hostname())
}

// Secure tells whether people come by https.
func (c Config) Secure() bool { return strings.HasPrefix(c.PublicURL, "https://") }

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
