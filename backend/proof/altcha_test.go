package proof

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// peers are the secrets of the other side (pwa/tools/proof_peer.mjs).
var peers = keys{parameters: "secret of the parameters", key: "secret of the key"}

// vectors are the signatures that altcha-lib makes, one a line:
// node pwa/tools/proof_peer.mjs vectors > backend/proof/testdata/altcha_lib.txt
//
//go:embed testdata/altcha_lib.txt
var vectors string

func drawn(name string, i int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", name, i))
	return hex.EncodeToString(sum[:16])
}

// A signature is over all parameters, with the key's prefix and signature in them:
// where it agrees, everything does.
func TestAThousandVectors(t *testing.T) {
	lines := strings.Fields(vectors)
	if len(lines) != 1000 {
		t.Fatalf("%d vectors", len(lines))
	}
	for i, want := range lines {
		c, err := peers.pose(Parameters{
			Algorithm: algorithm, Cost: 1 + i%50, KeyLength: keyBytes, ExpiresAt: 1_800_000_000 + int64(i),
			Nonce: drawn("nonce", i), Salt: drawn("salt", i),
		}, uint32(i*37%70_000))
		if err != nil || c.Signature != want {
			t.Fatalf("vector %d: %s, altcha-lib has %s: %v", i, c.Signature, want, err)
		}
	}
}

// peer is altcha-lib itself, asked one line at a time.
func peer(t *testing.T) func(question, answer any) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not there: the thousand vectors stand in for altcha-lib")
	}
	if _, err := os.Stat("../../pwa/node_modules/altcha-lib"); err != nil {
		t.Skip("altcha-lib is not there (make pwa): the thousand vectors stand in for it")
	}
	cmd := exec.CommandContext(t.Context(), node, "../../pwa/tools/proof_peer.mjs")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	return func(question, answer any) {
		t.Helper()
		if err := json.NewEncoder(in).Encode(question); err != nil {
			t.Fatal(err)
		}
		if !lines.Scan() {
			t.Fatal("altcha-lib says nothing")
		}
		if err := json.Unmarshal(lines.Bytes(), answer); err != nil {
			t.Fatalf("%v: %s", err, lines.Bytes())
		}
	}
}

func TestAltchaLibItself(t *testing.T) {
	ask := peer(t)
	expires := time.Now().Add(time.Minute).Unix()
	for i := range 20 {
		ours, err := peers.pose(Parameters{
			Algorithm: algorithm, Cost: 10, KeyLength: keyBytes, ExpiresAt: expires, Nonce: drawn("nonce", i), Salt: drawn("salt", i),
		}, uint32(i*3))
		if err != nil {
			t.Fatal(err)
		}
		var solved struct{ Proof string }
		ask(map[string]any{"challenge": ours}, &solved)
		if got, err := peers.check(solved.Proof); err != nil || got != ours.Parameters {
			t.Fatalf("its solution of our challenge: %v", err)
		}
		var theirs Challenge
		ask(map[string]any{"make": map[string]any{"cost": 10, "counter": i * 5, "expiresAt": expires}}, &theirs)
		proof, err := Solve(theirs)
		if err != nil {
			t.Fatal(err)
		}
		var judged struct{ Verified bool }
		if ask(map[string]any{"proof": proof}, &judged); !judged.Verified {
			t.Fatal("our solution of its challenge is none to it")
		}
		if _, err := peers.check(proof); err != nil {
			t.Fatalf("nor to us: %v", err)
		}
		spoilt := changed(t, proof, func(p *payload) { p.Challenge.Parameters.Cost = 1 })
		if ask(map[string]any{"proof": spoilt}, &judged); judged.Verified {
			t.Fatal("what we refuse is good to it")
		}
	}
}

// changed is a proof with something else in it.
func changed(t *testing.T, proof string, change func(*payload)) string {
	t.Helper()
	plain, err := base64.StdEncoding.DecodeString(proof)
	if err != nil {
		t.Fatal(err)
	}
	var p payload
	if err := json.Unmarshal(plain, &p); err != nil {
		t.Fatal(err)
	}
	change(&p)
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(text)
}
