package push

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// declarative is the shape that a browser can show by itself (Declarative Web
// Push, 8030 being its marker) and that a service worker reads just as well.
type declarative struct {
	WebPush      int          `json:"web_push"`
	Notification notification `json:"notification"`
}

type notification struct {
	Title    string `json:"title"`
	Body     string `json:"body,omitempty"`
	Lang     string `json:"lang"`
	Dir      string `json:"dir"`
	Navigate string `json:"navigate"` // absolute
	Tag      string `json:"tag"`      // the next one of the same tag takes its place
	Data     data   `json:"data"`
}

type data struct {
	ID   string `json:"id"`
	Path string `json:"path"`
}

// A record is encrypted whole, padded to its size, so that its length tells
// nothing; payload is what fits beside the header (86 bytes), the tag (16) and
// the delimiter (RFC 8188 2.1).
type size struct {
	record  uint32
	payload int
}

var (
	usual  = size{2048, 1900}
	shrunk = size{1024, 880} // after a 413
)

// payload writes a note's JSON in at most limit bytes, cutting the body and then
// the title.
func payload(n Note, publicURL string, limit int) ([]byte, error) {
	d := declarative{8030, notification{
		Title: cut(n.Title, 120), Body: n.Body, Lang: string(n.Lang), Dir: n.Lang.Dir(),
		Navigate: publicURL + n.Path, Tag: topic(n.Topic), Data: data{n.ID, n.Path},
	}}
	for room := 1000; ; room /= 2 {
		d.Notification.Body = cut(n.Body, room)
		if room < 16 {
			d.Notification.Body, d.Notification.Title = "", cut(n.Title, 40)
		}
		b, err := json.Marshal(d)
		if err != nil {
			return nil, fmt.Errorf("push: payload: %w", err)
		}
		if len(b) <= limit {
			return b, nil
		}
		if room < 16 {
			return nil, fmt.Errorf("push: payload: %d bytes, at most %d", len(b), limit)
		}
	}
}

// cut shortens a text to at most n characters, the last of them an ellipsis.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	i := 0
	for at := range s {
		if i == n-1 {
			return s[:at] + "…"
		}
		i++
	}
	return s
}

// topic is a subject's Topic header: at most 32 characters of base64url (RFC 8030
// 5.4), and a hash, because the push service reads it.
func topic(s string) string {
	sum := sha256.Sum256([]byte(s))
	return encode(sum[:])[:32]
}
