package search

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// synonyms finds in a row of words the groups they belong to. A document is given all the
// words of the groups it touches, so a question needs no rewriting: its typos and
// beginnings find synonyms too, on any engine.
type synonyms struct {
	groups  [][]string         // for each group the words it is found by, in order
	phrases map[string][]match // by first stem
	longest int                // words of a phrase, at least 1
}

type match struct {
	stems []string
	group int
}

func compileSynonyms(groups [][]string) (synonyms, error) {
	s := synonyms{phrases: map[string][]match{}, longest: 1}
	if len(groups) > maxGroups {
		return s, fmt.Errorf("search schema: more than %d groups of synonyms", maxGroups)
	}
	for _, members := range groups {
		if len(members) > maxGroupWords {
			return s, fmt.Errorf("search schema: more than %d synonyms in a group (%q)", maxGroupWords, clip(members[0]))
		}
		var words []string
		for _, member := range members {
			if utf8.RuneCountInString(member) > maxSynonymSize {
				return s, fmt.Errorf("search schema: synonym %q: too long", clip(member))
			}
			phrase := Words(member)
			if len(phrase) == 0 {
				continue
			}
			stems := make([]string, len(phrase))
			for i, w := range phrase {
				stems[i] = Stem(w)
				if !stopWords[w] || len(phrase) == 1 {
					words = append(words, w, stems[i])
				}
			}
			s.longest = max(s.longest, len(stems))
			s.phrases[stems[0]] = append(s.phrases[stems[0]], match{stems: stems, group: len(s.groups)})
		}
		s.groups = append(s.groups, sorted(words))
	}
	return s, nil
}

// at calls found for each phrase of a group that begins at stems[i].
func (s synonyms) at(stems []string, i int, found func(length, group int)) {
	for _, m := range s.phrases[stems[i]] {
		if end := i + len(m.stems); end <= len(stems) && slices.Equal(stems[i:end], m.stems) {
			found(len(m.stems), m.group)
		}
	}
}
