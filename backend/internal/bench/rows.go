package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// caller is a resident who asks a lot.
type caller struct {
	base   string
	conns  int
	client *http.Client
	token  string

	areas      []area
	categories []string
	ids        []string // of open reports of others, the youngest first
}

type area struct {
	Code     string `json:"code"`
	Centroid struct {
		Lon float64 `json:"lon"`
		Lat float64 `json:"lat"`
	} `json:"centroid"`
}

func newCaller(base string, conns int) *caller {
	return &caller{base: base, conns: conns, client: &http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: conns, MaxConnsPerHost: conns, DisableCompression: true},
	}}
}

// supportable is how many reports the caller learns of: each is supported once.
const supportable = 20_000

// learn signs in and reads what the questions are made of.
func (c *caller) learn(ctx context.Context) error {
	var in struct {
		Token string `json:"token"`
	}
	if err := c.talk(ctx, http.MethodPost, "/api/v1/auth/demo", map[string]any{"persona": "resident", "bearer": true}, &in); err != nil {
		return err
	}
	c.token = in.Token
	var city struct {
		Areas      []area `json:"areas"`
		Categories []struct {
			Code      string            `json:"code"`
			Questions []json.RawMessage `json:"questions"`
		} `json:"categories"`
	}
	if err := c.talk(ctx, http.MethodGet, "/api/v1/city", nil, &city); err != nil {
		return err
	}
	c.areas = city.Areas
	for _, k := range city.Categories {
		if len(k.Questions) == 0 { // a report of it needs no answers
			c.categories = append(c.categories, k.Code)
		}
	}
	if len(c.areas) == 0 || len(c.categories) == 0 {
		return errors.New("the city has no areas, or questions in every category")
	}
	return c.learnReports(ctx)
}

func (c *caller) learnReports(ctx context.Context) error {
	for after := ""; len(c.ids) < supportable; {
		var page struct {
			Items []struct {
				ID   string `json:"id"`
				Mine bool   `json:"mine"`
			} `json:"items"`
			Next string `json:"next"`
		}
		path := "/api/v1/reports?sort=new&status=submitted&limit=100&after=" + url.QueryEscape(after)
		if err := c.talk(ctx, http.MethodGet, path, nil, &page); err != nil {
			return err
		}
		for _, r := range page.Items {
			if !r.Mine {
				c.ids = append(c.ids, r.ID)
			}
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if len(c.ids) == 0 {
		return errors.New("the city holds no open report")
	}
	return nil
}

func (c *caller) talk(ctx context.Context, method, path string, in, out any) error {
	req, err := c.request(method, path, in)
	if err != nil {
		return err
	}
	res, err := c.client.Do(req.WithContext(ctx))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode/100 != 2 {
		return errors.Join(err, fmt.Errorf("%s %s: %s: %s", method, path, res.Status, body))
	}
	return json.Unmarshal(body, out)
}

func (c *caller) request(method, path string, in any) (*http.Request, error) {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, c.base+path, body)
	if err != nil {
		return nil, err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	return req, nil
}

var (
	statuses = []string{"submitted", "acknowledged", "in_progress", "resolved", "declined"}
	words    = []string{"trou", "poubelle", "lampadaire", "حفرة", "الزبل", "zbel", "fuite", "trottoir", "rubbish", "éclairage", "eau", "chaussee", "bruit", "stationnement"}
)

func (c *caller) rows() []row {
	get := func(path func(n int) string) func(int) (*http.Request, error) {
		return func(n int) (*http.Request, error) { return c.request(http.MethodGet, path(n), nil) }
	}
	anArea := func(n int) string { return c.areas[n%len(c.areas)].Code }
	supported := make([]string, len(c.ids))
	copy(supported, c.ids)
	slices.Reverse(supported)
	return []row{
		{"list 20 by status and area", get(func(n int) string {
			return "/api/v1/reports?sort=new&limit=20&area=" + anArea(n) + "&status=" + statuses[n/7%len(statuses)]
		})},
		{"get one report", get(func(n int) string { return "/api/v1/reports/" + c.ids[n*7919%len(c.ids)] })},
		{"create a report", c.create},
		{"support a report", func(n int) (*http.Request, error) {
			if n > len(supported) {
				return nil, errors.New("every report that was known is supported")
			}
			return c.request(http.MethodPut, "/api/v1/reports/"+supported[n-1]+"/support", nil)
		}},
		{"search 20 with four facets", get(func(n int) string {
			return "/api/v1/search?limit=20&facets=area,category,status,authority&q=" + url.QueryEscape(words[n%len(words)])
		})},
		{"search 20, filtered, with a typo", get(func(n int) string {
			w := []rune(words[n%len(words)])
			if len(w) > 5 {
				w[3] = 'x'
			}
			return "/api/v1/search?limit=20&area=" + anArea(n) + "&q=" + url.QueryEscape(string(w))
		})},
		{"map tile, city to street", get(c.tile)},
	}
}

func (c *caller) create(n int) (*http.Request, error) {
	a := c.areas[n%len(c.areas)]
	text := fmt.Sprintf("Un trou profond au milieu de la chaussée, devant le numéro %d. Les motos l'évitent au dernier moment.", n)
	return c.request(http.MethodPut, "/api/v1/reports/"+ulid(), map[string]any{
		"category": c.categories[n%len(c.categories)], "title": "Nid-de-poule", "description": text, "lang": "fr", "location": a.Centroid,
	})
}

// tile is one of the tiles around an area's middle, from the whole city's zoom to
// a street's.
func (c *caller) tile(n int) string {
	a, z := c.areas[n%len(c.areas)], 11+n/len(c.areas)%7
	side := math.Exp2(float64(z))
	lat := a.Centroid.Lat * math.Pi / 180
	x := int((a.Centroid.Lon + 180) / 360 * side)
	y := int((1 - math.Log(math.Tan(lat)+1/math.Cos(lat))/math.Pi) / 2 * side)
	return fmt.Sprintf("/tiles/reports/%d/%d/%d.mvt", z, x, y)
}

// ulid makes an id as phones do: 48 bits of milliseconds and 80 random ones.
func ulid() string {
	const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], uint64(time.Now().UnixMilli())<<16)
	_, _ = rand.Read(b[6:]) // never fails
	var out strings.Builder
	for i := range 26 { // 130 bits, the first two of them 0
		v := 0
		for bit := i*5 - 2; bit < i*5+3; bit++ {
			v <<= 1
			if bit >= 0 {
				v |= int(b[bit/8]>>(7-bit%8)) & 1
			}
		}
		out.WriteByte(crockford[v])
	}
	return out.String()
}
