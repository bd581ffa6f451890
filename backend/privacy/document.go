package privacy

import (
	"bytes"
	"fmt"
	"strings"

	"jemaa/backend/civic"
)

const documentHead = `# What is kept about people

Generated from the register in ` + "`backend/privacy`" + ` (` + "`topics.go`, `fields.go`" + `): do not edit. A test fails when a stored field is not in
the register, and when this page is not what the register says; to write it anew:
` + "`go test ./backend/app -run TestRegisterIsWrittenDown -update-privacy`" + `.

Law 09-08 (Morocco) and the GDPR. Bases: *service* (needed for what the person asked for), *public* (a task in the public interest),
*safety* (a legitimate interest: accounts and the room kept safe), *consent* (agreed to, and taken back at any time), *law* (an obligation to
answer for decisions), *none* (says nothing about anybody). No identity-card number and no political opinion is asked for.

Beside the documents: photos lie in the bucket under numbers that say nothing; the search index holds the public words of public reports and is
rewritten after an erasure; the log of the program holds request numbers and no personal data; a backup holds everything of its moment, and a
restored one forgets again whom ` + "`JEMAA_ERASURES`" + ` names (docs/running.md). A phone keeps what its owner wrote and read, until they sign out.
`

// Document is docs/privacy.md: what is kept, why, until when, and where.
func Document() []byte {
	var b bytes.Buffer
	b.WriteString(documentHead)
	b.WriteString("\n## Pourquoi, et jusqu’à quand\n\n| quoi | pourquoi | base | jusqu’à quand |\n|---|---|---|---|\n")
	writeTopics(&b, civic.French)
	b.WriteString("\n## Why, and until when\n\n| what | why | basis | until when |\n|---|---|---|---|\n")
	writeTopics(&b, civic.English)
	b.WriteString("\n## Every field\n\n| collection | room | topic | fields |\n|---|---|---|---|\n")
	for _, k := range Register {
		for _, t := range topics {
			if fields := k.Fields[t.code]; len(fields) > 0 {
				fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` |\n", k.Collection, k.Room, t.code, strings.Join(fields, "`, `"))
			}
		}
	}
	return b.Bytes()
}

func writeTopics(b *bytes.Buffer, lang civic.Lang) {
	for _, t := range topics {
		w := t.words[lang]
		fmt.Fprintf(b, "| %s (`%s`) | %s | %s | %s |\n", w.title, t.code, w.why, t.basis, w.until)
	}
}
