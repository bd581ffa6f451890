package city

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// sentence is one line of testdata/sentences.txt: a language, the category that
// a person would choose, and the words.
type sentence struct{ lang, category, text string }

func sentences(t *testing.T) []sentence {
	t.Helper()
	f, err := os.Open("testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []sentence
	for sc := bufio.NewScanner(f); sc.Scan(); {
		line := strings.TrimSpace(sc.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.SplitN(line, " ", 3)
		if len(parts) != 3 {
			t.Fatalf("sentences.txt: %q has no three parts", line)
		}
		out = append(out, sentence{parts[0], parts[1], parts[2]})
	}
	return out
}

// TestGuessSentences promises that, of what people write, the first guess is
// right for at least 85 of 100 in every language, and one of three for 95.
func TestGuessSentences(t *testing.T) {
	c := casablancaCity(t)
	type count struct{ all, first, three int }
	counts := map[string]*count{}
	for _, s := range sentences(t) {
		if _, ok := c.Category(s.category); !ok {
			t.Fatalf("no category %q", s.category)
		}
		n := counts[s.lang]
		if n == nil {
			n = &count{}
			counts[s.lang] = n
		}
		n.all++
		got := c.Guess(s.text, 3)
		for i, g := range got {
			if g.Category == s.category {
				n.three++
				if i == 0 {
					n.first++
				}
			}
		}
		if len(got) == 0 || got[0].Category != s.category {
			t.Logf("%s: %q is %s, guessed %v", s.lang, s.text, s.category, got)
		}
	}
	for _, lang := range []string{"fr", "ar", "ary", "ary-latn", "en", "zgh"} {
		n := counts[lang]
		if n == nil || n.all < 20 {
			t.Fatalf("%s: fewer than 20 sentences", lang)
		}
		t.Logf("%s: %d sentences, first %d, in three %d", lang, n.all, n.first, n.three)
		if 100*n.first < 85*n.all || 100*n.three < 95*n.all {
			t.Errorf("%s: %d of %d right first, %d in three", lang, n.first, n.all, n.three)
		}
	}
}

func casablancaCity(t testing.TB) *City {
	t.Helper()
	c, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	return c
}
