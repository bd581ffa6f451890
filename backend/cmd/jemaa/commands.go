package main

import (
	"context"
	"fmt"
	"io"

	"jemaa/backend/app"
	"jemaa/backend/config"
)

func commands() []command {
	return []command{
		{name: "openapi", short: "Print the API's contract (OpenAPI 3.1)", run: openapi},
		{name: "config", short: "Print the table of settings", run: settings},
		{name: "version", short: "Print the version", run: version},
	}
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

func version(_ context.Context, out io.Writer, args []string) error {
	f := flags("version", "", "Prints the version of this program.")
	if _, err := parse(f, args, 0); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "jemaa", app.Version())
	return err
}
