package app

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jemaa/backend/archive"
	"jemaa/backend/civic"
	"jemaa/backend/config"
	"jemaa/backend/media"
	"jemaa/backend/media/mediatest"
)

// elsewhere is the same city in a folder that is not there yet.
func elsewhere(t *testing.T, settings ...string) config.Config {
	return load(t, append(settings, "JEMAA_DATA="+filepath.Join(t.TempDir(), "a", "new", "one"))...)
}

func members(t *testing.T, path string) map[string][]byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	a, err := archive.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	out := map[string][]byte{}
	for {
		m, err := a.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if out[m.Name], err = io.ReadAll(m.Body); err != nil {
			t.Fatal(err)
		}
	}
}

// salma signs in with the code of the nth letter to her.
func (w *town) salma(nth int) *person {
	w.t.Helper()
	p := w.nobody()
	p.do("POST", "/api/v1/auth/codes", map[string]string{"email": "salma@example.org"}).want(202)
	code := w.codeFor("salma@example.org", nth)
	r := p.do("POST", "/api/v1/auth/sessions", map[string]any{"email": "salma@example.org", "code": code, "bearer": true}).want(200)
	p.token = r.str("token")
	return p
}

// A real city is backed up beside its work, and restored elsewhere: people have
// their accounts, their sessions, their reports and their pictures, and officials
// their roles.
func TestARestoredCityGoesOn(t *testing.T) {
	w := settle(t, public...)
	salma := w.salma(1)
	photo := w.id()
	salma.do("PUT", "/api/v1/photos/"+photo, snapshot(7)).want(201)
	id := salma.report(map[string]any{"photos": []string{photo}})
	w.soon("the photo is public", func() bool { return w.nobody().do("GET", "/media/"+photo+"/320.jpg", nil).status == 200 })
	var said bytes.Buffer
	if err := Command(t.Context(), w.config, Grant("amina@example.org", "official", "commune"), &said); err != nil {
		t.Fatal(err)
	}
	before := map[string][]byte{}
	for _, path := range []string{"/api/v1/reports/" + id, "/media/" + photo + "/320.jpg", "/media/" + photo + "/1920.jpg", "/api/v1/reports", "/api/v1/push/key"} {
		before[path] = salma.do("GET", path, nil).want(200).body
	}
	path, told := saved(t, w.config)
	if !strings.Contains(told, "a real city") || !strings.Contains(told, "(1 reports), 3 picture files") || strings.Contains(told, "warning") {
		t.Errorf("%s", told)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v %v", info.Mode(), err)
	}
	if at, err := w.folder.lastBackup(); err != nil || time.Since(at) > time.Minute {
		t.Errorf("the last backup: %v %v", at, err)
	}

	c := elsewhere(t, public...)
	if err := Restore(t.Context(), c, path, io.Discard); err != nil {
		t.Fatal(err)
	}
	t.Run("elsewhere", func(t *testing.T) {
		again := &town{t: t, post: w.post}
		again.start(c)
		reader := again.nobody()
		reader.token = salma.token
		for path, want := range before {
			if got := reader.do("GET", path, nil).want(200).body; !bytes.Equal(got, want) {
				t.Errorf("%s: %.300s, was %.300s", path, got, want)
			}
		}
		again.soon("search finds it", func() bool { return reader.do("GET", "/api/v1/search?q=poule", nil).num("total") == 1 })
		if marked, err := exists(again.folder.in(reindexMark)); err != nil || marked {
			again.soon("the mark goes", func() bool { marked, _ := exists(again.folder.in(reindexMark)); return !marked })
		}
		if got := again.salma(2).do("GET", "/api/v1/me", nil).str("id"); got != salma.do("GET", "/api/v1/me", nil).str("id") || got == "" {
			t.Errorf("another account after the restore: %q", got)
		}
		said.Reset()
		if err := Command(t.Context(), c, Grant("amina@example.org", "official", "commune"), &said); err != nil || !strings.Contains(said.String(), "already") {
			t.Errorf("the role: %q %v", said.String(), err)
		}
	})
}

