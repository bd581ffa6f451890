package app

import (
	"context"
	"runtime"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/media"
	"jemaa/backend/photo"
	"jemaa/backend/report"
)

// photoPatience is how long an upload waits for its turn to be resized.
const photoPatience = 20 * time.Second

func (a *App) openPhotos(ctx context.Context) (err error) {
	a.lab = media.NewProcessor(runtime.GOMAXPROCS(0)-1, photoPatience)
	if len(a.darkroom) > 0 {
		a.lab.Apart(a.darkroom...)
	}
	a.photos, err = photo.New(ctx, photo.Config{
		Engine: a.engine, Clock: a.clock, Bucket: a.bucket, Lab: a.lab,
		Visible: a.photoVisible, Shows: a.photoShown, InUse: photo.ByBacklog(a.engine, a.clock, "report", "confirmation"),
	})
	return err
}

// photoVisible asks the report that shows a photo.
func (a *App) photoVisible(ctx context.Context, actor civic.Actor, of civic.Subject, id civic.ID) (bool, error) {
	if of.Kind != report.Kind {
		return false, nil
	}
	err := a.reports.MaySeePhoto(ctx, actor, of.ID, id)
	switch civic.KindOf(err) {
	case civic.KindNotFound, civic.KindGone, civic.KindDenied, civic.KindUnauthenticated:
		return false, nil
	}
	return err == nil, err
}

// photoPort is the photos as reports ask for them.
type photoPort struct{ app *App }

// Owned implements report.Photos.
func (p photoPort) Owned(ctx context.Context, uploader civic.ID, ids []civic.ID) ([]report.Photo, error) {
	views, err := p.app.photos.Owned(ctx, uploader, ids)
	if err != nil {
		return nil, err
	}
	out := make([]report.Photo, len(views))
	for i, v := range views {
		out[i] = report.Photo{ID: v.ID, Width: v.Width, Height: v.Height, Color: v.Color}
	}
	return out, nil
}
