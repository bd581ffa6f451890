package app

import (
	"bufio"
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"jemaa/backend/civic"
)

// ledger is the list of erasures: a file that no backup holds and no restore brings
// back, so that a restored city forgets once more whom it had forgotten since. Each
// line is when, what stays ("keep" or "all" goes), and a keyed hash of the account:
// it tells nothing to anybody who has not the documents as well.
type ledger struct {
	path string
	key  []byte
	mu   sync.Mutex
	held map[string]bool // the hashes that it holds: to whether contributions stay
}

const (
	ledgerName = "ERASURES"
	replayMark = "REPLAY"
	ledgerKeep = "keep"
	ledgerAll  = "all"
)

// ledgerPath is where the list is kept.
func (a *App) ledgerPath() string {
	if a.config.Erasures != "" {
		return a.config.Erasures
	}
	return a.folder.in(ledgerName)
}

func openLedger(path string, pepper []byte) (*ledger, error) {
	key, err := hkdf.Key(sha256.New, pepper, nil, "jemaa erasures", 32)
	if err != nil {
		return nil, fmt.Errorf("app: erasures: %w", err)
	}
	l := &ledger{path: path, key: key, held: map[string]bool{}}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, fmt.Errorf("app: erasures: %w", err)
	}
	defer f.Close()
	return l, l.read(f)
}

// read takes in every whole line; a last one that a kill cut short is none.
func (l *ledger) read(from io.Reader) error {
	lines := bufio.NewScanner(from)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 3 && len(fields[2]) == 2*sha256.Size {
			l.held[fields[2]] = fields[1] == ledgerKeep
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("app: erasures: %w", err)
	}
	return nil
}

func (l *ledger) hash(who civic.ID) string {
	m := hmac.New(sha256.New, l.key)
	m.Write([]byte(who))
	return hex.EncodeToString(m.Sum(nil))
}

// Note implements privacy.Ledger: the line is on the disk when it returns.
func (l *ledger) Note(_ context.Context, who civic.ID, keep bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.hash(who)
	if kept, known := l.held[h]; known && kept == keep {
		return nil
	}
	what := ledgerAll
	if keep {
		what = ledgerKeep
	}
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("app: erasures: %w", err)
	}
	// It begins a line of its own, whatever a kill left before it.
	_, err = fmt.Fprintf(f, "\n%s %s %s\n", time.Now().UTC().Format(time.RFC3339), what, h)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("app: erasures: %w", err)
	}
	l.held[h] = keep
	return nil
}

// erased tells whether somebody is on the list, and whether what they said in public
// stays.
func (l *ledger) erased(who civic.ID) (keep, is bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	keep, is = l.held[l.hash(who)]
	return keep, is
}

// replay has everybody on the list forgotten who is back, because a backup was
// restored. It runs before anything is answered.
func (a *App) replay(ctx context.Context) error {
	wanted, err := exists(a.folder.in(replayMark))
	if err != nil || !wanted {
		return err
	}
	back := 0
	if err := a.accounts.Each(ctx, func(who civic.ID) error {
		keep, is := a.ledger.erased(who)
		if !is {
			return nil
		}
		back++
		return a.privacy.Replay(ctx, who, keep)
	}); err != nil {
		return fmt.Errorf("app: replay erasures: %w", err)
	}
	a.log.Info("erasures since the backup are done again", "people", back)
	return a.folder.unmark(replayMark)
}
