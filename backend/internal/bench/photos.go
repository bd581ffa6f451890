package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"time"
)

const (
	photoWidth, photoHeight = 4000, 3000 // 12 MP, as phones make them
	photoRate               = 2.2        // a second; the promise is 2
	photoTarget             = 2
	photoGrowth             = 20   // percent, of the readers' p95
	photoMemory             = 1024 // MB
)

// photos measures what uploads do to those who read meanwhile.
func (b *bench) photos(ctx context.Context) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	picture, err := makePhoto()
	if err != nil {
		return err
	}
	if err := b.warm(ctx); err != nil {
		return err
	}
	d := 4 * b.each
	alone, err := b.during(ctx, reads(b.caller, b.rate), d)
	if err != nil {
		return err
	}
	alone.all.name = fmt.Sprintf("photos: the reads alone, %g/s", b.rate)
	b.print(alone.all, target{})
	watching, stop := context.WithCancel(ctx)
	peak := b.watchMemory(watching)
	uploads := make(chan arrived, 1)
	go func() {
		a, err := uploading(b.caller, picture).come(ctx, d)
		if err != nil && a.all.first == "" {
			a.all.failed, a.all.first = 1, err.Error()
		}
		uploads <- a
	}()
	both, err := b.during(ctx, reads(b.caller, b.rate), d)
	up := <-uploads
	stop()
	most := <-peak
	if err != nil {
		return err
	}
	work := both.all.server - alone.all.server*time.Duration(len(both.all.took))/time.Duration(len(alone.all.took))
	both.all.name, both.all.server, both.all.client = "photos: the same reads meanwhile", 0, 0
	b.print(both.all, target{})
	up.all.name = fmt.Sprintf("photos: uploads of 12 MP, %.1f MB", float64(len(picture))/1e6)
	b.print(up.all, target{rate: photoTarget})
	b.say(below("  processor time an upload", work.Seconds()/float64(max(1, len(up.all.took))), 0, "s"))
	growth := 100 * (both.all.at(95)/alone.all.at(95) - 1)
	b.say(below("  the reads' p95 grows by", growth, photoGrowth, "%"))
	b.say(below("  resident at most", float64(most), photoMemory, "MB"))
	return nil
}

// uploading is people who send photos one after the other, at even distances.
func uploading(c *caller, picture []byte) arrivals {
	r := row{name: "upload", ask: func(c *caller, q *question) error {
		q.set("PUT", "/api/v1/photos/"+ulid(), c.crowd[q.n%len(c.crowd)])
		q.req.Header.SetContentType("image/jpeg")
		q.req.SetBodyRaw(numbered(picture, uint64(q.n)))
		return nil
	}}
	return arrivals{caller: c, rate: photoRate, mix: []share{{r, 100}}}
}

// watchMemory looks at the memory of the server, and of the processes it started, until the context ends, and then gives
// the most it held, in MB.
func (b *bench) watchMemory(ctx context.Context) <-chan int {
	out := make(chan int, 1)
	s := b.server
	go func() {
		most := 0
		for ctx.Err() == nil {
			most = max(most, s.family())
			time.Sleep(100 * time.Millisecond)
		}
		out <- most
	}()
	return out
}

// makePhoto is a picture with the size and the busyness of a phone's: soft light
// with edges and noise over it.
func makePhoto() ([]byte, error) {
	rng := rand.New(rand.NewPCG(12, 2026))
	m := image.NewRGBA(image.Rect(0, 0, photoWidth, photoHeight))
	for y := range photoHeight {
		for x := range photoWidth {
			noise := uint8(rng.UintN(24))
			edge := uint8(0)
			if (x/170+y/130)%3 == 0 {
				edge = 60
			}
			m.SetRGBA(x, y, color.RGBA{uint8(x*150/photoWidth) + noise + edge, uint8(y*150/photoHeight) + noise, 60 + edge + noise, 255})
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 92})
	return out.Bytes(), err
}

// numbered is a picture with a number in a comment segment (ITU-T T.81 B.2.4.5),
// so that no two uploads are the same bytes.
func numbered(picture []byte, n uint64) []byte {
	out := make([]byte, 0, len(picture)+12)
	out = append(out, picture[:2]...)         // start of image
	out = append(out, 0xff, 0xfe, 0x00, 0x0a) // COM, 10 bytes with its length
	out = binary.BigEndian.AppendUint64(out, n)
	return append(out, picture[2:]...)
}
