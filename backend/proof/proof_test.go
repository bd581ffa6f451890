package proof

import (
	"encoding/base64"
	"encoding/hex"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store/sqlite"
)

type desk struct {
	*Service
	t   *testing.T
	now time.Time
}

func open(t *testing.T) *desk {
	t.Helper()
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jemaa.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	d := &desk{t: t, now: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	if d.Service, err = Open(t.Context(), e, func() time.Time { return d.now }, make([]byte, 32)); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) solved(network string) string {
	d.t.Helper()
	c, err := d.Challenge(network)
	if err != nil {
		d.t.Fatal(err)
	}
	proof, err := Solve(c)
	if err != nil {
		d.t.Fatal(err)
	}
	return proof
}

func codeOf(err error) string {
	if e, ok := err.(*civic.Error); ok {
		return e.Code
	}
	return ""
}

func TestAProofIsGoodOnce(t *testing.T) {
	d := open(t)
	proof := d.solved("a")
	var all sync.WaitGroup
	var good atomic.Int64
	for range 20 {
		all.Go(func() {
			switch err := d.Verify(t.Context(), proof, "a"); codeOf(err) {
			case "":
				if err != nil {
					t.Error(err)
				}
				good.Add(1)
			case "proof.spent":
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if good.Load() != 1 {
		t.Errorf("one proof was good %d times", good.Load())
	}
}

func TestAProofLapses(t *testing.T) {
	d := open(t)
	proof, early := d.solved("a"), d.solved("a")
	if err := d.Verify(t.Context(), early, "a"); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(Life)
	if err := d.Verify(t.Context(), proof, "a"); codeOf(err) != "proof.expired" {
		t.Errorf("after %s: %v", Life, err)
	}
	if n, err := d.Sweep(t.Context()); n != 0 || err != nil {
		t.Errorf("swept %d within a minute of the end: %v", n, err)
	}
	d.now = d.now.Add(2 * time.Minute)
	if n, err := d.Sweep(t.Context()); n != 1 || err != nil {
		t.Errorf("swept %d: %v", n, err)
	}
}

func TestWhatIsNoProof(t *testing.T) {
	d := open(t)
	proof := d.solved("a")
	other := open(t)
	other.keys = peers
	rows := map[string]string{
		"nothing": "", "no base64": "€", "no JSON": "eHg=", "a number": "MQ==", "too long": strings.Repeat("A", maxProof+4),
		"trailing bits":     strings.TrimRight(proof, "=") + "=====",
		"of another secret": other.solved("a"),
		"longer life":       changed(t, proof, func(p *payload) { p.Challenge.Parameters.ExpiresAt++ }),
		"less work":         changed(t, proof, func(p *payload) { p.Challenge.Parameters.Cost = 1 }),
		"a new name":        changed(t, proof, func(p *payload) { p.Challenge.Parameters.Nonce = drawn("nonce", 1) }),
		"another case":      changed(t, proof, func(p *payload) { p.Challenge.Parameters.Nonce = strings.ToUpper(p.Challenge.Parameters.Nonce) }),
		"moved digits": changed(t, proof, func(p *payload) {
			q := &p.Challenge.Parameters
			q.Nonce, q.Salt = q.Nonce+q.Salt[:2], q.Salt[2:]
		}),
		"no key signature":    changed(t, proof, func(p *payload) { p.Challenge.Parameters.KeySignature = "" }),
		"no signature":        changed(t, proof, func(p *payload) { p.Challenge.Signature = "" }),
		"the prefix alone":    changed(t, proof, func(p *payload) { p.Solution.DerivedKey = p.Challenge.Parameters.KeyPrefix }),
		"no key":              changed(t, proof, func(p *payload) { p.Solution.DerivedKey = "" }),
		"another key":         changed(t, proof, func(p *payload) { p.Solution.DerivedKey = strings.Repeat("00", keyBytes) }),
		"an operator for one": base64.StdEncoding.EncodeToString([]byte(`{"challenge":{"parameters":{"nonce":{"$ne":""}}}}`)),
	}
	for name, text := range rows {
		if err := d.Verify(t.Context(), text, "b"); codeOf(err) != "proof.wrong" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := d.Verify(t.Context(), proof, "a"); err != nil {
		t.Errorf("the proof itself: %v", err)
	}
}

func TestWorkGrowsWithStrain(t *testing.T) {
	d := open(t)
	factor := func(network string) int { return d.strain.factor(network, d.now) }
	for range 7 {
		d.Failed("few")
		d.Answered("few")
	}
	for range 200 {
		d.strain.add("many", d.now, asked)
		d.strain.add("many", d.now, answered)
	}
	if factor("few") != 1 || factor("many") != 1 || factor("nobody") != 1 {
		t.Errorf("who signs in after all: %d, %d, %d", factor("few"), factor("many"), factor("nobody"))
	}
	last := 0
	for range 100 {
		d.Failed("bad")
		if f := factor("bad"); f < last || f > MaxFactor {
			t.Fatalf("the work went from %d to %d times", last, f)
		} else {
			last = f
		}
	}
	if last != MaxFactor || factor("few") != 1 {
		t.Errorf("a hundred failures make it %d times, another network %d times", last, factor("few"))
	}
	c, err := d.Challenge("bad")
	if err != nil {
		t.Fatal(err)
	}
	for counter := range uint32(Least * MaxFactor) {
		if counter%97 != 0 {
			continue // every one would take long here too
		}
		if key, err := c.Parameters.derive(counter); err != nil || strings.HasPrefix(hex.EncodeToString(key), c.Parameters.KeyPrefix) {
			t.Errorf("counter %d solves it: %v", counter, err)
		}
	}
	d.now = d.now.Add(time.Hour)
	if factor("bad") != 1 {
		t.Errorf("an hour later it is %d times", factor("bad"))
	}
}

func TestStrainIsBounded(t *testing.T) {
	s, now := newStrain(), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range maxNetworks + 5000 {
		s.add(drawn("network", i), now, failed)
	}
	if len(s.of) != maxNetworks {
		t.Errorf("%d networks are kept", len(s.of))
	}
	now = now.Add(time.Hour)
	if s.add("late", now, failed); len(s.of) != 1 {
		t.Errorf("%d networks an hour later", len(s.of))
	}
}

func BenchmarkChallenge(b *testing.B) {
	p := Parameters{Algorithm: algorithm, Cost: Rounds, KeyLength: keyBytes, Nonce: drawn("nonce", 1), Salt: drawn("salt", 1)}
	for b.Loop() {
		if _, err := peers.pose(p, 150); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	c, err := peers.pose(Parameters{Algorithm: algorithm, Cost: 10, KeyLength: keyBytes, Nonce: drawn("nonce", 1), Salt: drawn("salt", 1)}, 5)
	if err != nil {
		b.Fatal(err)
	}
	proof, err := Solve(c)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := peers.check(proof); err != nil {
			b.Fatal(err)
		}
	}
}
