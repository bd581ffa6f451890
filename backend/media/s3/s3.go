// Package s3 keeps a bucket's objects in MinIO or any other S3 server: the engine
// of a city on several machines.
//
// It speaks only PutObject, GET, HEAD and DELETE, so that one server can take
// another's place; a bucket that is missing is made by Ping, if the keys allow
// it. Bodies are signed whole and can be sent again, every call has a deadline,
// and connections are bounded, so that a store that hangs delays some requests
// and not the program.
package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"jemaa/backend/media"
)

const (
	attempts       = 3 // of one call, within its deadline
	connections    = 32
	defaultTimeout = 10 * time.Second
	dialTimeout    = 3 * time.Second
)

// Config says where the objects are.
type Config struct {
	Endpoint  string // host:port
	Bucket    string
	AccessKey string
	SecretKey string
	Region    string        // requests are signed for it; "us-east-1" for MinIO
	TLS       bool          // speak HTTPS
	Timeout   time.Duration // of one call with its retries; 0 means 10 s
}

// Bucket is a media.Bucket on an S3 server.
type Bucket struct {
	core      minio.Core
	transport *http.Transport
	name      string
	region    string
	timeout   time.Duration
	closed    atomic.Bool
}

var _ media.Bucket = (*Bucket)(nil)

// New makes a bucket without calling the server, so that a program can start
// before its store; call Ping to see whether it is there. The error is about the
// configuration.
func New(c Config) (*Bucket, error) {
	if c.Region == "" || c.Bucket == "" {
		return nil, errors.New("s3: new: no region or no bucket") // without a region, signing asks the server for it
	}
	transport := &http.Transport{
		DialContext:           (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout:   dialTimeout,
		MaxConnsPerHost:       connections,
		MaxIdleConnsPerHost:   connections,
		IdleConnTimeout:       time.Minute,
		ExpectContinueTimeout: time.Second,
		DisableCompression:    true,
	}
	core, err := minio.NewCore(c.Endpoint, &minio.Options{
		Creds:        credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""),
		Secure:       c.TLS,
		Transport:    transport,
		Region:       c.Region,
		BucketLookup: minio.BucketLookupPath,
		MaxRetries:   attempts,
	})
	if err != nil {
		return nil, fmt.Errorf("s3: new: %w", err)
	}
	b := &Bucket{core: *core, transport: transport, name: c.Bucket, region: c.Region, timeout: c.Timeout}
	if b.timeout <= 0 {
		b.timeout = defaultTimeout
	}
	return b, nil
}

// Put implements media.Bucket.
func (b *Bucket) Put(ctx context.Context, key string, body []byte) error {
	if err := media.ValidObject(key, body); err != nil {
		return err
	}
	return b.call(ctx, "put: "+key, func(ctx context.Context) error {
		sum := sha256.Sum256(body)
		_, err := b.core.PutObject(ctx, b.name, key, bytes.NewReader(body), int64(len(body)),
			"", hex.EncodeToString(sum[:]),
			minio.PutObjectOptions{ContentType: media.ContentType(key), DisableContentSha256: true})
		return err
	})
}

// Get implements media.Bucket.
func (b *Bucket) Get(ctx context.Context, key string) (media.Object, error) {
	if err := media.ValidKey(key); err != nil {
		return media.Object{}, err
	}
	var o media.Object
	err := b.call(ctx, "get: "+key, func(ctx context.Context) error {
		r, info, _, err := b.core.GetObject(ctx, b.name, key, minio.GetObjectOptions{})
		if err != nil {
			return err
		}
		defer r.Close()
		if info.Size < 0 || info.Size > media.MaxObject {
			return fmt.Errorf("object of %d bytes", info.Size)
		}
		o = media.Object{Stat: stat(key, info), Body: make([]byte, info.Size)}
		_, err = io.ReadFull(r, o.Body)
		return err
	})
	if err != nil {
		return media.Object{}, err
	}
	return o, nil
}

// Stat implements media.Bucket.
func (b *Bucket) Stat(ctx context.Context, key string) (media.Stat, error) {
	if err := media.ValidKey(key); err != nil {
		return media.Stat{}, err
	}
	var s media.Stat
	err := b.call(ctx, "stat: "+key, func(ctx context.Context) error {
		info, err := b.core.StatObject(ctx, b.name, key, minio.StatObjectOptions{})
		s = stat(key, info)
		return err
	})
	if err != nil {
		return media.Stat{}, err
	}
	return s, nil
}

func stat(key string, info minio.ObjectInfo) media.Stat {
	return media.Stat{
		Key: key, Size: info.Size, ContentType: media.ContentType(key),
		ETag: info.ETag, ModifiedAt: info.LastModified.UTC(),
	}
}

// Delete implements media.Bucket.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	if err := media.ValidKey(key); err != nil {
		return err
	}
	err := b.call(ctx, "delete: "+key, func(ctx context.Context) error {
		return b.core.RemoveObject(ctx, b.name, key, minio.RemoveObjectOptions{})
	})
	if errors.Is(err, media.ErrNotFound) {
		return nil // what some servers answer
	}
	return err
}

// Ping implements media.Bucket: it looks for the bucket and makes it when it is
// missing.
func (b *Bucket) Ping(ctx context.Context) error {
	return b.call(ctx, "ping", func(ctx context.Context) error {
		there, err := b.core.BucketExists(ctx, b.name)
		if err != nil || there {
			return err
		}
		err = b.core.MakeBucket(ctx, b.name, minio.MakeBucketOptions{Region: b.region})
		if code := minio.ToErrorResponse(err).Code; code == minio.BucketAlreadyOwnedByYou || code == minio.BucketAlreadyExists {
			return nil // another process was faster
		}
		return err
	})
}

// Close implements media.Bucket.
func (b *Bucket) Close() error {
	b.closed.Store(true)
	b.transport.CloseIdleConnections()
	return nil
}

// call runs one operation within its deadline and turns its error into the
// port's.
func (b *Bucket) call(ctx context.Context, op string, do func(context.Context) error) error {
	op = "s3: " + op
	if b.closed.Load() {
		return media.Unavailable(op, media.ErrClosed)
	}
	ctx, cancel := context.WithTimeout(ctx, b.timeout)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return media.Unavailable(op, err)
	}
	err := do(ctx)
	switch {
	case err == nil:
		return nil
	case minio.ToErrorResponse(err).Code == minio.NoSuchKey:
		return media.Missing(op)
	case ctx.Err() != nil:
		return media.Unavailable(op, ctx.Err())
	}
	return media.Unavailable(op, err)
}
