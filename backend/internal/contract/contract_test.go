// Package contract holds the program to its own OpenAPI document. A whole
// program is started with its embedded engines; rapid draws requests to every
// operation, sound ones and spoilt ones, by everybody, in the states that
// earlier requests left; and each answer is judged: no 5xx, a status that the
// operation declares, a body of the declared schema, words for people, the
// safety headers, and nothing of the program's inside. What the document calls
// sound must not be refused for its form, and what it calls unsound must be.
//
// JEMAA_TEST_REQUESTS sets how many requests (5,000 when unset, always the same
// ones; with it, others each time). A failure names rapid's file, with which it
// happens again: go test -run ... -rapid.failfile=....
package contract

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const (
	usual    = 5000 // requests of a plain test
	many     = 4    // times as many reach every answer
	perWorld = 100  // requests to one program, on average
	seed     = 20260212
)

// wanted is how many requests to send at least.
func wanted(t *testing.T) int {
	t.Helper()
	text, given := os.LookupEnv("JEMAA_TEST_REQUESTS")
	if !given {
		lean(t, "rapid.seed", strconv.Itoa(seed))
		return usual / slower
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("JEMAA_TEST_REQUESTS=%q is no number of requests", text)
	}
	return n
}

// lean gives one of rapid's flags another default; one that was set stays.
func lean(t *testing.T, name, value string) {
	t.Helper()
	set := false
	flag.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	if set {
		return
	}
	if err := flag.Set(name, value); err != nil {
		t.Fatal(err)
	}
}

func TestEveryAnswerKeepsTheContract(t *testing.T) {
	n := wanted(t)
	lean(t, "rapid.steps", strconv.Itoa(perWorld))
	lean(t, "rapid.checks", strconv.Itoa(n*5/4/perWorld+1))
	doc := read(t)
	seen := newTally()
	began, used := time.Now(), cpu()
	defer func() {
		for _, told := range seen.failures {
			t.Log(told)
		}
	}()
	rapid.Check(t, func(rt *rapid.T) {
		w := settle(rt, doc)
		w.seen = seen
		w.scene()
		rt.Repeat(map[string]func(*rapid.T){
			"operation": func(rt *rapid.T) { w.judge(rt, w.ask(rt)) },
			"another":   func(rt *rapid.T) { w.judge(rt, w.ask(rt)) },
			"deep":      func(rt *rapid.T) { w.judge(rt, w.deep(rt)) },
			"deeper":    func(rt *rapid.T) { w.judge(rt, w.deep(rt)) },
			"again":     func(rt *rapid.T) { w.judge(rt, w.repeat(rt)) },
			"page":      func(rt *rapid.T) { w.judgePage(rt, w.page(rt)) },
		})
	})
	took, used := time.Since(began), cpu()-used
	t.Logf("%d requests in %d programs: %v, %v of the processor: %.0f/s", seen.requests, seen.worlds, took.Round(time.Millisecond),
		used.Round(time.Millisecond), float64(seen.requests)/took.Seconds())
	t.Logf("%s", seen.table(doc))
	if t.Failed() || flag.Lookup("rapid.failfile").Value.String() != "" {
		return
	}
	if seen.requests < n*9/10 {
		t.Errorf("only %d requests of %d", seen.requests, n)
	}
	if n >= usual {
		seen.reached(t, doc)
	}
}

// NaN lies within any bounds, so bounds alone let it in.
func TestNumbersAreNumbers(t *testing.T) {
	w := settle(t, nil)
	for _, target := range []string{
		"/city/locate?lon=NaN&lat=33", "/city/locate?lon=-7&lat=nan", "/city/locate?lon=Inf&lat=33", "/reports/similar?lon=NaN&lat=33", "/search?near=-7,33&metres=NaN",
		"/search?near=NaN,33", "/search?bbox=NaN,0,1,1", "/reports?limit=NaN",
	} {
		if got := w.send(request{method: "GET", target: "/api/v1" + target}); got.status != 400 {
			t.Errorf("%s: %d %s", target, got.status, got.body)
		}
	}
}

