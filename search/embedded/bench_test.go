package embedded_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"jemaa/search"
	"jemaa/search/embedded"
)

// benchSchema has as many facets as a report has.
var benchSchema = search.Schema{
	Facets:   []string{"area", "category", "domain", "status", "authority"},
	Synonyms: [][]string{{"زبل", "zbel", "déchets", "rubbish"}, {"حفرة", "nid de poule", "pothole"}},
}

// benchSize is the number of documents, JEMAA_BENCH_DOCS or 100,000.
func benchSize() int {
	if n, err := strconv.Atoi(os.Getenv("JEMAA_BENCH_DOCS")); err == nil {
		return n
	}
	return 100_000
}

// drawer draws reports with a vocabulary of Zipf's kind: a few words are everywhere,
// 30,000 are rare.
type drawer struct {
	random *rand.Rand
	rare   *rand.Zipf
	drawn  int
}

func newDrawer() *drawer {
	random := rand.New(rand.NewPCG(1, 2))
	return &drawer{random: random, rare: rand.NewZipf(random, 1.1, 5, 30_000)}
}

var common = strings.Fields(`lampadaire panne rue déchets fuite trottoir cassé école marché quartier nuit danger éclairage eau
	زبل حفرة شارع الحي إنارة ماء الصرف مدرسة سوق خطر طريق رصيف boulevard avenue chien arbre bruit feu signalisation`)

func (d *drawer) say(words int) string {
	var b strings.Builder
	for range words {
		if d.random.IntN(3) == 0 {
			b.WriteString(common[d.random.IntN(len(common))])
		} else {
			r := d.rare.Uint64()
			b.WriteString(syllables[r%20] + syllables[r/20%20] + syllables[r/400%20])
			if r >= 8000 {
				b.WriteString(syllables[r/8000])
			}
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func (d *drawer) draw(n int) []search.Document {
	random, docs := d.random, make([]search.Document, n)
	for i := range docs {
		at := 1_700_000_000_000 + int64(d.drawn)*60_000
		docs[i] = search.Document{
			Kind: "report", ID: fmt.Sprintf("01J%023d", d.drawn), Rev: 1, Lang: "fr", Title: d.say(5), Text: d.say(35),
			At: &search.Point{Lon: -7.7 + random.Float64()/5, Lat: 33.5 + random.Float64()/5}, CreatedAt: at, UpdatedAt: at + random.Int64N(1e9), DueAt: at + 1e9,
			Facets: map[string]string{"area": fmt.Sprint("area", random.IntN(16)), "category": fmt.Sprint("cat", random.IntN(40)), "domain": fmt.Sprint("dom", random.IntN(8)),
				"status": fmt.Sprint("st", random.IntN(7)), "authority": fmt.Sprint("auth", random.IntN(12))},
			Counts: map[string]int64{"supports": random.Int64N(200)},
		}
		d.drawn++
	}
	return docs
}

// fill rebuilds an index with so many documents, drawn batch by batch.
func fill(b *testing.B, x *embedded.Index, n int) {
	b.Helper()
	build, err := x.Rebuild(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	for d := newDrawer(); d.drawn < n; {
		if err := build.Put(context.Background(), d.draw(min(search.MaxBatch, n-d.drawn))); err != nil {
			b.Fatal(err)
		}
	}
	if err := build.Swap(context.Background()); err != nil {
		b.Fatal(err)
	}
}

var syllables = strings.Fields("ba ko ri tu me la so fi na du pe ga lo vi za ro ti ma ke nu")

// cpu is the processor time of this process, which a busy machine does not lengthen.
func cpu(b *testing.B) time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

func BenchmarkSearch(b *testing.B) {
	x, err := embedded.Open(embedded.Options{Path: b.TempDir(), Schema: benchSchema})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	fill(b, x, benchSize())
	facets := []string{"area", "category", "status"}
	for _, c := range []struct {
		name string
		q    search.Query
	}{
		{"one common word and facets", search.Query{Text: "lampadaire ", Facets: facets}},
		{"two words and facets", search.Query{Text: "lampadaire panne ", Facets: facets}},
		{"typing two words and facets", search.Query{Text: "lampadaire pan", Facets: facets}},
		{"typo and facets", search.Query{Text: "lampdaire cassse ", Facets: facets}},
		{"arabic and facets", search.Query{Text: "حفرة الشارع ", Facets: facets}},
		{"synonym, filter and facets", search.Query{Text: "zbel ", Equal: map[string][]string{"area": {"area3"}}, Facets: facets}},
		{"one rare word", search.Query{Text: "korisonu ", Facets: facets}},
		{"two letters typed", search.Query{Text: "ba", Facets: facets}},
		{"three letters typed", search.Query{Text: "lam", Facets: facets}},
		{"no words, one filter, facets", search.Query{Equal: map[string][]string{"status": {"st1"}}, Facets: facets}},
		{"everything, facets", search.Query{Facets: facets}},
		{"two filters by supports", search.Query{Equal: map[string][]string{"status": {"st1"}, "area": {"area1"}}, Sort: search.SortSupported}},
		{"within 250 m", search.Query{Near: &search.Point{Lon: -7.6, Lat: 33.6}, Metres: 250, Sort: search.SortNear}},
		{"nearest", search.Query{Near: &search.Point{Lon: -7.6, Lat: 33.6}, Sort: search.SortNear}},
		{"box by date", search.Query{Box: &search.Box{West: -7.62, South: 33.58, East: -7.58, North: 33.62}, Sort: search.SortNew}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			var found int64
			spent := cpu(b)
			for b.Loop() {
				start := time.Now()
				r, err := x.Search(context.Background(), c.q)
				if err != nil {
					b.Fatal(err)
				}
				took, found = append(took, time.Since(start)), r.Total
			}
			b.ReportMetric(float64((cpu(b)-spent).Microseconds())/1000/float64(len(took)), "cpu-ms")
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(found), "found")
		})
	}
}

// BenchmarkPut writes durably to an index of 10,000 documents: one document, and a hundred.
func BenchmarkPut(b *testing.B) {
	docs := newDrawer().draw(10_000)
	for _, size := range []int{1, 100} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			x, err := embedded.Open(embedded.Options{Path: b.TempDir(), Schema: benchSchema})
			if err != nil {
				b.Fatal(err)
			}
			defer x.Close()
			for batch := range slices.Chunk(docs, search.MaxBatch) {
				if err := x.Put(context.Background(), batch); err != nil {
					b.Fatal(err)
				}
			}
			at := 0
			for b.Loop() {
				if err := x.Put(context.Background(), docs[at:at+size]); err != nil {
					b.Fatal(err)
				}
				at = (at + size) % (len(docs) - size)
			}
		})
	}
}
