package main

import "errors"

// serveWord makes this program serve a city itself.
const serveWord = "serve"

func serveHere() error { return errors.New("not yet") }
