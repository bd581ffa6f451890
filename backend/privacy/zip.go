package privacy

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"jemaa/backend/civic"
)

// zipOf makes a ZIP of some things: for each list its records as JSON and as CSV, and
// the files. lists counts the parts that a list is in, so that each has its own name.
func zipOf(items []civic.Own, lists map[string]int) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	byList := map[string][]any{}
	for _, item := range items {
		if item.List != "" {
			byList[item.List] = append(byList[item.List], item.Data)
		}
		if item.File != "" {
			if err := add(z, item.File, item.Body); err != nil {
				return nil, err
			}
		}
	}
	for _, list := range slices.Sorted(maps.Keys(byList)) {
		lists[list]++
		name := list
		if n := lists[list]; n > 1 {
			name = fmt.Sprintf("%s-%d", list, n)
		}
		text, err := json.MarshalIndent(byList[list], "", "  ")
		if err != nil {
			return nil, fmt.Errorf("privacy: zip: %s: %w", list, err)
		}
		table, err := csvOf(byList[list])
		if err != nil {
			return nil, fmt.Errorf("privacy: zip: %s: %w", list, err)
		}
		if err := firstOf(add(z, name+".json", text), add(z, name+".csv", table)); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("privacy: zip: %w", err)
	}
	return out.Bytes(), nil
}

func add(z *zip.Writer, name string, body []byte) error {
	method := zip.Deflate
	if strings.HasSuffix(name, ".jpg") { // compressed already
		method = zip.Store
	}
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err == nil {
		_, err = w.Write(body)
	}
	if err != nil {
		return fmt.Errorf("privacy: zip: %s: %w", name, err)
	}
	return nil
}

// Download is a takeout on its way to its owner.
type Download struct {
	Name string // of the file
	s    *Service
	t    *takeout
}

// Fetch gives the actor their takeout. Errors: Unauthenticated "auth.required"; Denied
// "auth.fresh_needed"; NotFound "privacy.no_takeout" when none is ready.
func (s *Service) Fetch(ctx context.Context, actor civic.Actor) (*Download, error) {
	if err := s.freshly(actor); err != nil {
		return nil, err
	}
	t, err := s.takeouts.Get(ctx, string(actor.ID))
	if err != nil && !gone(err) {
		return nil, fmt.Errorf("privacy: fetch: %w", err)
	}
	if err != nil || t.State != Ready || !t.ExpiresAt.After(s.Clock.Now().Time) {
		return nil, civic.NotFound("privacy.no_takeout")
	}
	return &Download{"jemaa-" + t.ReadyAt.UTC().Format("2006-01-02") + ".zip", s, t}, nil
}

// WriteTo writes the parts as one ZIP, without packing anything anew; alive is called
// before each.
func (d *Download) WriteTo(ctx context.Context, w io.Writer, alive func()) error {
	z := zip.NewWriter(w)
	for n := range d.t.Parts {
		alive()
		part, err := d.s.getPart(ctx, d.t, n)
		if err != nil {
			return fmt.Errorf("privacy: fetch: %w", err)
		}
		r, err := zip.NewReader(bytes.NewReader(part), int64(len(part)))
		if err != nil {
			return fmt.Errorf("privacy: fetch: part %d: %w", n, err)
		}
		for _, f := range r.File {
			if err := z.Copy(f); err != nil {
				return fmt.Errorf("privacy: fetch: %w", err)
			}
		}
		if err := z.Flush(); err != nil {
			return fmt.Errorf("privacy: fetch: %w", err)
		}
	}
	return z.Close()
}

// aboutZip is the part that says, in the owner's language, what the others are.
func aboutZip(t *takeout, now civic.Time) ([]byte, error) {
	lang := t.Lang
	if !lang.Valid() {
		lang = civic.French
	}
	text := fmt.Sprintf(readme[lang], now.UTC().Format("2006-01-02 15:04"))
	return zipOf([]civic.Own{{File: readmeName[lang], Body: []byte(text)}}, nil)
}
