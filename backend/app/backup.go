package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"jemaa/backend/archive"
	"jemaa/backend/civic"
	"jemaa/backend/config"
	"jemaa/backend/media"
	"jemaa/backend/photo"
	"jemaa/backend/store/sqlite"
)

// The members of a backup. Keys and everything else that was invented once are
// documents; the search index is not in it, for it is filled from the documents.
const (
	dbMember      = "jemaa.db"
	profileMember = "city.yaml"     // the city's own files, when it is not the built-in one
	areasMember   = "areas.geojson" // likewise
	missingMember = "MISSING"       // keys that documents name and the bucket does not have
	marksDir      = "marks/"
	bucketDir     = "bucket/"
)

// keptMarks are the folder's marks that a backup carries.
var keptMarks = []string{versionMark, demoMark, seededMark}

const (
	stageName  = "backup.part" // folder of the copy that a backup is made from
	backupMark = "BACKUP"
	maxMissing = 1000 // keys that are told
	maxMark    = 64 << 10
)

// errElsewhere is what a city on MongoDB is told.
var errElsewhere = errors.New("the documents are in MongoDB, and backups are made with its own tools: " +
	"mongodump --oplog for the documents, replication of the bucket for the photos (docs/running.md)")

// original is what a backup is copied from.
type original struct {
	folder *folder
	db     *sqlite.Engine
	bucket media.Bucket
	city   map[string]string // paths of the city's own files by member, "" for none
	clock  civic.Clock
}

func (a *App) original() original {
	own := map[string]string{profileMember: a.config.City, areasMember: a.config.Areas}
	return original{a.folder, a.db, a.bucket, own, a.clock}
}

// SaveTo writes a backup of this city, of the moment in which it begins, while
// everything goes on.
func (a *App) SaveTo(ctx context.Context, w io.Writer) error {
	if !a.saving.TryLock() {
		return errors.New("app: backup: another one is being made")
	}
	defer a.saving.Unlock()
	return a.original().writeTo(ctx, w)
}

// writeTo copies the documents first, and then the photos that these documents
// name: so each of them is in it, and none that no document knows.
func (o original) writeTo(ctx context.Context, w io.Writer) error {
	if o.db == nil {
		return fmt.Errorf("app: backup: %w", errElsewhere)
	}
	stage := o.folder.in(stageName)
	if err := os.RemoveAll(stage); err != nil { // left by a kill
		return fmt.Errorf("app: backup: %w", err)
	}
	if err := os.Mkdir(stage, 0o700); err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	err := o.write(ctx, filepath.Join(stage, "jemaa.db"), w)
	if err := errors.Join(err, os.RemoveAll(stage)); err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	return nil
}

func (o original) write(ctx context.Context, stage string, w io.Writer) error {
	about := archive.About{Program: Version(), MadeAt: o.clock().UTC().Truncate(time.Millisecond)}
	if err := o.db.Backup(ctx, stage); err != nil {
		return err
	}
	if err := o.describe(ctx, stage, &about); err != nil {
		return err
	}
	a, err := archive.NewWriter(w, about)
	if err != nil {
		return err
	}
	if err := addFile(ctx, a, dbMember, stage); err != nil {
		return err
	}
	for _, part := range []func(*archive.Writer) error{
		o.addMarks, o.addCity, func(a *archive.Writer) error { return o.addPhotos(ctx, stage, a) },
	} {
		if err := part(a); err != nil {
			return err
		}
	}
	return a.Close()
}

func (o original) describe(ctx context.Context, stage string, about *archive.About) (err error) {
	if about.Data, err = o.folder.version(); err != nil {
		return err
	}
	invented, err := exists(o.folder.in(demoMark))
	if err != nil {
		return err
	}
	about.Kind = map[bool]string{true: "demonstration", false: "real"}[invented]
	about.Documents, err = sqlite.Count(ctx, stage)
	return err
}

func (o original) addMarks(a *archive.Writer) error {
	for _, name := range keptMarks {
		b, err := os.ReadFile(o.folder.in(name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := a.Add(marksDir+name, int64(len(b)), bytes.NewReader(b)); err != nil {
			return err
		}
	}
	return nil
}

// addCity puts the city's own files beside its documents, which make no sense
// without them.
func (o original) addCity(a *archive.Writer) error {
	for member, path := range o.city {
		if path == "" {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("the city's %s: %w", member, err)
		}
		if err := a.Add(member, int64(len(b)), bytes.NewReader(b)); err != nil {
			return err
		}
	}
	return nil
}

func (o original) addPhotos(ctx context.Context, stage string, a *archive.Writer) error {
	copied, err := sqlite.Open(ctx, stage, sqlite.Options{NoSync: true, Readers: 1})
	if err != nil {
		return err
	}
	defer copied.Close()
	var missing []string
	for key, err := range photo.Keys(ctx, copied, o.clock) {
		if err != nil {
			return err
		}
		object, err := o.bucket.Get(ctx, key)
		if errors.Is(err, media.ErrNotFound) {
			if len(missing) < maxMissing {
				missing = append(missing, key)
			}
			continue
		}
		if err != nil {
			return err
		}
		if err := a.Add(bucketDir+key, object.Size, bytes.NewReader(object.Body)); err != nil {
			return err
		}
	}
	if len(missing) == 0 {
		return nil
	}
	list := strings.Join(missing, "\n") + "\n"
	return a.Add(missingMember, int64(len(list)), strings.NewReader(list))
}

func addFile(ctx context.Context, a *archive.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return a.Add(name, info.Size(), &patientReader{ctx, f})
}

// patientReader stops when its context ends.
type patientReader struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (p *patientReader) Read(b []byte) (int, error) {
	if err := context.Cause(p.ctx); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// offline opens what a backup needs of a folder that no server uses, and nothing
// else: the data is not brought forward, so that a backup can come before an
// upgrade.
func offline(ctx context.Context, c config.Config) (*App, error) {
	abs, err := filepath.Abs(c.Data)
	if err != nil {
		return nil, fmt.Errorf("app: data folder: %w", err)
	}
	a := &App{config: c, folder: &folder{abs}, clock: time.Now, log: logger(c.LogLevel), using: map[string]string{}}
	if c.Mongo.URI != "" {
		return nil, fmt.Errorf("app: backup: %w", errElsewhere)
	}
	if err := a.folder.usable(); err != nil {
		return nil, err
	}
	if held, err := exists(a.folder.in("jemaa.db")); err != nil || !held {
		return nil, errors.Join(fmt.Errorf("app: backup: %s holds no city", abs), err)
	}
	if err := a.openStore(ctx); err != nil {
		return nil, err
	}
	if err := a.openBucket(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}
