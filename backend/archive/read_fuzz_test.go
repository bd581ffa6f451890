package archive

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// Any bytes in a backup's place are a backup, or damaged, or a newer one's: never
// a panic, never more memory than a member needs. The bytes are also put below
// the compression, where changes reach further.
func FuzzRead(f *testing.F) {
	whole := pack(f, file{"documents/report.jsonl", []byte("{}\n{}\n")}, file{"media/01/a.jpg", []byte("\xff\xd8\xff")})
	f.Add(whole, false)
	f.Add(whole[:len(whole)/2], false)
	z, err := zstd.NewReader(bytes.NewReader(whole))
	if err != nil {
		f.Fatal(err)
	}
	defer z.Close()
	below, err := io.ReadAll(z)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(below, true)
	f.Add(below[:1024], true)
	f.Add([]byte("\x28\xb5\x2f\xfd\x00\x00"), false)
	f.Add([]byte{}, true)
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte, inside bool) {
		if inside {
			b = zip.EncodeAll(b, nil)
		}
		_, files, err := unpack(bytes.NewReader(b))
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) {
			t.Fatalf("%v", err)
		}
		for _, one := range files {
			if checkName(one.name) != nil {
				t.Errorf("a member called %q", one.name)
			}
		}
	})
}
