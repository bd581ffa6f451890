package city

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokens are the words of a text that may mean something, as stems, in order.
func tokens(s string) []string {
	var out []string
	for _, w := range strings.Fields(fold(s)) {
		if !silent[w] && (utf8.RuneCountInString(w) > 1) {
			out = append(out, stem(w))
		}
	}
	return out
}

// stem cuts what changes most at a word's ends, so that its forms meet. It is
// light on purpose: it only has to be the same for the text and the keyword.
func stem(w string) string {
	first, _ := utf8.DecodeRuneInString(w)
	switch {
	case unicode.Is(unicode.Arabic, first):
		return stemArabic(w)
	case unicode.Is(unicode.Tifinagh, first):
		return stemTifinagh(w)
	}
	return stemLatin(w)
}

// sounds are written in two ways in Darija.
var sounds = strings.NewReplacer("ou", "u", "sh", "ch")

// stemLatin serves French, English and Darija in Latin letters: doubled letters
// are single, "ou" is "u", "sh" is "ch", the Darija article before a consonant
// goes (lpoubelle, l7ofra: no French or English word starts so), and so do the
// endings of plural and gender.
func stemLatin(w string) string {
	w = sounds.Replace(w)
	var b strings.Builder
	var last rune
	for _, r := range w {
		if r != last || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
		last = r
	}
	w = b.String()
	if len(w) >= 5 && w[0] == 'l' && !strings.ContainsRune("aeiouy", rune(w[1])) {
		w = w[1:]
	}
	for _, end := range []string{"ment", "ing", "es", "e", "s", "x"} {
		if cut, ok := strings.CutSuffix(w, end); ok && len(cut) >= 4 {
			return cut
		}
	}
	if cut := strings.TrimRight(w, "sx"); len(cut) == 3 {
		return cut // rats, eaux, feux
	}
	return w
}

// stemArabic cuts the article with what is written onto it, and the endings of
// plural, gender and possession.
func stemArabic(w string) string {
	for _, start := range []string{"وال", "بال", "فال", "كال", "هاد", "لل", "ال"} {
		if rest, ok := strings.CutPrefix(w, start); ok && utf8.RuneCountInString(rest) >= 2 {
			w = rest
			break
		}
	}
	for _, end := range []string{"ات", "ين", "ون", "ها", "هم", "نا", "ه", "ي"} {
		if rest, ok := strings.CutSuffix(w, end); ok && utf8.RuneCountInString(rest) >= 3 {
			return rest
		}
	}
	return w
}

// stemTifinagh evens out the two states of a noun (ⴰⴱⵔⵉⴷ, ⵓⴱⵔⵉⴷ; ⵜⴰⵎⴷⵉⵏⵜ, ⵜⵎⴷⵉⵏⵜ) by
// dropping the vowel at its start, or behind the feminine's ⵜ.
func stemTifinagh(w string) string {
	const vowels = "ⴰⵉⵓⵡⵢ"
	head := ""
	if rest, ok := strings.CutPrefix(w, "ⵜ"); ok {
		head, w = "ⵜ", rest
	}
	rest := strings.TrimLeft(w, vowels)
	if utf8.RuneCountInString(rest) < 2 {
		rest = w
	}
	return head + rest
}

// silent words say nothing about a subject: articles, prepositions, greetings,
// and the words that every report has. Negations are kept: "pas d'eau".
var silent = wordSet(`
	le la les un une des du de au aux et ou en dans sur sous par pour avec chez vers entre est sont etait il elle ils elles
	on nous vous je tu ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs qui que quoi dont
	a ont ai avons avez y se ne si tout tous toute toutes tres trop aussi comme depuis bonjour merci svp plait monsieur madame
	rue avenue boulevard quartier devant derriere cote pres chaque jour jours hier semaine semaines mois an ans fait faire peut
	meme encore toujours beaucoup plusieurs deja alors mais donc car lequel etre avoir quand
	the an of to in on at for with from by is are was were has have had been be it its this that these those there here my
	our your their we you they he she i and or but so very please hello thanks street since near next every day days week weeks
	month months still always many much too just been which who what where when does did can will would
	dial d f fi b w o ou dyal had hada hadi li lli wa ana 7na kayn kayna rah 3la 3ndna dayman bzaf bezzaf salam chokran
	3afakom 3afak zan9a zen9a derb hna hnaya hadchi daba kol nhar yawm men mn m3a wla wlla ta hta 7ta gha ghir chi wahd wa7d
	في من على الى عن مع هذا هذه هذي هذيك ذلك تلك التي الذي الذين هو هي هم هن انا نحن انتم ان كان كانت قد لقد ثم او ام بل كل بعض
	كثيرا جدا منذ ايام يوم يوميا اسبوع شهر شارع الشارع زنقه الزنقه حي الحي درب الدرب المرجو السلام عليكم شكرا ديال ديالنا
	هاد هادي هادشي هنا هناك اللي لي را راه راها عندنا كاين كاينه دابا بزاف واحد واحده عافاكم الله حيت باش حتى غير شي ديما قبل بعد
	ⵏ ⴳ ⵅⴼ ⴷ ⵉ ⵙ ⵖⵔ ⵙⴳ ⴰⴷ ⴰⵔ ⵡⴰⴷ ⵜⴰⴷ ⵢⴰⵏ ⵢⴰⵜ ⵎⵇⵇⵓⵔ ⴱⴰⵀⵔⴰ ⴰⵙⵙ ⵉⵍⵍⴰ ⵜⵍⵍⴰ ⵍⵍⴰⵏ ⵉⵍⵍⵉⵏ ⴷⴰⵜ ⵏⵏⵖ ⵉⵏⵓ ⵖⵉⴷ ⵖⴰⵙⵙⴰⴷ ⴷⵉⵎⴰ
`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}
