// Package mongodb keeps documents in MongoDB: the engine of a city that has
// outgrown one machine.
//
// A document is natural BSON that any tool can read and query:
//
//	{_id, rev, changed_at, doc: {…}, messages: {…}, waiting, waiting_at}
//
// where doc holds what the noun wrote, times as dates. The last three are there
// only while messages wait: messages by their id, how many they are, and when the
// last of them came. They change together with the document or each in one update
// of its own; no transaction is needed, so shards and servers that merely speak
// the dialect serve as well.
package mongodb

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/x/mongo/driver/connstring"

	"jemaa/backend/store"
)

const (
	maxConnections = 100 // to one server, and calls in hand
	// Whoever asks while nothing answers is told so within 2.5 s: a call's turn and
	// its time together lie below that, and far above p99.9.
	callLimit    = 2 * time.Second        // the longest one call
	queueLimit   = 300 * time.Millisecond // the longest a call waits for its turn
	connectLimit = 2 * time.Second        // the longest to find a server
)

// Options are an engine's choices.
type Options struct {
	Database string // "" takes the one that the URI names, or else "jemaa"
}

// Engine is a database of one deployment. It is a store.Engine.
type Engine struct {
	client *mongo.Client
	db     *mongo.Database
	turns  chan struct{} // a token for each call in hand

	inUse  sync.RWMutex // held for reading during a call
	closed bool

	declared sync.Map // collection → its indexes' names as the server knows them
}

var _ store.Engine = (*Engine)(nil)

// Open connects to the deployment that the URI names, and waits until it answers.
func Open(ctx context.Context, uri string, o Options) (*Engine, error) {
	cs, err := connstring.ParseAndValidate(uri)
	if err != nil {
		return nil, errors.New("mongodb: open: the URI is malformed") // it holds a password
	}
	name := o.Database
	if name == "" {
		name = cs.Database
	}
	if name == "" {
		name = "jemaa"
	}
	journal := true
	client, err := mongo.Connect(ctx, options.Client().ApplyURI(uri).
		SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &journal}).
		SetMaxPoolSize(maxConnections).SetTimeout(callLimit).
		SetConnectTimeout(connectLimit).SetServerSelectionTimeout(connectLimit).
		SetAppName("jemaa"))
	if err != nil {
		return nil, fmt.Errorf("mongodb: open: %w", err)
	}
	e := &Engine{client: client, db: client.Database(name), turns: make(chan struct{}, maxConnections)}
	if err := e.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("mongodb: open: %w", err), client.Disconnect(context.WithoutCancel(ctx)))
	}
	return e, nil
}

// call runs one call to the server in its turn and within its time, and brings
// its error to one of the store's.
func (e *Engine) call(ctx context.Context, what string, f func(context.Context) error) error {
	if err := e.enter(ctx); err != nil {
		return fmt.Errorf("mongodb: %s: %w", what, err)
	}
	defer e.leave()
	bounded, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	if err := f(bounded); err != nil {
		return fmt.Errorf("mongodb: %s: %w", what, outcome(ctx, err))
	}
	return nil
}

func (e *Engine) enter(ctx context.Context) error {
	if err := context.Cause(ctx); err != nil {
		return late(err)
	}
	e.inUse.RLock()
	if e.closed {
		e.inUse.RUnlock()
		return store.ErrClosed
	}
	select {
	case e.turns <- struct{}{}:
		return nil
	default:
	}
	t := time.NewTimer(queueLimit)
	defer t.Stop()
	var err error
	select {
	case e.turns <- struct{}{}:
		return nil
	case <-t.C:
		err = fmt.Errorf("%w: %d calls are in hand", store.ErrUnavailable, maxConnections)
	case <-ctx.Done():
		err = late(context.Cause(ctx))
	}
	e.inUse.RUnlock()
	return err
}

func (e *Engine) leave() {
	<-e.turns
	e.inUse.RUnlock()
}

// Ping tells whether the deployment's primary answers.
func (e *Engine) Ping(ctx context.Context) error {
	return e.call(ctx, "ping", func(ctx context.Context) error { return e.client.Ping(ctx, nil) })
}

// Close waits for the calls in hand and disconnects.
func (e *Engine) Close() error {
	e.inUse.Lock()
	defer e.inUse.Unlock()
	if e.closed {
		return nil
	}
	e.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	if err := e.client.Disconnect(ctx); err != nil {
		return fmt.Errorf("mongodb: close: %w", err)
	}
	return nil
}