func TestRestoreWantsAnEmptyFolderAndAWholeFile(t *testing.T) {
	c := idle(t)
	path, _ := saved(t, c)
	if err := Restore(t.Context(), c, path, io.Discard); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("over a city: %v", err)
	}
	if err := Command(t.Context(), c, Grant("a@example.org", "admin", ""), io.Discard); err != nil {
		t.Errorf("the city that was not written over: %v", err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	for what, b := range map[string][]byte{"cut short": whole[:len(whole)-9], "changed": flipped, "no backup": []byte("hello")} {
		bad := filepath.Join(t.TempDir(), "bad")
		if err := os.WriteFile(bad, b, 0o600); err != nil {
			t.Fatal(err)
		}
		to := elsewhere(t)
		if err := Restore(t.Context(), to, bad, io.Discard); !errors.Is(err, archive.ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
		if err := CheckBackup(t.Context(), bad, io.Discard); !errors.Is(err, archive.ErrDamaged) {
			t.Errorf("checking what is %s: %v", what, err)
		}
		if made, err := exists(to.Data); made || err != nil {
			t.Errorf("%s: a folder was made: %v", what, err)
		}
	}
	mongo := elsewhere(t, "JEMAA_MONGODB_URI=mongodb://127.0.0.1:1/x")
	for what, err := range map[string]error{
		"restore": Restore(t.Context(), mongo, path, io.Discard),
		"backup":  Backup(t.Context(), mongo, filepath.Join(t.TempDir(), "x"), io.Discard),
	} {
		if err == nil || !strings.Contains(err.Error(), "mongodump") {
			t.Errorf("%s with MongoDB: %v", what, err)
		}
	}
}

// A restore that was killed leaves a folder that is not served, and that the next
// restore takes over.
func TestAKilledRestoreIsDoneAgain(t *testing.T) {
	path, _ := saved(t, idle(t))
	to := elsewhere(t)
	for _, name := range []string{"photos/ab", "search"} {
		if err := os.MkdirAll(filepath.Join(to.Data, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{restoringMark: restoringText, dbPart: "half of it", "photos/ab/x": "half"} {
		if err := os.WriteFile(filepath.Join(to.Data, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := New(t.Context(), to, Options{}); err == nil || !strings.Contains(err.Error(), "half restored") {
		t.Errorf("served: %v", err)
	}
	var out bytes.Buffer
	if err := Restore(t.Context(), to, path, &out); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{restoringMark, dbPart, "photos/ab/x"} {
		if left, err := exists(filepath.Join(to.Data, name)); left || err != nil {
			t.Errorf("%s is left: %v", name, err)
		}
	}
	a, err := Open(t.Context(), to, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

// The documents are held against what the backup tells of them: a whole file of
// another content is no backup.
func TestRestoreHoldsTheDocumentsAgainstTheirCount(t *testing.T) {
	c := idle(t)
	path, _ := saved(t, c)
	in := members(t, path)
	for what, change := range map[string]func(about *archive.About, db []byte) []byte{
		"of a later version": func(a *archive.About, db []byte) []byte { a.Data = DataVersion() + 1; return db },
		"one less":           func(a *archive.About, db []byte) []byte { a.Documents["account"]++; return db },
		"no documents at all": func(a *archive.About, _ []byte) []byte {
			a.Documents = map[string]int64{}
			return []byte("not SQLite")
		},
	} {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		about, _, err := archive.Check(f)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		bad, err := os.Create(filepath.Join(t.TempDir(), "bad"))
		if err != nil {
			t.Fatal(err)
		}
		db := change(&about, in[dbMember])
		w, err := archive.NewWriter(bad, about)
		if err != nil {
			t.Fatal(err)
		}
		err = w.Add(dbMember, int64(len(db)), bytes.NewReader(db))
		if err := errors.Join(err, w.Close(), bad.Close()); err != nil {
			t.Fatal(err)
		}
		to := elsewhere(t)
		if err := Restore(t.Context(), to, bad.Name(), io.Discard); err == nil {
			t.Errorf("%s: restored", what)
		}
		if left, err := (&folder{to.Data}).names(); (err != nil && !errors.Is(err, fs.ErrNotExist)) || len(left) > 0 {
			t.Errorf("%s: left behind: %v %v", what, left, err)
		}
	}
}

// Photos in a bucket elsewhere travel as those in the folder do, and go into the
// bucket of whoever restores.
func TestPhotosOfAnS3ServerAreBackedUp(t *testing.T) {
	m := mediatest.StartMinIO(t)
	s3 := func(bucket string) []string {
		return append(demo, "JEMAA_S3_ENDPOINT="+m.Endpoint, "JEMAA_S3_ACCESS_KEY="+m.AccessKey, "JEMAA_S3_SECRET_KEY="+m.SecretKey, "JEMAA_S3_BUCKET="+bucket)
	}
	w := settle(t, s3("here")...)
	photo := w.id()
	p := w.persona("resident")
	p.do("PUT", "/api/v1/photos/"+photo, snapshot(9)).want(201)
	want := p.do("GET", "/media/"+photo+"/960.jpg", nil).want(200).body
	path, told := saved(t, w.config)
	if !strings.Contains(told, "3 picture files") {
		t.Errorf("%s", told)
	}
	for where, settings := range map[string][]string{"another bucket": s3("there"), "a folder": demo} {
		c := elsewhere(t, settings...)
		if err := Restore(t.Context(), c, path, io.Discard); err != nil {
			t.Fatal(err)
		}
		a, err := Open(t.Context(), c, Options{Unsure: true})
		if err != nil {
			t.Fatal(err)
		}
		o, err := a.bucket.Get(t.Context(), media.PhotoKey(civic.ID(photo), 960))
		if err != nil || !bytes.Equal(o.Body, want) {
			t.Errorf("%s: %v", where, err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}
