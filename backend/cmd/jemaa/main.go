// Command jemaa runs a city's civic platform: `jemaa serve`. Everything else it
// can do is listed by `jemaa help`; `jemaa COMMAND --help` tells the rest.
// Settings come from JEMAA_* environment variables.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// command is one word after `jemaa`.
type command struct {
	name  string
	args  string
	short string
	run   func(context.Context, io.Writer, []string) error
}

// errUsage says that the words on the command line were wrong and told about.
var errUsage = errors.New("usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := dispatch(ctx, os.Stdout, os.Args[1:])
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "jemaa:", err)
		os.Exit(1)
	}
}

func dispatch(ctx context.Context, out io.Writer, args []string) error {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(out)
		return nil
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, out, args[1:])
		}
	}
	fmt.Fprintf(os.Stderr, "jemaa: no command %q\n", args[0])
	usage(os.Stderr)
	return errUsage
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "Jemaa, a civic platform for a city.\n\nCommands:")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-28s %s\n", strings.TrimSpace(c.name+" "+c.args), c.short)
	}
	fmt.Fprintln(w, "\n`jemaa COMMAND --help` says more. Settings are JEMAA_* environment variables: `jemaa config`.")
}

// flags makes a command's flag set, whose help tells the whole story.
func flags(name, args, long string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.Usage = func() {
		fmt.Fprintf(f.Output(), "jemaa %s\n\n%s\n", strings.TrimSpace(name+" "+args), long)
		f.PrintDefaults()
	}
	return f
}

// parse reads flags that may stand before, between or behind want words.
func parse(f *flag.FlagSet, args []string, want int) ([]string, error) {
	var words []string
	for {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage
		}
		if f.NArg() == 0 {
			break
		}
		words = append(words, f.Arg(0))
		args = f.Args()[1:]
	}
	if len(words) != want {
		f.Usage()
		return nil, errUsage
	}
	return words, nil
}
