package contract

import (
	"context"
	"io"
	"net/http"
	"slices"
	"sort"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// document is the contract, read and found valid.
type document struct {
	*openapi3.T
	operations []operation
}

// operation is one of the contract's.
type operation struct {
	*openapi3.Operation
	id, method, path string
	statuses         []int // declared one by one, in order
}

// read asks a program for its contract.
func read(t tester) *document {
	t.Helper()
	w := settle(t, nil)
	res, err := w.client.Get(w.base + "/api/v1/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res.Status, err)
	}
	return parse(t, text)
}

func parse(t tester, text []byte) *document {
	t.Helper()
	loaded, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := loaded.Validate(context.Background()); err != nil {
		t.Fatalf("the contract is no OpenAPI document: %v", err)
	}
	doc := &document{T: loaded}
	for path, item := range loaded.Paths.Map() {
		for method, op := range item.Operations() {
			o := operation{Operation: op, id: op.OperationID, method: method, path: path}
			for code := range op.Responses.Map() {
				if status, err := strconv.Atoi(code); err == nil {
					o.statuses = append(o.statuses, status)
				}
			}
			slices.Sort(o.statuses)
			doc.operations = append(doc.operations, o)
		}
	}
	sort.Slice(doc.operations, func(i, j int) bool { return doc.operations[i].id < doc.operations[j].id })
	return doc
}

func (d *document) operation(id string) operation {
	i := slices.IndexFunc(d.operations, func(o operation) bool { return o.id == id })
	return d.operations[i]
}

func (d *document) ids() []string {
	out := make([]string, len(d.operations))
	for i, o := range d.operations {
		out[i] = o.id
	}
	return out
}

// response is what an operation declares for a status: in its own row, or, for
// what the door refuses of any route, as the default.
func (o operation) response(status int) *openapi3.Response {
	if r := o.Responses.Value(strconv.Itoa(status)); r != nil {
		return r.Value
	}
	if r := o.Responses.Default(); r != nil && slices.Contains(doors, status) {
		return r.Value
	}
	return nil
}

// doors are the refusals of the door itself, which are the same for every route:
// too slow, too large, a compressed body, too often, headers too long, not now.
var doors = []int{
	http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusTooManyRequests,
	http.StatusRequestHeaderFieldsTooLarge, http.StatusServiceUnavailable,
}
