package mail

import (
	"context"
	"errors"
	"log/slog"
)

// Log writes letters to the log instead of sending them, whole, so that whoever
// runs a demonstration can read the code in it. Outside a demonstration it says
// only that a letter could not go out: no body, no address.
type Log struct {
	Log  *slog.Logger
	Demo bool
}

// Send writes the letter down. Outside a demonstration it fails with "mail.refused".
func (l Log) Send(_ context.Context, m Message) error {
	if !l.Demo {
		l.Log.Warn("a letter was not sent: no mail server is set", "subject", m.Subject)
		return refused(errors.New("mail: no server is set"))
	}
	l.Log.Info("a letter, written here because this is a demonstration",
		"to", m.To, "subject", m.Subject, "text", m.Text)
	return nil
}
