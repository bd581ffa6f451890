package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/gofiber/fiber/v2"
	"github.com/klauspost/compress/gzip"
)

var problemType = []byte("application/problem")

// finish gives an answer its cookies, how long it may be kept and by whom, its
// ETag, and, when it is worth it and wanted, gzip.
func (d *Door) finish(c *fiber.Ctx, v *visit) error {
	for _, ck := range v.cookies {
		d.setCookie(c, ck.name, ck.value, ck.age)
	}
	res := c.Response()
	r := v.row
	if bytes.HasPrefix(res.Header.ContentType(), problemType) {
		c.Set(fiber.HeaderCacheControl, "no-store")
		return nil
	}
	d.cacheControl(c, v)
	if r.unsafe() || res.StatusCode() != http.StatusOK || res.IsBodyStream() {
		return nil
	}
	if len(c.GetRespHeader(fiber.HeaderETag)) == 0 {
		text := v.digest
		if text == nil {
			text = res.Body()
		}
		c.Set(fiber.HeaderETag, etagOf(v.rev, text))
	}
	if fresh(c.Get(fiber.HeaderIfNoneMatch), c.GetRespHeader(fiber.HeaderETag)) {
		res.ResetBody()
		c.Status(http.StatusNotModified)
		return nil
	}
	return d.shrink(c, v.row.cache)
}

// cacheControl keeps what a session was answered out of every shared cache.
func (d *Door) cacheControl(c *fiber.Ctx, v *visit) {
	r := v.row
	switch {
	case r.cache.own && c.GetRespHeader(fiber.HeaderCacheControl) != "":
	case r.unsafe() || r.need != anyone || v.actor.SignedIn() || len(v.cookies) > 0 || r.cache.age == 0:
		c.Set(fiber.HeaderCacheControl, "private, no-store")
	default:
		c.Set(fiber.HeaderCacheControl, maxAge(r.cache.age))
	}
	data := strings.HasPrefix(r.path, api) || strings.HasPrefix(r.path, "/tiles/")
	if data && !r.unsafe() && r.need == anyone && !v.actor.SignedIn() {
		c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	}
	if !r.cache.public && r.need == anyone {
		c.Vary(fiber.HeaderCookie, fiber.HeaderAuthorization)
	}
}

func maxAge(age time.Duration) string {
	return "public, max-age=" + strconv.Itoa(int(age/time.Second))
}

// etagOf names a body's content, with the revision of its document in front, so
// that If-Match can compare the revision alone.
func etagOf(rev int64, body []byte) string {
	sum := sha256.Sum256(body)
	etag := append(make([]byte, 0, 48), '"')
	if rev > 0 {
		etag = append(strconv.AppendInt(etag, rev, 10), '.')
	}
	return string(append(hex.AppendEncode(etag, sum[:9]), '"'))
}

// fresh compares weakly (RFC 9110 §13.1.2); the encodings of one content carry
// its name with a suffix.
func fresh(ifNoneMatch, etag string) bool {
	if ifNoneMatch == "" || etag == "" {
		return false
	}
	for _, given := range strings.Split(ifNoneMatch, ",") {
		given = strings.TrimPrefix(strings.TrimSpace(given), "W/")
		if given == "*" || plain(given) == plain(etag) {
			return true
		}
	}
	return false
}

// plain takes the encoding's suffix off an ETag.
func plain(etag string) string {
	for _, suffix := range []string{`-gz"`, `-br"`} {
		if strings.HasSuffix(etag, suffix) {
			return strings.TrimSuffix(etag, suffix) + `"`
		}
	}
	return etag
}

func suffixed(etag, suffix string) string {
	return strings.TrimSuffix(etag, `"`) + suffix + `"`
}

// worthIt is the least body that is compressed: below, one packet carries it.
const worthIt = 1200

var zippers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, 4)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// shrink compresses a text: quickly what is made for this answer, once and well
// what stays the same for everybody (the city, the contract). The web app's files
// come compressed.
func (d *Door) shrink(c *fiber.Ctx, kept cache) error {
	res := c.Response()
	if len(c.GetRespHeader(fiber.HeaderContentEncoding)) > 0 || len(res.Body()) < worthIt || !compressible(c) {
		return nil
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	accepted := c.Get(fiber.HeaderAcceptEncoding)
	if kept.public && kept.age >= time.Minute && accepts(accepted, "br") {
		res.SetBodyRaw(d.pressed.brotli(c.GetRespHeader(fiber.HeaderETag), res.Body()))
		c.Set(fiber.HeaderContentEncoding, "br")
		c.Set(fiber.HeaderETag, suffixed(c.GetRespHeader(fiber.HeaderETag), "-br"))
		return nil
	}
	if !accepts(accepted, "gzip") {
		return nil
	}
	var out limitless
	w := zippers.Get().(*gzip.Writer)
	defer zippers.Put(w)
	w.Reset(&out)
	if _, err := w.Write(res.Body()); err != nil {
		return fmt.Errorf("api: gzip: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("api: gzip: %w", err)
	}
	res.SetBodyRaw(out.b)
	c.Set(fiber.HeaderContentEncoding, "gzip")
	c.Set(fiber.HeaderETag, suffixed(c.GetRespHeader(fiber.HeaderETag), "-gz"))
	return nil
}

// press keeps the brotli form of the few long answers that stay the same, by
// their ETag.
type press struct {
	mu   sync.Mutex
	kept map[string][]byte
}

// maxPressed bounds a press: a handful of answers, a few languages each.
const maxPressed = 32

func (p *press) brotli(etag string, body []byte) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b, ok := p.kept[etag]; ok {
		return b
	}
	if p.kept == nil || len(p.kept) >= maxPressed {
		p.kept = map[string][]byte{}
	}
	var out limitless
	w := brotli.NewWriterLevel(&out, 9)
	_, _ = w.Write(body) // memory takes everything
	_ = w.Close()
	p.kept[etag] = out.b
	return out.b
}

// limitless grows as it is written to.
type limitless struct{ b []byte }

// Write never fails.
func (l *limitless) Write(p []byte) (int, error) {
	l.b = append(l.b, p...)
	return len(p), nil
}

func compressible(c *fiber.Ctx) bool {
	ct := string(c.Response().Header.ContentType())
	for _, kind := range []string{"application/json", "application/geo+json", "text/", "application/vnd.mapbox-vector-tile", "image/svg"} {
		if strings.HasPrefix(ct, kind) {
			return true
		}
	}
	return false
}

// accepts reads Accept-Encoding: an encoding counts unless its weight is zero.
func accepts(header, encoding string) bool {
	for _, part := range strings.Split(header, ",") {
		name, weight, weighted := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		q := strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
		return !weighted || strings.Trim(q, "0.") != ""
	}
	return false
}
