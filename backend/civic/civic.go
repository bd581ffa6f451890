// Package civic holds the words that every noun of the city shares: who acts
// (Actor, Role), on what (Subject), where (Point), when (Time, Clock), in which
// language (Lang, Words), and what went wrong (Error). It is the bottom of the
// house: it knows the standard library and nothing else, so that every other
// room can know it.
package civic
