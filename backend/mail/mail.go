// Package mail writes and sends the program's letters. A letter is made from a
// template in the reader's language, as plain text and as simple HTML that also
// reads right to left, and goes out through a Sender: an SMTP server, or the log
// of a demonstration. Whether a failure may pass with time is said by the error's
// kind, so that who has a letter to send knows whether to try again.
package mail

import (
	"context"

	"jemaa/backend/civic"
)

// Message is one letter to one address.
type Message struct {
	To      string // bare address
	Lang    civic.Lang
	Subject string // never holds a secret: it shows on locked screens
	Text    string
	HTML    string
}

// Sender sends letters. Errors: Invalid "mail.refused" when this letter will never
// be taken, Unavailable "mail.unavailable" when it may be later.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

func refused(cause error) error { return civic.Invalid("mail.refused", "email").By(cause) }

func unavailable(cause error) error {
	return civic.Fail(civic.KindUnavailable, "mail.unavailable").By(cause)
}
