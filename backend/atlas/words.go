package atlas

// words give each category, domain and status a small number. They only grow,
// by what a city's profile knows.
type words struct {
	categories, domains, statuses list
}

type list struct {
	names   []string
	numbers map[string]uint16
}

// maxWords bounds a list; a word beyond it shares the last number, "other".
const maxWords = 200

func newWords() words {
	fresh := func() list { return list{numbers: map[string]uint16{}} }
	return words{fresh(), fresh(), fresh()}
}

func (*words) number(l *list, name string) uint16 {
	if n, ok := l.numbers[name]; ok {
		return n
	}
	if len(l.names) >= maxWords {
		return maxWords - 1
	}
	if len(l.names) == maxWords-1 {
		name = "other"
	}
	n := uint16(len(l.names))
	l.names = append(l.names, name)
	l.numbers[name] = n
	return n
}

// chosen marks the numbers of the names; nil when the list is no condition.
func (l *list) chosen(names []string) []bool {
	if len(names) == 0 {
		return nil
	}
	out := make([]bool, maxWords)
	for _, name := range names {
		if n, ok := l.numbers[name]; ok {
			out[n] = true
		}
	}
	return out
}