// A domain has up to fourteen categories and a status list up to seven values:
// each is merged, whatever it is, alone and within an area.
func TestEveryDomainAndAnyStatusesAreListed(t *testing.T) {
	w := settle(t, nil)
	w.must("", "GET", "/city?lang=fr", nil, &w.city)
	statuses := []string{"submitted", "acknowledged", "in_progress", "resolved", "declined", "duplicate", "withdrawn"}
	var questions []string
	for _, d := range w.city.Domains {
		questions = append(questions, "domain="+d.Code)
	}
	for i := range statuses {
		questions = append(questions, "status="+strings.Join(slices.Delete(slices.Clone(statuses), i, i+1), ","))
	}
	for _, q := range questions {
		for _, within := range []string{"", "&area=" + w.city.Areas[0].Code} {
			target := "/api/v1/reports?" + q + within
			if got := w.send(request{method: "GET", target: target}); got.status != 200 {
				t.Errorf("%s: %d %s", target, got.status, got.body)
			}
		}
	}
}

// cpu is what this process has used of the processor.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// tally counts answers by operation and status.
type tally struct {
	requests, worlds int
	answers          map[string]map[int]int
	codes            map[string]map[string]int // of problems, by operation
	failures         map[string]string         // the first of each kind
}

// first remembers a failure, unless one of its kind is known.
func (s *tally) first(kind, told string) {
	if s.failures[kind] == "" {
		s.failures[kind] = told
	}
}

func newTally() *tally {
	return &tally{failures: map[string]string{}, answers: map[string]map[int]int{}, codes: map[string]map[string]int{}}
}

func (s *tally) count(op string, status int, code string) {
	s.requests++
	if s.answers[op] == nil {
		s.answers[op], s.codes[op] = map[int]int{}, map[string]int{}
	}
	s.answers[op][status]++
	if code != "" {
		s.codes[op][code]++
	}
}

// table shows how often each operation answered what; a declared status that
// never came is shown with a zero.
func (s *tally) table(doc *document) string {
	var b strings.Builder
	pairs, missed := 0, 0
	for _, o := range doc.operations {
		fmt.Fprintf(&b, "\n%-18s", o.id)
		for _, status := range o.statuses {
			n := s.answers[o.id][status]
			pairs++
			if n == 0 {
				missed++
			}
			fmt.Fprintf(&b, " %d:%d", status, n)
		}
		fmt.Fprintf(&b, "   %d codes", len(s.codes[o.id]))
	}
	fmt.Fprintf(&b, "\npages %v", s.answers["page"])
	return fmt.Sprintf("%d of %d declared answers of %d operations seen%s", pairs-missed, pairs, len(doc.operations), b.String())
}

// rare are declared answers that drawn requests do not reach, and why.
var rare = map[string][]int{
	"signIn":      {200}, // takes a code from somebody's mail: app.TestSignInByCode
	"putTemplate": {409}, // takes as many templates as an authority may keep

	// These take a passkey, which signs: account.TestPasskeySignsIn and others, and the browser's.
	"addPasskey": {200, 409}, "askProof": {200}, "prove": {200, 404}, "signInByPasskey": {200, 404}, "renamePasskey": {200}, "removePasskey": {204, 200, 409},
	"askNewPasskey": {404, 409}, "askPasskey": {404},
	// These take a link, or two admins: account.TestStaffEnrolOnce, TestRecoveryTakesTwoAdmins.
	"askEnrolment": {200, 404}, "enrol": {200, 404}, "inviteStaff": {200, 409}, "askRecovery": {200, 409}, "confirmRecovery": {200, 409}, "dropRecovery": {200, 204},
	// These take the code of a letter, or of a phone held out at a counter: account.TestALetterConfirmsAnAddress, TestAtTheCounter.
	"typeLetterCode": {200, 409}, "meetVisitor": {200}, "confirmVisitor": {200, 409}, "lowerLevel": {200, 204}, "askLetter": {200, 409}, "endToken": {200, 204},
	"erasePerson": {200, 202, 204}, // would take the world its people: app.TestErasedLeavesNothing
	"makeToken":   {409},           // takes twenty tokens
	"endSession":  {200, 204},      // takes one of one’s own: account.TestSessionsAreListedAndEnded
}

// reached fails for an operation that never succeeded and, when there were many
// requests, for one that never gave an answer that it declares: a contract that
// promises more than is done, or a generator that looks away.
func (s *tally) reached(t *testing.T, doc *document) {
	t.Helper()
	for _, o := range doc.operations {
		succeeded := slices.Contains(rare[o.id], 200)
		for _, status := range o.statuses {
			n := s.answers[o.id][status]
			succeeded = succeeded || status < 300 && n > 0
			if n == 0 && s.requests > many*usual && !slices.Contains(rare[o.id], status) {
				t.Errorf("%s declares %d, and never answered it", o.id, status)
			}
		}
		if !succeeded {
			t.Errorf("%s never succeeded", o.id)
		}
	}
}
