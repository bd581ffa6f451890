package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// Check reads a file that no engine has open, from end to end: whether it is
// sound (SQLite's quick_check), and how many documents each collection holds.
// The file is not changed.
func Check(ctx context.Context, path string) (map[string]int64, error) {
	db, err := openToRead(path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: check: %w", err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(ctx, "pragma quick_check(1)").Scan(&verdict); err != nil {
		return nil, fmt.Errorf("sqlite: check %s: %w", path, outcome(ctx, err))
	}
	if verdict != "ok" {
		return nil, fmt.Errorf("sqlite: check %s: %s", path, verdict)
	}
	return count(ctx, db)
}

// Count counts the documents of each collection in a file that no engine has
// open. The file is not changed.
func Count(ctx context.Context, path string) (map[string]int64, error) {
	db, err := openToRead(path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: count: %w", err)
	}
	defer db.Close()
	return count(ctx, db)
}

func openToRead(path string) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: url.Values{"mode": {"ro"}, "immutable": {"1"}}.Encode()}
	return sql.Open("sqlite", u.String())
}

func count(ctx context.Context, db *sql.DB) (map[string]int64, error) {
	names, err := collections(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("sqlite: count: %w", outcome(ctx, err))
	}
	out := map[string]int64{}
	for _, name := range names {
		var n int64
		if err := db.QueryRowContext(ctx, "select count(*) from "+tableOf(name).docs).Scan(&n); err != nil {
			return nil, fmt.Errorf("sqlite: count %s: %w", name, outcome(ctx, err))
		}
		out[name] = n
	}
	return out, nil
}

func collections(ctx context.Context, db *sql.DB) (out []string, err error) {
	rows, err := db.QueryContext(ctx, `select name from sqlite_schema where type = 'table' and name like 'c\_%' escape '\' order by name`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, strings.TrimPrefix(name, "c_"))
	}
	return out, rows.Err()
}
