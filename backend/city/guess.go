package city

import "strings"

type guesser struct{}

func tokens(s string) []string { return strings.Fields(fold(s)) }
