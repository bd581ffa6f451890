package mongodb

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"pgregory.net/rapid"

	"jemaa/backend/store"
)

// text draws texts that are awkward as names and as values.
var text = rapid.OneOf(
	rapid.String(), rapid.StringMatching(`[%$.a-f0-9\x00]{0,6}`),
	rapid.SampledFrom([]string{"", "%", "%2", "%24", "%%", "$ne", "a.b", "2026-03-29T01:59:59.999Z", "0001-01-02T00:00:00.000Z", "2026-02-30T00:00:00.000Z"}),
)

func value(depth int) *rapid.Generator[any] {
	leaves := []*rapid.Generator[any]{
		text.AsAny(), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.Float64().AsAny(), rapid.Just[any](nil),
	}
	if depth > 0 {
		leaves = append(leaves, rapid.SliceOfN(value(depth-1), 0, 4).AsAny(), rapid.MapOfN(text, value(depth-1), 0, 4).AsAny())
	}
	return rapid.OneOf(leaves...)
}

// TestJSONThereAndBack: any JSON that this program writes comes back the same.
func TestJSONThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wrote, err := json.Marshal(map[string]any{"v": value(3).Draw(t, "value")})
		if err != nil {
			t.Skip("no JSON")
		}
		v, err := toBSON(wrote)
		if err != nil {
			t.Fatalf("%s: %v", wrote, err)
		}
		raw, err := bson.Marshal(v)
		if err != nil {
			t.Fatalf("%s: %v", wrote, err)
		}
		read, err := appendObject(nil, raw)
		if err != nil {
			t.Fatalf("%s: %v", wrote, err)
		}
		if !reflect.DeepEqual(decoded(t, read), decoded(t, wrote)) {
			t.Fatalf("wrote %s\n read %s", wrote, read)
		}
	})
}

// decoded compares numbers as the doubles or integers that they are.
func decoded(t *rapid.T, b []byte) any {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return v
}

func TestOrderOfFieldsStays(t *testing.T) {
	const doc = `{"z":1,"a":{"y":2,"b":[{"x":3,"c":4}]},"m":null}`
	v, err := toBSON([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := bson.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := appendObject(nil, raw); err != nil || string(got) != doc {
		t.Fatalf("%s %v", got, err)
	}
}

func TestRefusedJSON(t *testing.T) {
	for _, s := range []string{``, `{`, `{} {}`, `{"a":18446744073709551615}`, `{"a":1e400}`, `{"a":NaN}`} {
		if v, err := toBSON([]byte(s)); err == nil {
			t.Errorf("%s was taken as %v", s, v)
		}
	}
	for _, s := range []string{`[]`, `"text"`, `null`} {
		if _, err := content(store.Record{ID: "a", Doc: []byte(s)}); err == nil {
			t.Errorf("%s was taken for a document", s)
		}
	}
}

// TestFullHouse: with all turns taken a call waits a moment and is then refused.
func TestFullHouse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &Engine{turns: make(chan struct{}, 1)}
		if err := e.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if err := e.enter(t.Context()); !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("with all turns taken: %v", err)
		}
		if d := time.Since(began); d != queueLimit {
			t.Fatalf("refused after %v", d)
		}
		e.leave()
		if err := e.enter(t.Context()); err != nil {
			t.Fatalf("with a turn free again: %v", err)
		}
		e.leave()
	})
}

func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	began := time.Now()
	if _, err := Open(t.Context(), "mongodb://"+address, Options{}); !errors.Is(err, store.ErrUnavailable) {
		t.Fatalf("open without a server: %v", err)
	}
	if d := time.Since(began); d > 2*callLimit {
		t.Errorf("it took %v to find that out", d)
	}
	_, err = Open(t.Context(), "mongodb://jemaa:secret@[", Options{})
	if err == nil || bytes.Contains([]byte(err.Error()), []byte("secret")) {
		t.Fatalf("open by a malformed URI: %v", err)
	}
}
