package archive

import (
	"archive/tar"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/klauspost/compress/zstd"
)

type file struct {
	name string
	body []byte
}

func pack(t testing.TB, files ...file) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, About{Data: 1, Program: "dev", Kind: "real", MadeAt: time.Unix(1_790_000_000, 0), Documents: map[string]int64{"report": 2}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := w.Add(f.name, int64(len(f.body)), bytes.NewReader(f.body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func unpack(r io.Reader) (About, []file, error) {
	a, err := NewReader(r)
	if err != nil {
		return About{}, nil, err
	}
	defer a.Close()
	var out []file
	for {
		m, err := a.Next()
		if errors.Is(err, io.EOF) {
			return a.About, out, nil
		}
		if err != nil {
			return a.About, out, err
		}
		b, err := io.ReadAll(m.Body)
		if err != nil {
			return a.About, out, err
		}
		out = append(out, file{m.Name, b})
	}
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

func TestWhatGoesInComesOut(t *testing.T) {
	in := []file{{"jemaa.db", bytes.Repeat([]byte("documents "), 300_000)}, {"empty", nil}, {"photos/ab/320.jpg", random(100_000)}}
	for i := range 2 * groupSize { // several lists of sums
		in = append(in, file{fmt.Sprintf("photos/%d.jpg", i), []byte{byte(i)}})
	}
	about, out, err := unpack(iotest.OneByteReader(bytes.NewReader(pack(t, in...))))
	if err != nil || len(out) != len(in) {
		t.Fatalf("%d of %d members: %v", len(out), len(in), err)
	}
	if !same(in, out) {
		t.Error("something came out as something else")
	}
	if about.Format != Format || about.Documents["report"] != 2 || about.Kind != "real" {
		t.Errorf("%+v", about)
	}
}

// A member that is not read at all is still checked.
func TestCheck(t *testing.T) {
	whole := pack(t, file{"a", random(5000)}, file{"b", random(5000)})
	about, totals, err := Check(bytes.NewReader(whole))
	if err != nil || about.Data != 1 || totals.Members != 3 || totals.Bytes < 10_000 {
		t.Errorf("%+v %+v %v", about, totals, err)
	}
	_, in, err := unpack(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	for at := range whole {
		if at%37 != 0 && at > 200 && at < len(whole)-200 {
			continue
		}
		bad := bytes.Clone(whole)
		bad[at] ^= 0x10
		// A few bits of zstd mean nothing: then what comes out is the same.
		if _, out, err := unpack(bytes.NewReader(bad)); err == nil && !same(in, out) {
			t.Errorf("a changed byte at %d of %d passes", at, len(whole))
		}
		if _, _, err := Check(bytes.NewReader(whole[:at])); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut short at %d of %d: %v", at, len(whole), err)
		}
	}
}

func same(a, b []file) bool {
	return slices.EqualFunc(a, b, func(x, y file) bool { return x.name == y.name && bytes.Equal(x.body, y.body) })
}

// repack lets a test change what lies below the compression's own check.
func repack(t *testing.T, archive []byte, change func(*tar.Header, []byte) (*tar.Header, []byte)) []byte {
	t.Helper()
	z, err := zstd.NewReader(bytes.NewReader(archive))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var out bytes.Buffer
	zw, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	from, to := tar.NewReader(z), tar.NewWriter(zw)
	for {
		h, err := from.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		body, rerr := io.ReadAll(from)
		if err := errors.Join(err, rerr); err != nil {
			t.Fatal(err)
		}
		h, body = change(h, body)
		if h == nil {
			continue
		}
		h.Size = int64(len(body))
		if err := to.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(to.Close(), zw.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestDamageBelowTheCompressionIsNamed(t *testing.T) {
	whole := pack(t, file{"one", []byte("first")}, file{"two", []byte("second")}, file{"three", []byte("third")})
	for what, c := range map[string]struct {
		name   string
		change func(*tar.Header, []byte) (*tar.Header, []byte)
		says   string
	}{
		"a changed byte": {"two", func(h *tar.Header, b []byte) (*tar.Header, []byte) { b[0]++; return h, b }, `"two"`},
		"a lost member":  {"two", func(*tar.Header, []byte) (*tar.Header, []byte) { return nil, nil }, `"three"`},
		"a new name":     {"two", func(h *tar.Header, b []byte) (*tar.Header, []byte) { h.Name = "deux"; return h, b }, `"deux"`},
		"another about": {aboutName, func(h *tar.Header, b []byte) (*tar.Header, []byte) {
			return h, bytes.Replace(b, []byte("real"), []byte("demo"), 1)
		}, `"about.json"`},
		"no sums":   {"sums/000001.sha256", func(*tar.Header, []byte) (*tar.Header, []byte) { return nil, nil }, "came by"},
		"no end":    {endName, func(*tar.Header, []byte) (*tar.Header, []byte) { return nil, nil }, "EOF"},
		"a way out": {"two", func(h *tar.Header, b []byte) (*tar.Header, []byte) { h.Name = "../two"; return h, b }, "../two"},
		"a link": {"two", func(h *tar.Header, _ []byte) (*tar.Header, []byte) {
			h.Typeflag, h.Linkname = tar.TypeSymlink, "/etc/passwd"
			return h, nil
		}, "two"},
	} {
		bad := repack(t, whole, func(h *tar.Header, b []byte) (*tar.Header, []byte) {
			if h.Name == c.name {
				return c.change(h, b)
			}
			return h, b
		})
		if _, _, err := Check(bytes.NewReader(bad)); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	again := repack(t, whole, func(h *tar.Header, b []byte) (*tar.Header, []byte) { return h, b })
	if _, _, err := Check(bytes.NewReader(again)); err != nil {
		t.Errorf("unchanged: %v", err)
	}
}

func TestALaterFormIsRefused(t *testing.T) {
	later := repack(t, pack(t), func(h *tar.Header, b []byte) (*tar.Header, []byte) {
		return h, bytes.Replace(b, []byte(`"format": 1`), []byte(`"format": 2`), 1)
	})
	if _, err := NewReader(bytes.NewReader(later)); !errors.Is(err, ErrNewer) {
		t.Errorf("%v", err)
	}
	for what, b := range map[string][]byte{"nothing": nil, "a text": []byte("hello"), "noise": random(4096)} {
		if _, err := NewReader(bytes.NewReader(b)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAMemberIsAsLongAsItSays(t *testing.T) {
	for _, size := range []int64{3, 5} {
		w, err := NewWriter(io.Discard, About{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Add("four", size, strings.NewReader("four")); err == nil {
			t.Errorf("4 bytes passed for %d", size)
		}
	}
	w, err := NewWriter(io.Discard, About{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", ".", "..", "/etc/passwd", "a/../b", "a//b", "sums/1", endName, aboutName, "a\nb", strings.Repeat("a", 301)} {
		if err := w.Add(name, 0, strings.NewReader("")); err == nil {
			t.Errorf("%q passed for a name", name)
		}
	}
}

// Any machine opens and checks it with its own tools.
func TestStrangersTools(t *testing.T) {
	for _, tool := range []string{"tar", "sha256sum", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here", tool)
		}
	}
	z, err := zstd.NewReader(bytes.NewReader(pack(t, file{"photos/a b.jpg", random(1000)}, file{"jemaa.db", random(10)})))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	dir := t.TempDir()
	plain, err := os.Create(filepath.Join(dir, "city.tar"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(plain, z); err != nil {
		t.Fatal(err)
	}
	if err := plain.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-ec", "tar -xf city.tar && sha256sum -c sums/*.sha256")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Count(string(out), ": OK") != 3 {
		t.Errorf("%v: %s", err, out)
	}
}
