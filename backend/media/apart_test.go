package media

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
)

// TestMain makes this program its own darkroom when it is started as one.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) == 2 && os.Args[1] == "develop":
		if err := Develop(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	case len(os.Args) == 2 && os.Args[1] == "die": // at the first upload
		_, _ = os.Stdin.Read(make([]byte, 1))
		os.Exit(3)
	case len(os.Args) == 2 && os.Args[1] == "sleep":
		time.Sleep(time.Minute)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func apartBy(t *testing.T, word string) *Processor {
	t.Helper()
	p := NewProcessor(2, time.Minute)
	p.Apart(os.Args[0], word)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func TestApartMakesTheSamePhoto(t *testing.T) {
	here, there := NewProcessor(1, time.Minute), apartBy(t, "develop")
	for range 2 { // the second by the process that is there already
		want, err := here.Prepare(t.Context(), asJPEG(t, corners(700, 300)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := there.Prepare(t.Context(), asJPEG(t, corners(700, 300)))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("another photo, or none: %v", err)
		}
	}
	if n := len(there.apart.idle); n != 1 {
		t.Errorf("%d processes for one photo after the other", n)
	}
}

// What is wrong with a photo reads alike, wherever it was found out.
func TestApartTellsTheSameFaults(t *testing.T) {
	here, there := NewProcessor(1, time.Minute), apartBy(t, "develop")
	whole := asJPEG(t, corners(400, 300))
	for _, body := range [][]byte{whole[:len(whole)/2], asPNG(t, corners(40, 30))[:60], []byte("no photo")} {
		_, want := here.Prepare(t.Context(), body)
		_, got := there.Prepare(t.Context(), body)
		var a, b *civic.Error
		if !errors.As(want, &a) || !errors.As(got, &b) || a.Kind != b.Kind || a.Code != b.Code || a.Field != b.Field {
			t.Errorf("here %v, there %v", want, got)
		}
	}
}

func TestProcessThatDiesIsOneBrokenPhoto(t *testing.T) {
	p := apartBy(t, "die")
	for range 2 {
		_, err := p.Prepare(t.Context(), asJPEG(t, corners(40, 30)))
		wantCode(t, "died", err, civic.KindInvalid, "photo.broken")
	}
	if len(p.apart.idle) != 0 {
		t.Error("a dead process is kept")
	}
}

func TestProcessThatHangsIsEnded(t *testing.T) {
	p := apartBy(t, "sleep")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := p.Prepare(ctx, asJPEG(t, corners(40, 30)))
	wantCode(t, "hung", err, civic.KindUnavailable, "photo.busy")
}

// No setting of the server, and so no secret, reaches who decodes strangers' files,
// and it comes after everybody else.
func TestProcessKnowsNothingAndComesLast(t *testing.T) {
	t.Setenv("JEMAA_SECRET_FOR_THE_TEST", "x")
	p := apartBy(t, "develop")
	if _, err := p.Prepare(t.Context(), asJPEG(t, corners(40, 30))); err != nil {
		t.Fatal(err)
	}
	h := p.apart.idle[0]
	for _, v := range h.cmd.Environ() {
		if strings.HasPrefix(v, "JEMAA_") {
			t.Errorf("it was told %s", v)
		}
	}
	nice, err := exec.Command("ps", "-o", "ni=", "-p", strconv.Itoa(h.cmd.Process.Pid)).Output()
	if err != nil {
		t.Skip("no ps here:", err)
	}
	if got := strings.TrimSpace(string(nice)); got != "10" {
		t.Errorf("niceness %s, want 10", got)
	}
}

func TestCloseEndsTheProcesses(t *testing.T) {
	p := apartBy(t, "develop")
	if _, err := p.Prepare(t.Context(), asJPEG(t, corners(40, 30))); err != nil {
		t.Fatal(err)
	}
	h := p.apart.idle[0]
	if err := p.Close(); err != nil || h.cmd.ProcessState == nil {
		t.Errorf("still there: %v", err)
	}
	_, err := p.Prepare(t.Context(), asJPEG(t, corners(40, 30)))
	if err == nil {
		t.Error("takes photos after its end")
	}
}
