// Package disk keeps a bucket's objects as files under one folder: the engine of
// a small machine.
//
// An object is written to a folder of its own for unfinished files, forced to the
// disk, and only then renamed to where readers look; the rename is forced too. So
// a kill or a full disk leaves the old object or the new one, never half a file,
// and what Put acknowledged survives a power cut. Files are spread over 256
// folders by a hash of their key, and a key is one file name, so that no key is
// another's folder.
package disk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"jemaa/backend/media"
)

const (
	unfinished = "unfinished" // folder of files being written
	stale      = time.Hour    // an unfinished file older than this was left by a kill
)

// Bucket is a media.Bucket on a folder. It may be shared by goroutines, and its
// folder by processes.
type Bucket struct {
	root   *os.Root
	closed atomic.Bool
	write  func(f io.Writer, body []byte) error // a test fills the disk here
}

var _ media.Bucket = (*Bucket)(nil)

// Open makes a bucket of a folder, which is created (0700) if it is not there, and
// sweeps what a killed process left unfinished.
func Open(folder string) (*Bucket, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("disk: open: %w", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("disk: open: %w", err)
	}
	b := &Bucket{root: root, write: writeAll}
	if err := b.prepare(); err != nil {
		_ = root.Close()
		return nil, fmt.Errorf("disk: open: %w", err)
	}
	return b, nil
}

// prepare makes every folder there will ever be, so that a Put has none to make
// and to force to the disk.
func (b *Bucket) prepare() error {
	names := []string{unfinished}
	for i := range 256 {
		names = append(names, fmt.Sprintf("%02x", i))
	}
	for _, name := range names {
		if err := b.root.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	if err := b.force("."); err != nil {
		return err
	}
	left, err := fs.ReadDir(b.root.FS(), unfinished)
	if err != nil {
		return err
	}
	for _, f := range left {
		if info, err := f.Info(); err == nil && time.Since(info.ModTime()) > stale {
			_ = b.root.Remove(unfinished + "/" + f.Name())
		}
	}
	return nil
}

// place is the folder and the file of a key. "~" is in no key.
func place(key string) (folder, file string) {
	sum := sha256.Sum256([]byte(key))
	folder = fmt.Sprintf("%02x", sum[0])
	return folder, folder + "/" + strings.ReplaceAll(key, "/", "~")
}

// Put implements media.Bucket.
func (b *Bucket) Put(ctx context.Context, key string, body []byte) error {
	if err := media.ValidObject(key, body); err != nil {
		return err
	}
	op := "disk: put: " + key
	if err := b.open(ctx); err != nil {
		return media.Unavailable(op, err)
	}
	temp := unfinished + "/" + rand.Text()
	if err := b.finish(ctx, temp, key, body); err != nil {
		_ = b.root.Remove(temp)
		return media.Unavailable(op, err)
	}
	return nil
}

// finish writes a file at temp and moves it to its key.
func (b *Bucket) finish(ctx context.Context, temp, key string, body []byte) error {
	f, err := b.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = b.write(f, body)
	if err == nil {
		// The kernel stamps files in steps of some milliseconds; the ETag needs finer ones.
		now := time.Now()
		err = b.root.Chtimes(temp, now, now)
	}
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	folder, file := place(key)
	if err := b.root.Rename(temp, file); err != nil {
		return err
	}
	return b.force(folder)
}

// Get implements media.Bucket.
func (b *Bucket) Get(ctx context.Context, key string) (media.Object, error) {
	f, stat, err := b.find(ctx, "get", key)
	if err != nil {
		return media.Object{}, err
	}
	defer f.Close()
	op := "disk: get: " + key
	if stat.Size > media.MaxObject {
		return media.Object{}, media.Unavailable(op, errors.New("larger than any object"))
	}
	body := make([]byte, stat.Size)
	if _, err := io.ReadFull(f, body); err != nil {
		return media.Object{}, media.Unavailable(op, err)
	}
	return media.Object{Stat: stat, Body: body}, nil
}

// Stat implements media.Bucket.
func (b *Bucket) Stat(ctx context.Context, key string) (media.Stat, error) {
	f, stat, err := b.find(ctx, "stat", key)
	if err != nil {
		return media.Stat{}, err
	}
	return stat, f.Close()
}

// find opens a key's file and describes what was opened, so that a Put in between
// can't mix two objects.
func (b *Bucket) find(ctx context.Context, verb, key string) (*os.File, media.Stat, error) {
	if err := media.ValidKey(key); err != nil {
		return nil, media.Stat{}, err
	}
	op := "disk: " + verb + ": " + key
	if err := b.open(ctx); err != nil {
		return nil, media.Stat{}, media.Unavailable(op, err)
	}
	_, file := place(key)
	f, err := b.root.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, media.Stat{}, media.Missing(op)
	}
	if err != nil {
		return nil, media.Stat{}, media.Unavailable(op, err)
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, media.Stat{}, media.Unavailable(op, err)
	}
	return f, media.Stat{
		Key: key, Size: info.Size(), ContentType: media.ContentType(key),
		ETag:       fmt.Sprintf("%x-%x", info.ModTime().UnixNano(), info.Size()),
		ModifiedAt: info.ModTime().UTC(),
	}, nil
}

// Delete implements media.Bucket.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	if err := media.ValidKey(key); err != nil {
		return err
	}
	op := "disk: delete: " + key
	if err := b.open(ctx); err != nil {
		return media.Unavailable(op, err)
	}
	folder, file := place(key)
	err := b.root.Remove(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = b.force(folder)
	}
	if err != nil {
		return media.Unavailable(op, err)
	}
	return nil
}

// Ping implements media.Bucket: it makes a file and removes it.
func (b *Bucket) Ping(ctx context.Context) error {
	err := b.open(ctx)
	if err == nil {
		temp := unfinished + "/" + rand.Text()
		err = b.root.WriteFile(temp, nil, 0o600)
		err = errors.Join(err, b.root.Remove(temp))
	}
	if err != nil {
		return media.Unavailable("disk: ping", err)
	}
	return nil
}

// Close implements media.Bucket.
func (b *Bucket) Close() error {
	if b.closed.Swap(true) {
		return nil
	}
	return b.root.Close()
}

// open tells why nothing can be done, if so.
func (b *Bucket) open(ctx context.Context) error {
	if b.closed.Load() {
		return media.ErrClosed
	}
	return ctx.Err()
}

// force puts a folder's names on the disk.
func (b *Bucket) force(folder string) error {
	d, err := b.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func writeAll(f io.Writer, body []byte) error {
	_, err := f.Write(body)
	return err
}
