package notify

import (
	"strings"
	"testing"

	"jemaa/backend/civic"
)

// TestEveryKindIsSaidInEveryLanguage, each in words of its own.
func TestEveryKindIsSaidInEveryLanguage(t *testing.T) {
	kinds := []Kind{StatusChanged, Answered, Asked, ConfirmationAsked, Duplicate, Contested, Hidden, Restored, HandedOver}
	b := Brief{Title: "WHAT", Authority: civic.Words{civic.French: "WHO"}, Hidden: "WHY"}
	said := map[string]bool{}
	for _, lang := range civic.Langs {
		if len(phrases[lang]) != len(kinds) || len(statuses[lang]) != len(statuses[civic.French]) {
			t.Errorf("%s: %d phrases, %d statuses", lang, len(phrases[lang]), len(statuses[lang]))
		}
		for _, k := range kinds {
			for status := range statuses[civic.French] {
				n := Notification{Kind: k, Subject: civic.Subject{Kind: "report", ID: "1"}, Status: status}
				i := n.item(b, lang)
				if i.Title == "" || !strings.Contains(i.Body, "WHAT") || strings.ContainsAny(i.Title+i.Body, "{}") {
					t.Errorf("%s %s: %q, %q", lang, k, i.Title, i.Body)
				}
				if k == StatusChanged {
					said[i.Title+i.Body] = true
				} else if status == "submitted" {
					said[i.Body] = true
				}
			}
		}
	}
	if want := 4 * (7 + len(kinds) - 1); len(said) != want {
		t.Errorf("%d different texts, want %d", len(said), want)
	}
	n := Notification{Kind: Answered, Subject: civic.Subject{Kind: "report", ID: "1"}}
	if i := n.item(Brief{Category: civic.Words{civic.Arabic: "طريق"}}, civic.Arabic); !strings.Contains(i.Body, "طريق") {
		t.Errorf("without a title the category is said: %q", i.Body)
	}
	if i := n.item(Brief{Title: strings.Repeat("x", 4000)}, "tlh"); len(i.Body) > 400 || !strings.HasPrefix(i.Path, "/fr/") {
		t.Errorf("a long title in no language: %q %s", i.Body, i.Path)
	}
}
