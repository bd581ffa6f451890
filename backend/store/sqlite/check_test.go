package sqlite

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jemaa/backend/store"
)

func TestCheckFindsDamage(t *testing.T) {
	dir := t.TempDir()
	e := openAt(t, filepath.Join(dir, "jemaa.db"))
	if err := e.Declare(t.Context(), "by_name", []store.Index{{Name: "name", Fields: []string{"name"}}}); err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		doc := fmt.Sprintf(`{"name":%q}`, strings.Repeat(fmt.Sprint(i), 100))
		if err := e.Insert(t.Context(), "by_name", record(fmt.Sprint(i), doc), nil); err != nil {
			t.Fatal(err)
		}
	}
	copied := filepath.Join(dir, "copy.db")
	if err := e.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	n, err := Check(t.Context(), copied)
	if err != nil || n["by_name"] != 300 || n["items"] != 0 || len(n) != 2 {
		t.Errorf("%v %v", n, err)
	}
	if n, err := Count(t.Context(), copied); err != nil || n["by_name"] != 300 {
		t.Errorf("%v %v", n, err)
	}
	if after, err := os.ReadFile(copied); err != nil || !bytes.Equal(whole, after) {
		t.Errorf("checking changed the file: %v", err)
	}
	half := len(whole) / 2 &^ 4095
	for what, bad := range map[string][]byte{
		"cut short":     whole[:half],
		"no SQLite":     []byte(strings.Repeat("hello ", 2000)),
		"a page zeroed": append(append(bytes.Clone(whole[:half]), make([]byte, 4096)...), whole[half+4096:]...),
	} {
		path := filepath.Join(dir, "bad.db")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Check(t.Context(), path); err == nil {
			t.Errorf("%s passes", what)
		}
	}
}
