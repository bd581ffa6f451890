package meilitest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// task is one write in the queue.
type task struct {
	uid   int
	index string
	kind  string
	run   func() *apiError // with the lock held

	status   string
	failure  *apiError
	enqueued time.Time
}

// index is one set of documents.
type index struct {
	primaryKey       string
	created, updated time.Time
	settings         settings
	docs             map[string]map[string]any
	order            []string // keys in the order of their first coming, as documents/fetch lists them
}

// enqueue queues a write and answers as the server does: accepted, not done.
func (s *Server) enqueue(uid, kind string, run func() *apiError) (int, any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &task{uid: len(s.tasks), index: uid, kind: kind, run: run, status: "enqueued", enqueued: time.Now().UTC()}
	s.tasks = append(s.tasks, t)
	s.queue.Broadcast()
	return http.StatusAccepted, map[string]any{
		"taskUid": t.uid, "indexUid": t.index, "status": t.status, "type": t.kind, "enqueuedAt": t.enqueued,
	}, nil
}

// work does the tasks one after the other until the server stops.
func (s *Server) work() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		for !s.over && (s.held || s.done == len(s.tasks)) {
			s.queue.Wait()
		}
		if s.over {
			return
		}
		t := s.tasks[s.done]
		t.status = "processing"
		s.mu.Unlock() // whoever polls sees it being processed
		s.mu.Lock()
		if s.spoil[t.kind] > 0 {
			s.spoil[t.kind]--
			t.failure = &apiError{Message: "An internal error has occurred.", Code: "internal", Type: "internal"}
		} else {
			t.failure = t.run()
		}
		t.status = "succeeded"
		if t.failure != nil {
			t.status = "failed"
		} else if x := s.indexes[t.index]; x != nil {
			x.updated = time.Now().UTC()
		}
		s.done++
	}
}

func (s *Server) getTask(r *http.Request, _ []byte) (int, any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := strconv.Atoi(r.PathValue("task"))
	if err != nil || n < 0 || n >= len(s.tasks) {
		return 0, nil, refuse(http.StatusNotFound, "task_not_found", "Task not found.")
	}
	t := s.tasks[n]
	answer := map[string]any{"uid": t.uid, "indexUid": t.index, "status": t.status, "type": t.kind, "enqueuedAt": t.enqueued, "error": nil}
	if t.failure != nil {
		answer["error"] = t.failure
	}
	return http.StatusOK, answer, nil
}

