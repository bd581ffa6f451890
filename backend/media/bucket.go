package media

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"jemaa/backend/civic"
)

// MaxObject is the most bytes one object may have: 16 MiB, above the largest
// upload and below the size where S3 servers want several parts.
const MaxObject = 16 << 20

// MaxKey is the most bytes a key may have, so that it fits a file name.
const MaxKey = 200

// The causes that a Bucket's errors wrap. Each error is also a civic.Error, of
// kind NotFound (code "media.not_found") or Unavailable ("media.unavailable").
var (
	ErrNotFound    = errors.New("no such object")
	ErrUnavailable = errors.New("bucket unavailable")
	ErrClosed      = errors.New("bucket closed") // always beside ErrUnavailable
)

// Stat tells about an object without its bytes.
type Stat struct {
	Key         string
	Size        int64  // bytes
	ContentType string // by the key's extension, see ContentType
	ETag        string // opaque, without quotes; changes when the bytes are replaced
	ModifiedAt  time.Time
}

// Object is an object with its bytes.
type Object struct {
	Stat
	Body []byte
}

// Bucket keeps bytes under keys. Put replaces whole objects: a reader sees the
// old bytes or the new ones, and a Put that returned nil is on disk. Objects are
// at most MaxObject bytes, so they travel as slices, which a retry can send
// again; a Bucket neither keeps nor changes the slice it is given.
//
// Errors: a key that ValidKey refuses is civic.KindInvalid "media.key"; too many
// bytes is civic.KindTooLarge "media.too_large"; a missing object wraps
// ErrNotFound; everything else, a context that ended included, wraps
// ErrUnavailable and what caused it. All methods may be called concurrently.
type Bucket interface {
	Put(ctx context.Context, key string, body []byte) error
	Get(ctx context.Context, key string) (Object, error)
	Stat(ctx context.Context, key string) (Stat, error)
	// Delete removes an object; one that is not there is no error.
	Delete(ctx context.Context, key string) error
	// Ping tells whether the bucket could take a Put now.
	Ping(ctx context.Context) error
	// Close lets go of the engine; every later call fails with ErrClosed.
	Close() error
}

// contentTypes are the kinds of object there are. A key says what it holds, so
// that no engine has to remember it and none can disagree.
var contentTypes = map[string]string{
	".jpg":  "image/jpeg",
	".png":  "image/png",
	".json": "application/json",
	".pdf":  "application/pdf",
	".zip":  "application/zip",
}

// ContentType is the media type of what lies under a key, by its extension;
// "application/octet-stream" for any other.
func ContentType(key string) string {
	if t, ok := contentTypes[path.Ext(key)]; ok {
		return t
	}
	return "application/octet-stream"
}

// PhotoKey is where a photo's rendition lies: "photos/{id in lower case}/{edge}.jpg".
func PhotoKey(id civic.ID, edge int) string {
	return "photos/" + strings.ToLower(string(id)) + "/" + strconv.Itoa(edge) + ".jpg"
}

// ValidKey accepts 1 to MaxKey bytes of [a-z0-9._-] in segments parted by single
// slashes, each beginning with a letter or a digit: no traversal, no hidden
// files, and no two keys that a file system takes for one. The error is of
// kind Invalid with code "media.key".
func ValidKey(key string) error {
	if len(key) == 0 || len(key) > MaxKey {
		return civic.Invalid("media.key", "key")
	}
	start := true // of a segment
	for i := range len(key) {
		c := key[i]
		alnum := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		inner := c == '/' || c == '.' || c == '_' || c == '-'
		if !alnum && (start || !inner) {
			return civic.Invalid("media.key", "key")
		}
		start = c == '/'
	}
	if start {
		return civic.Invalid("media.key", "key")
	}
	return nil
}

// ValidObject checks what a Bucket is asked to put: ValidKey, then the size.
func ValidObject(key string, body []byte) error {
	if err := ValidKey(key); err != nil {
		return err
	}
	if len(body) > MaxObject {
		return civic.Fail(civic.KindTooLarge, "media.too_large").With("max", MaxObject)
	}
	return nil
}

// Missing is the error of an object that is not there; op is "engine: verb: key".
func Missing(op string) error {
	return civic.NotFound("media.not_found").By(fmt.Errorf("%s: %w", op, ErrNotFound))
}

// Unavailable is the error of an engine that could not do its work.
func Unavailable(op string, cause error) error {
	return civic.Fail(civic.KindUnavailable, "media.unavailable").
		By(fmt.Errorf("%s: %w: %w", op, ErrUnavailable, cause))
}
