package api

import (
	"fmt"
	"strings"

	"jemaa/backend/civic"
)

// catalogue holds the words of every error code in one language. Values that an
// error carries stand in braces.
type catalogue map[string]string

var catalogues = map[civic.Lang]catalogue{}

var titles = map[civic.Lang]map[civic.Kind]string{}

// titleOf names the kind of an error.
func titleOf(l civic.Lang, k civic.Kind) string {
	if t, ok := titles[l][k]; ok {
		return t
	}
	return titles[civic.French][k]
}

// wordsOf is what a person reads of an error. A code without words, which a test
// forbids, reads as the code itself.
func wordsOf(l civic.Lang, e *civic.Error) string {
	text, ok := catalogues[l][e.Code]
	if !ok {
		return e.Code
	}
	for name, v := range e.Params {
		text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(v))
	}
	return text
}
