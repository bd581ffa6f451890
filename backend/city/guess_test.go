package city

import (
	"bufio"
	"os"
	"slices"
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

func TestGuessNothing(t *testing.T) {
	c := casablancaCity(t)
	for _, s := range []string{"", "   ", "...!?", "😀😀", "le la les", "qwrtzp xkcdq", "\xff\xfe", "123456"} {
		if got := c.Guess(s, 3); len(got) != 0 {
			t.Errorf("Guess(%q) = %v", s, got)
		}
	}
	for n, most := range map[int]int{-1: 0, 0: 0, 1: 1, 1000: maxGuesses} {
		if got := c.Guess("poubelle trottoir fuite lampadaire chien arbre bus plage bruit égout mur gravats", n); len(got) != most {
			t.Errorf("%d guesses wanted, %d given", n, len(got))
		}
	}
}

// TestGuessIsTheSameForTheSameText repeats what goes through maps.
func TestGuessIsTheSameForTheSameText(t *testing.T) {
	c := casablancaCity(t)
	const text = "zbel w lma kaysil f trottoir, poubelle pleine et lampadaire éteint devant l'école"
	want := c.Guess(text, 10)
	for range 5 {
		if got := casablancaCity(t).Guess(text, 10); !slices.Equal(got, want) {
			t.Fatalf("got %v, then %v", want, got)
		}
	}
	for i, g := range want {
		if g.Score <= 0 || g.Score > 1 || i > 0 && g.Score > want[i-1].Score {
			t.Errorf("scores out of order or range: %v", want)
		}
	}
}

// TestGuessForms: case, accents, elision, plural, article, vowel signs, tatweel,
// hamza, spelling of Darija and small slips do not change what a word means.
func TestGuessForms(t *testing.T) {
	c := casablancaCity(t)
	for want, forms := range map[string][]string{
		"street-light":  {"LAMPADAIRE", "lampadaires", "lampadairre", "éclairage", "Eclairage", "l'éclairage", "الإنارة", "الانارة", "إِنَارَة", "والإنارة", "إنـــارة"},
		"pothole":       {"nid-de-poule", "nids de poules", "7ofra", "l7ofra", "7OFRA", "hofra", "حُفْرَة", "الحفرة", "حفره", "والحفر", "pot hole pothole"},
		"full-bin":      {"poubelle", "poubele", "poubelles", "lpoubelle", "bobila", "الحاوية", "حاويات"},
		"stray-animals": {"chien", "Chiens", "klab", "lklab", "كلاب", "الكلاب", "ⵉⵢⴹⴰⵏ"},
	} {
		for _, s := range forms {
			if got := c.Guess(s, 1); len(got) == 0 || got[0].Category != want {
				t.Errorf("Guess(%q) = %v, want %s", s, got, want)
			}
		}
	}
}

func TestGuessOfALongTextIsBounded(t *testing.T) {
	c := casablancaCity(t)
	if got := c.Guess("lampadaire cassé "+strings.Repeat("x ", 5_000_000), 1); len(got) != 1 || got[0].Category != "street-light" {
		t.Errorf("got %v", got)
	}
}

func FuzzGuess(f *testing.F) {
	c := casablancaCity(f)
	f.Add("7ofra kbira")
	f.Add("ŉ0 ℋ ʰ İ")
	f.Add("\xff\u202e ⵯ\u0301")
	f.Fuzz(func(t *testing.T, s string) {
		if got := c.Guess(s, 3); len(got) > 3 {
			t.Fatalf("%d guesses", len(got))
		}
		if once := fold(s); fold(once) != once {
			t.Fatalf("fold(%q) = %q, and again %q", s, once, fold(once))
		}
	})
}

func BenchmarkGuess(b *testing.B) {
	c := casablancaCity(b)
	for b.Loop() {
		c.Guess("Le lampadaire devant chez moi ne marche plus depuis une semaine, on ne voit rien la nuit", 3)
	}
}

func BenchmarkGuessLong(b *testing.B) {
	c := casablancaCity(b)
	text := strings.Repeat("lampadairo poubellard trottoiro kanalisaton ", 100)
	for b.Loop() {
		c.Guess(text, 3)
	}
}
