package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"jemaa/backend/app"
	"jemaa/backend/config"
	"jemaa/backend/media"
)

func commands() []command {
	return []command{
		{name: "serve", short: "Run the city", run: serve},
		{name: "seed", args: "[--demo | --scale N]", short: "Fill an empty city with invented reports", run: seed},
		{name: "grant", args: "ADDRESS ROLE", short: "Give a person a role, or take it back", run: grant},
		{name: "enrol", args: "ADDRESS", short: "Print a one-time link for a member of staff to register a passkey", run: enrol},
		{name: "reindex", short: "Build the search index anew", run: reindex},
		{name: "backup", args: "FILE", short: "Write the whole city into one new file", run: backup},
		{name: "restore", args: "[--check] FILE", short: "Bring a backup back into an empty data folder", run: restore},
		{name: "develop", short: "Develop photos: `serve` starts this by itself", run: develop},
		{name: "config", short: "Print the table of settings", run: settings},
		{name: "openapi", short: "Print the API's contract (OpenAPI 3.1)", run: openapi},
		{name: "version", short: "Print the version", run: version},
	}
}

func serve(ctx context.Context, _ io.Writer, args []string) error {
	f := flags("serve", "", "Runs the city until it is interrupted; settings come from JEMAA_* variables (`jemaa config`).\n"+
		"On SIGTERM or Ctrl-C it takes no new requests, lets those under way end, and stops.")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	a, err := app.New(ctx, c, app.Options{Out: os.Stderr, Darkroom: []string{self, "develop"}})
	if err != nil {
		return err
	}
	return errors.Join(a.Run(ctx), a.Close())
}

// develop reads uploads from the standard input and writes photos to the standard
// output, until the input ends: media.Processor.Apart.
func develop(_ context.Context, out io.Writer, args []string) error {
	f := flags("develop", "", "Develops photos for `jemaa serve`, which starts it. It is of no use by hand.")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	return media.Develop(os.Stdin, out)
}

func seed(ctx context.Context, out io.Writer, args []string) error {
	f := flags("seed", "--demo | --scale N", "Fills the city with invented reports, officials' answers and pictures. Only in a demonstration\n"+
		"(JEMAA_DEMO=true) that holds no reports and is not being served.")
	s := app.Seeding{}
	f.BoolVar(&s.Demo, "demo", false, "the believable city: about 300 reports in all states")
	f.IntVar(&s.Count, "count", 0, "so many reports instead of 300, with --demo")
	f.IntVar(&s.Scale, "scale", 0, "so many reports instead, for benchmarks (1 to 1,000,000)")
	f.BoolVar(&s.NoIndex, "no-index", false, "with --scale: leave the search index to the next start")
	f.BoolVar(&s.IfEmpty, "if-empty", false, "do nothing when there are reports already")
	f.Int64Var(&s.Random, "random", 1, "the same number makes the same city")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	return app.Seed(ctx, c, s, out)
}

func grant(ctx context.Context, out io.Writer, args []string) error {
	f := flags("grant", "ADDRESS ROLE", "Gives the person with a mail address a role: official (with --authority), moderator or admin.\n"+
		"The account is made when there is none. All its open sessions end. Works beside a running server.\n"+
		"Whoever has no passkey yet gets a one-time link to register one, printed here and good for 24 hours.")
	authority := f.String("authority", "", "code of the authority that an official answers for")
	revoke := f.Bool("revoke", false, "take the role back")
	words, err := parse(f, args, 2)
	if err != nil {
		return err
	}
	o := app.Grant(words[0], words[1], *authority)
	if *revoke {
		o.Do = "revoke"
	}
	return order(ctx, out, o)
}

func enrol(ctx context.Context, out io.Writer, args []string) error {
	f := flags("enrol", "ADDRESS", "Prints a one-time link, good for 24 hours, by which a member of staff registers a passkey: when the first\n"+
		"link has lapsed, or when all passkeys are lost and there are no two admins to give a new one. Using it\n"+
		"ends their other passkeys, sessions and tokens. Works beside a running server.")
	words, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	return order(ctx, out, app.Enrol(words[0]))
}

func reindex(ctx context.Context, out io.Writer, args []string) error {
	f := flags("reindex", "", "Builds the search index anew from the documents, beside the one in use, and swaps them.\n"+
		"No search fails meanwhile. Works beside a running server.")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	return order(ctx, out, app.Order{Do: "reindex"})
}

func backup(ctx context.Context, out io.Writer, args []string) error {
	f := flags("backup", "FILE", "Writes documents, pictures and keys into one new file (tar, zstd, with the SHA-256 of each member),\n"+
		"reads all of it back, and only then gives it its name. Works beside a running server, and holds\n"+
		"everything that was acknowledged before it began. It is as secret as the data folder.")
	words, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	return app.Backup(ctx, c, words[0], out)
}

func restore(ctx context.Context, out io.Writer, args []string) error {
	f := flags("restore", "FILE", "Checks every byte of a backup and brings it back into the data folder (JEMAA_DATA), which must be\n"+
		"empty or new. The next start fills the search index.")
	check := f.Bool("check", false, "only read the backup to its end and tell what it holds")
	words, err := parse(f, args, 1)
	if err != nil {
		return err
	}
	if *check {
		return app.CheckBackup(ctx, words[0], out)
	}
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	return app.Restore(ctx, c, words[0], out)
}

func openapi(_ context.Context, out io.Writer, args []string) error {
	f := flags("openapi", "", "Prints the contract of the HTTP API as JSON: OpenAPI 3.1. Needs no data folder.")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	b, err := app.OpenAPI()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, string(b))
	return err
}

func settings(_ context.Context, out io.Writer, args []string) error {
	f := flags("config", "", "Prints every setting with its default and meaning, as a Markdown table.")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	_, err := fmt.Fprint(out, config.Table())
	return err
}

// version tells this program's, and the running server's when there is one.
func version(ctx context.Context, out io.Writer, args []string) error {
	f := flags("version", "", "Prints the version of this program, and of the server that runs on the data folder, if any.")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	fmt.Fprintln(out, "jemaa", app.Version())
	c, err := config.Load(os.Environ())
	if err != nil {
		return nil // its settings are another command's business
	}
	running, err := app.Running(ctx, c)
	if err == nil && running != "" {
		fmt.Fprintln(out, "running:", running)
	}
	return err
}

// order carries out an order on the configured city.
func order(ctx context.Context, out io.Writer, o app.Order) error {
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	return app.Command(ctx, c, o, out)
}
