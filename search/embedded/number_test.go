package embedded

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jemaa/search"
)

func TestNumbersAreReadAsTheyWerePacked(t *testing.T) {
	const most = 1 << 53
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string, from int64) int64 { return rapid.Int64Range(from, most).Draw(t, name) }
		p := search.Prepared{Document: search.Document{
			CreatedAt: n("created", 0), UpdatedAt: n("updated", 0), DueAt: n("due", 0), Counts: map[string]int64{search.CountSupports: n("supports", -most)},
		}}
		lon, lat := int64(nowhere), int64(nowhere)
		if rapid.Bool().Draw(t, "placed") {
			p.At = &search.Point{Lon: rapid.Float64Range(-180, 180).Draw(t, "lon"), Lat: rapid.Float64Range(-90, 90).Draw(t, "lat")}
			lon, lat = int64(math.Round(p.At.Lon*steps)), int64(math.Round(p.At.Lat*steps))
		}
		packed := pack(p)
		if strings.IndexByte(packed, 0xff) >= 0 {
			t.Fatalf("%x would end early", packed)
		}
		for i, want := range []int64{p.CreatedAt, p.UpdatedAt, p.DueAt, p.Counts[search.CountSupports], lon, lat} {
			if got := unpack([]byte(packed), number(i)); got != want {
				t.Errorf("number %d: %d, want %d", i, got, want)
			}
		}
	})
}

func TestDamagedValuesDoNoHarm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		for n := numberCreated; n <= numberLat; n++ {
			unpack(b, n)
		}
		if s, err := decodeSource(b); err == nil && len(s.Kind)+len(s.ID)+len(s.Lang)+len(s.Title)+len(s.Text) > len(b) {
			t.Errorf("%x became %v", b, s)
		}
	})
}

func TestASourceIsReadAsItWasWritten(t *testing.T) {
	for _, want := range []source{
		{}, {Rev: 7}, {Rev: 1 << 53, Kind: "report", ID: "a", Lang: "ar", Title: "حفرة", Text: "\x00\xff", At: &search.Point{Lon: -7.6, Lat: 33.5}},
	} {
		b := want.encode()
		got, err := decodeSource(b)
		rev, revErr := decodeRev(b)
		same := got.Rev == want.Rev && got.Kind == want.Kind && got.ID == want.ID && got.Lang == want.Lang && got.Title == want.Title && got.Text == want.Text
		if err != nil || revErr != nil || !same || rev != want.Rev || (got.At == nil) != (want.At == nil) || got.At != nil && *got.At != *want.At {
			t.Errorf("%v became %v, %v, %v", want, got, err, revErr)
		}
	}
}