var validUID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,400}$`)

func noIndex(uid string) *apiError {
	return refuse(http.StatusNotFound, "index_not_found", "Index `"+uid+"` not found.")
}

func (s *Server) createIndex(_ *http.Request, body []byte) (int, any, error) {
	var in struct {
		UID        string `json:"uid"`
		PrimaryKey string `json:"primaryKey"`
	}
	if err := parse(body, &in, "bad_request"); err != nil {
		return 0, nil, err
	}
	if !validUID.MatchString(in.UID) {
		return 0, nil, refuse(http.StatusBadRequest, "invalid_index_uid", "not a valid index uid")
	}
	return s.enqueue(in.UID, "indexCreation", func() *apiError {
		if s.indexes[in.UID] != nil {
			return refuse(http.StatusConflict, "index_already_exists", "Index `"+in.UID+"` already exists.")
		}
		s.indexes[in.UID] = newIndex(in.PrimaryKey)
		return nil
	})
}

func newIndex(primaryKey string) *index {
	return &index{primaryKey: primaryKey, created: time.Now().UTC(), settings: defaults(), docs: map[string]map[string]any{}}
}

func (s *Server) getIndex(r *http.Request, _ []byte) (int, any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	uid := r.PathValue("uid")
	x := s.indexes[uid]
	if x == nil {
		return 0, nil, noIndex(uid)
	}
	return http.StatusOK, map[string]any{"uid": uid, "createdAt": x.created, "updatedAt": x.updated, "primaryKey": x.primaryKey}, nil
}

func (s *Server) deleteIndex(r *http.Request, _ []byte) (int, any, error) {
	uid := r.PathValue("uid")
	return s.enqueue(uid, "indexDeletion", func() *apiError {
		if s.indexes[uid] == nil {
			return noIndex(uid)
		}
		delete(s.indexes, uid)
		return nil
	})
}

func (s *Server) swapIndexes(_ *http.Request, body []byte) (int, any, error) {
	var in []struct {
		Indexes []string `json:"indexes"`
		Rename  bool     `json:"rename"`
	}
	if err := parse(body, &in, "invalid_swap_indexes"); err != nil {
		return 0, nil, err
	}
	for _, pair := range in {
		if len(pair.Indexes) != 2 || pair.Indexes[0] == pair.Indexes[1] {
			return 0, nil, refuse(http.StatusBadRequest, "invalid_swap_indexes", "two different indexes must be given")
		}
	}
	return s.enqueue("", "indexSwap", func() *apiError {
		for _, pair := range in {
			a, b := pair.Indexes[0], pair.Indexes[1]
			if s.indexes[a] == nil || s.indexes[b] == nil {
				return noIndex(a + "`, `" + b)
			}
			s.indexes[a], s.indexes[b] = s.indexes[b], s.indexes[a]
		}
		return nil
	})
}

func (s *Server) addDocuments(r *http.Request, body []byte) (int, any, error) {
	uid, key := r.PathValue("uid"), r.URL.Query().Get("primaryKey")
	var docs []map[string]any
	if err := json.Unmarshal(body, &docs); err != nil {
		return 0, nil, refuse(http.StatusBadRequest, "malformed_payload", "The `json` payload provided is malformed.")
	}
	return s.enqueue(uid, "documentAdditionOrUpdate", func() *apiError {
		x := s.indexes[uid]
		if x == nil { // as in the real one, adding makes the index
			x = newIndex(key)
			s.indexes[uid] = x
		}
		return x.add(docs)
	})
}

var validKey = regexp.MustCompile(`^[A-Za-z0-9_-]{1,511}$`)

// add checks all documents and then takes all, replacing those with the same key whole.
func (x *index) add(docs []map[string]any) *apiError {
	for _, d := range docs {
		key, ok := d[x.primaryKey].(string)
		if !ok || !validKey.MatchString(key) {
			return refuse(http.StatusBadRequest, "invalid_document_id", "Document identifier is invalid.")
		}
		if place, has := d["_geo"]; has && place != nil {
			if _, ok := point(place); !ok {
				return refuse(http.StatusBadRequest, "invalid_document_geo_field", "The `_geo` field is invalid.")
			}
		}
	}
	for _, d := range docs {
		key := d[x.primaryKey].(string)
		if x.docs[key] == nil {
			x.order = append(x.order, key)
		}
		x.docs[key] = d
	}
	return nil
}

func (s *Server) deleteDocuments(r *http.Request, body []byte) (int, any, error) {
	uid := r.PathValue("uid")
	var in struct {
		Filter string `json:"filter"`
	}
	if err := parse(body, &in, "bad_request"); err != nil {
		return 0, nil, err
	}
	return s.enqueue(uid, "documentDeletion", func() *apiError {
		x := s.indexes[uid]
		if x == nil {
			return noIndex(uid)
		}
		match, err := x.filter(in.Filter, "invalid_document_filter")
		if err != nil {
			return err
		}
		x.order = slices.DeleteFunc(x.order, func(key string) bool {
			gone := match(x.docs[key])
			if gone {
				delete(x.docs, key)
			}
			return gone
		})
		return nil
	})
}

func (s *Server) fetchDocuments(r *http.Request, body []byte) (int, any, error) {
	in := struct {
		Offset int      `json:"offset"`
		Limit  int      `json:"limit"`
		Fields []string `json:"fields"`
		Filter string   `json:"filter"`
		IDs    []string `json:"ids"`
	}{Limit: 20}
	if err := parse(body, &in, "bad_request"); err != nil {
		return 0, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.indexes[r.PathValue("uid")]
	if x == nil {
		return 0, nil, noIndex(r.PathValue("uid"))
	}
	match, failed := x.filter(in.Filter, "invalid_document_filter")
	if failed != nil {
		return 0, nil, failed
	}
	results, total := []map[string]any{}, 0
	for _, key := range x.order {
		d := x.docs[key]
		if in.IDs != nil && !slices.Contains(in.IDs, key) || !match(d) {
			continue
		}
		if total >= in.Offset && len(results) < in.Limit {
			results = append(results, pick(d, in.Fields))
		}
		total++
	}
	return http.StatusOK, map[string]any{"results": results, "offset": in.Offset, "limit": in.Limit, "total": total}, nil
}

// pick keeps the named fields of a document, or all when none are named.
func pick(d map[string]any, fields []string) map[string]any {
	out := map[string]any{}
	for name, v := range d {
		if len(fields) == 0 || slices.Contains(fields, "*") || slices.Contains(fields, name) {
			out[name] = v
		}
	}
	return out
}
