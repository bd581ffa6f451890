package media

import (
	"context"
	"errors"
	"image"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"jemaa/backend/civic"
)

// fill takes all of a processor's room.
func fillUp(t *testing.T, p *Processor, slots int64) {
	t.Helper()
	if !p.room.TryAcquire(slots * p.slot) {
		t.Fatal("the processor is not empty")
	}
}

func TestWaitingEndsWithPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewProcessor(2, 8*time.Second)
		fillUp(t, p, 2)
		start := time.Now()
		_, err := p.Prepare(t.Context(), asJPEG(t, corners(8, 8)))
		wantCode(t, "full", err, civic.KindUnavailable, "photo.busy")
		if d := time.Since(start); d != 8*time.Second {
			t.Errorf("waited %v", d)
		}
		var e *civic.Error
		if errors.As(err, &e) && e.Retry <= 0 {
			t.Error("does not say when to try again")
		}
		p.room.Release(2 * p.slot)
		if _, err := p.Prepare(t.Context(), asJPEG(t, corners(8, 8))); err != nil {
			t.Errorf("with room again: %v", err)
		}
	})
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewProcessor(1, time.Hour)
		fillUp(t, p, 1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := p.Prepare(ctx, asJPEG(t, corners(8, 8)))
		wantCode(t, "context ended", err, civic.KindUnavailable, "photo.busy")
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("cause %v", err)
		}
	})
}

func TestWorkEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := NewProcessor(1, time.Second).Prepare(ctx, asJPEG(t, corners(2000, 1000)))
	wantCode(t, "cancelled", err, civic.KindUnavailable, "photo.busy")
}

// A queue of uploads holds memory too, so it has an end.
func TestQueueIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewProcessor(1, time.Minute)
		fillUp(t, p, 1)
		upload := asJPEG(t, corners(8, 8))
		var waiting sync.WaitGroup
		for range queuePerSlot {
			waiting.Go(func() {
				if _, err := p.Prepare(t.Context(), upload); err != nil {
					t.Errorf("in the queue: %v", err)
				}
			})
		}
		synctest.Wait()
		start := time.Now()
		_, err := p.Prepare(t.Context(), upload)
		wantCode(t, "one too many", err, civic.KindUnavailable, "photo.busy")
		if time.Since(start) != 0 {
			t.Error("it waited")
		}
		p.room.Release(p.slot)
		waiting.Wait()
	})
}

// Whatever the number of slots, the heaviest photo that is allowed fits, and no
// more photos than slots run at once.
func TestRoom(t *testing.T) {
	for _, slots := range []int{-1, 0, 1, 2, 3, 8} {
		p, n := NewProcessor(slots, 0), int64(max(slots, 1))
		fits := p.room.TryAcquire(maxDecode + scratch)
		if !fits {
			t.Errorf("%d slots: the heaviest photo does not fit", slots)
			continue
		}
		p.room.Release(maxDecode + scratch)
		fillUp(t, p, n)
		if p.room.TryAcquire(p.slot) {
			t.Errorf("%d slots: room for one more", slots)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	p := NewProcessor(2, time.Minute)
	upload := asJPEG(t, corners(400, 300))
	want := mustPrepare(t, upload)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			got, err := p.Prepare(t.Context(), upload)
			if err != nil || string(got.Renditions[0].JPEG) != string(want.Renditions[0].JPEG) {
				t.Errorf("another picture, or %v", err)
			}
		})
	}
	all.Wait()
}

// scaled is the filter in floating point, straight from its definition.
func scaled(line []byte, to int) []float64 {
	out := make([]float64, to)
	ratio := float64(len(line)) / float64(to)
	wide := max(ratio, 1)
	for i := range out {
		centre, sum := (float64(i)+0.5)*ratio-0.5, 0.0
		for j, v := range line {
			w := catmullRom((float64(j) - centre) / wide)
			out[i] += w * float64(v)
			sum += w
		}
		out[i] /= sum
	}
	return out
}

func TestResamplingFollowsItsFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, c := range [][2]int{{400, 192}, {333, 320}, {64, 64}, {1000, 7}, {5, 1}, {30, 60}, {1, 3}} {
		line := make([]byte, c[0])
		for i := range line {
			line[i] = byte(r.Uint32())
		}
		want := scaled(line, c[1])
		across, down := make([]byte, c[1]), make([]byte, c[1])
		newResampler(newTaps(c[0], c[1]), newTaps(1, 1), across, c[1]).push(line)
		column := newResampler(newTaps(1, 1), newTaps(c[0], c[1]), down, 1)
		for _, v := range line {
			column.push([]byte{v})
		}
		for i, w := range want {
			w = math.Max(0, math.Min(255, w))
			if math.Abs(float64(across[i])-w) > 1.01 || math.Abs(float64(down[i])-w) > 1.01 {
				t.Errorf("%d to %d at %d: %d across, %d down, want %.2f", c[0], c[1], i, across[i], down[i], w)
			}
		}
	}
}

func TestFlatStaysFlat(t *testing.T) {
	m := image.NewYCbCr(image.Rect(0, 0, 777, 555), image.YCbCrSubsampleRatio422)
	fill(m.Y, 255)
	fill(m.Cb, 3)
	fill(m.Cr, 200)
	out := shrink(m, 320, 229)
	for _, p := range []struct {
		name string
		pix  []byte
		want byte
	}{{"y", out.Y, 255}, {"cb", out.Cb, 3}, {"cr", out.Cr, 200}} {
		for i, v := range p.pix {
			if v != p.want {
				t.Fatalf("%s[%d] is %d, want %d", p.name, i, v, p.want)
			}
		}
	}
}

// Every chroma layout that a JPEG can have ends up where its luma is.
func TestEveryChromaLayout(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		for _, size := range [][2]int{{96, 64}, {97, 63}, {1, 1}, {801, 401}} {
			whole := image.NewYCbCr(image.Rect(0, 0, size[0]+16, size[1]+16), ratio)
			m := whole.SubImage(image.Rect(0, 0, size[0], size[1])).(*image.YCbCr)
			fill(whole.Y, 128)
			fill(whole.Cb, 128)
			for i := range whole.Cr {
				if i%whole.CStride < (m.COffset(size[0]-1, 0)+1)/2 {
					whole.Cr[i] = 230
				}
			}
			w, h := fit(size[0], size[1], 320)
			out := shrink(m, w, h)
			if size[0] == 1 {
				continue // it did not fall over
			}
			left, right := out.Cr[out.COffset(w/8, h/2)], out.Cr[out.COffset(w-1-w/8, h/2)]
			if left < 225 || right > 5 {
				t.Errorf("%v %v: %d on the left, %d on the right", ratio, size, left, right)
			}
		}
	}
}
