package mongodb

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/x/mongo/driver"
	"go.mongodb.org/mongo-driver/x/mongo/driver/topology"

	"jemaa/backend/store"
)

// Codes of a server that cannot serve just now: stepping down, shutting down,
// recovering, without a primary or a majority, out of time or of disk. Source:
// MongoDB's error_codes.yml.
var unavailable = []int{6, 7, 50, 64, 79, 89, 91, 100, 112, 189, 262, 9001, 10058, 10107, 11600, 11602, 13388, 13435, 13436, 14031}

const codeNotImplemented = 238

// outcome brings an error of the driver to one of the store's. Duplicate keys are
// told without the server's words, which quote the key.
func outcome(ctx context.Context, err error) error {
	if mongo.IsDuplicateKeyError(err) {
		return store.ErrExists
	}
	if cause := context.Cause(ctx); cause != nil {
		return late(cause)
	}
	if errors.Is(err, mongo.ErrClientDisconnected) {
		return store.ErrClosed
	}
	if cannotServe(err) {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}

func cannotServe(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) || mongo.IsTimeout(err) || mongo.IsNetworkError(err) {
		return true
	}
	var selection topology.ServerSelectionError
	var pool topology.WaitQueueTimeoutError
	var connection topology.ConnectionError
	if errors.As(err, &selection) || errors.As(err, &pool) || errors.As(err, &connection) {
		return true
	}
	var s mongo.ServerError
	if errors.As(err, &s) {
		if s.HasErrorLabel(driver.RetryableWriteError) || s.HasErrorLabel(driver.TransientTransactionError) {
			return true
		}
		for _, code := range unavailable {
			if s.HasErrorCode(code) {
				return true
			}
		}
	}
	var w mongo.WriteException
	if errors.As(err, &w) && w.WriteConcernError != nil {
		return true
	}
	var b mongo.BulkWriteException
	return errors.As(err, &b) && b.WriteConcernError != nil
}

func hasCode(err error, code int) bool {
	var s mongo.ServerError
	return errors.As(err, &s) && s.HasErrorCode(code)
}

// late is the error of a caller whose time is over: too slow is unavailable, a
// caller that left is only that. What was sent may have been done all the same.
func late(cause error) error {
	if errors.Is(cause, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, cause)
	}
	return cause
}
