package account

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/civic"
)

var salma = Identity{Name: "Salma Bennani", BirthDate: "1990-04-12", Address: "12, rue Socrate\n20100 Casablanca"}

// resident is an account that anybody may make, as it acts now.
func (c *city) resident(email string) civic.Actor {
	c.t.Helper()
	id, err := c.Ensure(c.t.Context(), Newcomer{Email: email})
	if err != nil {
		c.t.Fatal(err)
	}
	return c.fresh(id)
}

// again is an account as it stands now.
func (c *city) again(a civic.Actor) civic.Actor { return c.fresh(a.ID) }

// clerk is an official of the counter.
func (c *city) clerk(email string) civic.Actor {
	c.t.Helper()
	id, _, err := c.Grant(c.t.Context(), email, officialOfAnfa)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.fresh(id)
}

// drawn draws all letters that wait and gives them by name.
func (c *city) drawn(clerk civic.Actor) map[string]Printed {
	c.t.Helper()
	b, err := c.DrawLetters(c.t.Context(), clerk, civic.NewID(c.clock()))
	if err != nil {
		c.t.Fatal(err)
	}
	out := map[string]Printed{}
	for _, p := range b.Letters {
		out[p.Name] = p
	}
	return out
}

func TestALetterConfirmsAnAddress(t *testing.T) {
	c := open(t)
	clerk, who := c.clerk("clerk@b.ma"), c.resident("salma@b.ma")
	if err := c.AskLetter(t.Context(), who, salma, "maarif"); err != nil {
		t.Fatal(err)
	}
	if v, err := c.Verification(t.Context(), who); err != nil || v.Letter != "asked" || v.Level != 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	p, ok := c.drawn(clerk)["Salma Bennani"]
	if !ok || p.Address != salma.Address || len(p.Code) != LetterCode+1 || !p.LapseAt.Equal(c.now.Add(60*24*time.Hour)) {
		t.Fatalf("%+v", p)
	}
	if v, err := c.Verification(t.Context(), who); err != nil || v.Letter != "sent" || v.Left != letterTries {
		t.Fatalf("%+v, %v", v, err)
	}
	if err := c.ConfirmAddress(t.Context(), who, strings.ToLower(strings.ReplaceAll(p.Code, "-", " "))); err != nil {
		t.Fatal(err)
	}
	now := c.again(who)
	if now.Level != civic.LevelAddress || now.Area != "maarif" {
		t.Errorf("%+v", now)
	}
	if err := c.ConfirmAddress(t.Context(), now, p.Code); codeOf(err) != "verify.confirmed" {
		t.Error(err)
	}
	if err := c.AskLetter(t.Context(), now, salma, "maarif"); codeOf(err) != "verify.confirmed" {
		t.Error(err)
	}
}

func TestALetterCodeLapsesAndHasFiveTries(t *testing.T) {
	c := open(t)
	clerk := c.clerk("clerk@b.ma")
	late, hasty := c.resident("late@b.ma"), c.resident("hasty@b.ma")
	for i, who := range []civic.Actor{late, hasty} {
		p := salma
		p.Name = fmt.Sprintf("Salma %s", []string{"Late", "Hasty"}[i])
		if err := c.AskLetter(t.Context(), who, p, "maarif"); err != nil {
			t.Fatal(err)
		}
	}
	letters := c.drawn(clerk)
	for range letterTries {
		if err := c.ConfirmAddress(t.Context(), hasty, "34679CDFHJ"); codeOf(err) != "verify.code_wrong" {
			t.Fatal(err)
		}
	}
	if err := c.ConfirmAddress(t.Context(), hasty, letters["Salma Hasty"].Code); codeOf(err) != "verify.code_wrong" {
		t.Errorf("the sixth try was heard: %v", err)
	}
	if err := c.ConfirmAddress(t.Context(), hasty, letters["Salma Late"].Code); codeOf(err) != "verify.code_wrong" {
		t.Errorf("somebody else's letter: %v", err)
	}
	c.later(60 * 24 * time.Hour)
	if err := c.ConfirmAddress(t.Context(), late, letters["Salma Late"].Code); codeOf(err) != "verify.code_wrong" {
		t.Errorf("after sixty days: %v", err)
	}
	if _, err := c.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{"", "0", "34679CDFH", "34679CDFHJJ", "34679CDFHO", strings.Repeat("3", 500)} {
		if err := c.ConfirmAddress(t.Context(), late, typed); codeOf(err) != "verify.code_wrong" {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

func TestLettersWaitAMonth(t *testing.T) {
	c := open(t)
	clerk, who := c.clerk("clerk@b.ma"), c.resident("salma@b.ma")
	moved := salma
	moved.Address = "5, rue d’Alger, 20200"
	for _, p := range []Identity{salma, moved} { // until it is drawn, it may be mended
		if err := c.AskLetter(t.Context(), who, p, "maarif"); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.drawn(clerk); len(got) != 1 || got["Salma Bennani"].Address != moved.Address {
		t.Fatalf("%+v", got)
	}
	c.later(29 * 24 * time.Hour)
	if err := c.AskLetter(t.Context(), who, salma, "maarif"); codeOf(err) != "verify.letter_wait" {
		t.Error(err)
	}
	c.later(24 * time.Hour)
	if err := c.AskLetter(t.Context(), who, salma, "maarif"); err != nil {
		t.Error(err)
	}
}

func TestOnlyWhoMayDrawsLetters(t *testing.T) {
	c := open(t)
	clerk, boss, who := c.clerk("clerk@b.ma"), c.admin("boss@b.ma"), c.resident("salma@b.ma")
	if err := c.AskLetter(t.Context(), who, salma, "maarif"); err != nil {
		t.Fatal(err)
	}
	elsewhere, stale := clerk, clerk
	elsewhere.Grants = []civic.Grant{{Role: civic.Official, Authority: "lydec"}}
	stale.Proof.At = civic.At(c.now.Add(-time.Hour))
	batch := civic.NewID(c.now)
	for want, actor := range map[string]civic.Actor{
		"auth.required": {}, "verify.not_counter": elsewhere, "auth.fresh_needed": stale,
	} {
		if _, err := c.DrawLetters(t.Context(), actor, batch); codeOf(err) != want {
			t.Errorf("draw: %v, want %s", err, want)
		}
		if err := c.LettersPrinted(t.Context(), actor, batch); codeOf(err) != want {
			t.Errorf("printed: %v, want %s", err, want)
		}
	}
	if _, err := c.DrawLetters(t.Context(), boss, "x"); codeOf(err) != "id.malformed" {
		t.Error(err)
	}
	first, err := c.DrawLetters(t.Context(), clerk, batch)
	if err != nil || len(first.Letters) != 1 || first.Waiting != 0 {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := c.DrawLetters(t.Context(), boss, batch) // the answer was lost
	if err != nil || len(again.Letters) != 1 || again.Letters[0] != first.Letters[0] {
		t.Errorf("%+v, %v", again, err)
	}
	if err := c.LettersPrinted(t.Context(), clerk, batch); err != nil {
		t.Fatal(err)
	}
	if gone, err := c.DrawLetters(t.Context(), clerk, batch); err != nil || len(gone.Letters) != 0 {
		t.Errorf("%+v, %v", gone, err)
	}
	if err := c.ConfirmAddress(t.Context(), who, first.Letters[0].Code); err != nil {
		t.Errorf("the code outlives the printing: %v", err)
	}
}

// Two officials who draw at once send each letter once.
func TestOfficialsWhoDrawAtOnce(t *testing.T) {
	c := open(t)
	clerks := []civic.Actor{c.clerk("a@b.ma"), c.clerk("b@b.ma")}
	const many = 20
	for i := range many {
		p := salma
		p.Name = "Salma " + strings.Repeat("x", i+1)
		if err := c.AskLetter(t.Context(), c.resident(fmt.Sprintf("r%d@b.ma", i)), p, "maarif"); err != nil {
			t.Fatal(err)
		}
	}
	var work sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]int{}
	for _, clerk := range clerks {
		work.Go(func() {
			for name := range c.drawn(clerk) {
				mu.Lock()
				seen[name]++
				mu.Unlock()
			}
		})
	}
	work.Wait()
	if len(seen) != many {
		t.Errorf("%d letters of %d", len(seen), many)
	}
	for name, n := range seen {
		if n != 1 {
			t.Errorf("%s: drawn %d times", name, n)
		}
	}
}

// What is kept: while a letter waits and until it is printed, nothing in clear;
// afterwards, or after a week, not even sealed.
func TestNothingOfALetterIsKeptInClear(t *testing.T) {
	c := open(t)
	clerk, who := c.clerk("clerk@b.ma"), c.resident("salma@b.ma")
	if err := c.AskLetter(t.Context(), who, salma, "maarif"); err != nil {
		t.Fatal(err)
	}
	code := c.drawn(clerk)["Salma Bennani"].Code
	get := func() *addressed {
		v, err := c.addressed.Get(t.Context(), string(who.ID))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := get(); len(v.Sealed) == 0 || v.Batch == "" {
		t.Fatalf("%+v", v)
	}
	c.later(sealLife)
	if _, err := c.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v := get(); v.Sealed != nil || v.Batch != "" || v.Hash == "" {
		t.Errorf("after a week: %+v", v)
	}
	if err := c.ConfirmAddress(t.Context(), who, code); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(c.folder, "jemaa.db*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, marker := range []string{"Salma Bennani", "rue Socrate", "1990-04-12", code, strings.ReplaceAll(code, "-", "")} {
			if bytes.Contains(b, []byte(marker)) {
				t.Errorf("%s holds %q", filepath.Base(name), marker)
			}
		}
	}
}

func TestParallelTriesOfALetter(t *testing.T) {
	c := open(t)
	clerk, who := c.clerk("clerk@b.ma"), c.resident("salma@b.ma")
	if err := c.AskLetter(t.Context(), who, salma, "maarif"); err != nil {
		t.Fatal(err)
	}
	c.drawn(clerk)
	var work sync.WaitGroup
	for range 50 {
		work.Go(func() {
			if err := c.ConfirmAddress(t.Context(), who, "34679CDFHJ"); codeOf(err) != "verify.code_wrong" {
				t.Error(err)
			}
		})
	}
	work.Wait()
	v, err := c.addressed.Get(t.Context(), string(who.ID))
	if err != nil || v.Tries != letterTries {
		t.Errorf("%d tries were counted, %v", v.Tries, err)
	}
}

// One person, one account: of several accounts at once one is confirmed, and the
// others learn nothing about it.
func TestOnePersonOneAccount(t *testing.T) {
	c := open(t)
	key, err := c.PersonOf(salma)
	if err != nil {
		t.Fatal(err)
	}
	var won, lost atomic.Int64
	var work sync.WaitGroup
	for i := range 8 {
		who := c.resident(fmt.Sprintf("salma%d@b.ma", i))
		work.Go(func() {
			err := c.SetLevel(t.Context(), "", who.ID, Standing{Level: civic.LevelSeen, Area: "maarif", Person: key, Through: "oidc"})
			switch codeOf(err) {
			case "":
				won.Add(1)
			case "verify.taken":
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	work.Wait()
	if won.Load() != 1 || lost.Load() != 7 {
		t.Errorf("%d accounts were confirmed, %d refused", won.Load(), lost.Load())
	}
}

func TestPersonsAreFolded(t *testing.T) {
	c := open(t)
	key := func(p Identity) string {
		k, err := c.PersonOf(p)
		if err != nil {
			t.Errorf("%+v: %v", p, err)
		}
		return k
	}
	same := key(Identity{Name: "Sálma BENNANI", BirthDate: "1990-04-12"})
	for _, p := range []Identity{
		{Name: "bennani,  salma", BirthDate: "1990-04-12"}, {Name: "Salma Bennani", BirthDate: " 1990-04-12", Address: "elsewhere 7"},
	} {
		if key(p) != same {
			t.Errorf("%+v is somebody else", p)
		}
	}
	if key(Identity{Name: "أحمد العلمى", BirthDate: "1990-04-12"}) != key(Identity{Name: "احمد العلمي", BirthDate: "1990-04-12"}) {
		t.Error("Arabic spellings part a person in two")
	}
	for _, p := range []Identity{{Name: "Salma Bennani", BirthDate: "1990-04-13"}, {Name: "Salma Benani", BirthDate: "1990-04-12"}} {
		if key(p) == same {
			t.Errorf("%+v is the same person", p)
		}
	}
}

// An identity-card number is refused wherever it is typed; what only looks
// a little like one is not.
func TestIdentityCardsAreRefused(t *testing.T) {
	c := open(t)
	for text, want := range map[string]string{
		"12 rue Socrate, AB123456":  "verify.identity_card",
		"12 rue Socrate ب be 12345": "verify.identity_card",
		"12 rue Socrate k-٥٤٣٢١":    "verify.identity_card",
		"12 rue Socrate, BE 123456": "verify.identity_card",
		"BP 15810 Casablanca":       "",
		"CP 20100 Casablanca":       "",
		"12 rue Socrate 20100":      "",
		"12 rue A 1234":             "",
		"lot C123456789":            "",
		"":                          "verify.address",
		"x":                         "verify.address",
	} {
		p := salma
		p.Address = text
		if err := p.tidy(civic.At(c.now), "address"); codeOf(err) != want {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for _, name := range []string{"Salma AB123456", "BK12345", "K 123456 Bennani"} {
		if _, err := c.PersonOf(Identity{Name: name, BirthDate: "1990-04-12"}); codeOf(err) != "verify.identity_card" {
			t.Errorf("%q: %v", name, err)
		}
	}
	for want, p := range map[string]Identity{
		"verify.name":       {Name: "Salma", BirthDate: "1990-04-12"},
		"verify.birth_date": {Name: "Salma Bennani", BirthDate: "12/04/1990"},
	} {
		if _, err := c.PersonOf(p); codeOf(err) != want {
			t.Errorf("%+v: %v", p, err)
		}
	}
	for _, value := range []string{"", "AB123456"} {
		if _, err := c.PersonBy("https://id.example", value); codeOf(err) != "verify.identity_card" {
			t.Errorf("a claim %q: %v", value, err)
		}
	}
}

func TestAtTheCounter(t *testing.T) {
	c := open(t)
	clerk, other, who := c.clerk("clerk@b.ma"), c.clerk("other@b.ma"), c.resident("salma@b.ma")
	shown, err := c.ShowCode(t.Context(), who)
	if err != nil || len(shown.Code) != CounterDigits || !shown.ExpiresAt.Equal(c.now.Add(CounterLife)) {
		t.Fatalf("%+v, %v", shown, err)
	}
	v, err := c.MeetVisitor(t.Context(), clerk, shown.Code[:3]+" "+shown.Code[3:])
	if err != nil || v.Email != "s•••@b•••.ma" || v.Level != 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	if _, err := c.MeetVisitor(t.Context(), other, shown.Code); codeOf(err) != "verify.counter_code" {
		t.Errorf("two officials have one code: %v", err)
	}
	c.later(CounterLife + time.Minute) // the paper takes a while
	g := Sighting{Code: shown.Code, Level: civic.LevelSeen, Area: "bourgogne", Identity: salma}
	if got, err := c.ConfirmVisitor(t.Context(), clerk, g); err != nil || got.Level != civic.LevelSeen || got.Area != "bourgogne" {
		t.Fatalf("%+v, %v", got, err)
	}
	if now := c.again(who); now.Level != civic.LevelSeen || now.Area != "bourgogne" {
		t.Errorf("%+v", now)
	}
	if _, err := c.ConfirmVisitor(t.Context(), clerk, g); codeOf(err) != "verify.counter_code" {
		t.Errorf("a code is used twice: %v", err)
	}
	said := c.told()
	l := said[len(said)-1]
	if l.Kind != "log.level_confirmed" || l.By != clerk.ID || l.About != who.ID || l.What["level"] != "2" || l.What["through"] != "counter" || l.Subject != "area/bourgogne" {
		t.Errorf("the log hears %+v", l)
	}
	twin := c.resident("salma2@b.ma")
	if shown, err = c.ShowCode(t.Context(), twin); err != nil {
		t.Fatal(err)
	}
	g.Code = shown.Code
	if _, err := c.ConfirmVisitor(t.Context(), clerk, g); codeOf(err) != "verify.taken" {
		t.Errorf("a second account: %v", err)
	}
}

func TestCounterRefuses(t *testing.T) {
	c := open(t)
	clerk, who := c.clerk("clerk@b.ma"), c.resident("salma@b.ma")
	elsewhere := clerk
	elsewhere.Grants = []civic.Grant{{Role: civic.Official, Authority: "lydec"}}
	shown, err := c.ShowCode(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	for want, actor := range map[string]civic.Actor{"auth.required": {}, "verify.not_counter": elsewhere} {
		if _, err := c.MeetVisitor(t.Context(), actor, shown.Code); codeOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for _, typed := range []string{"", "12345", "abcdef", strings.Repeat("1", 500), wrong(shown.Code)} {
		if _, err := c.MeetVisitor(t.Context(), clerk, typed); codeOf(err) != "verify.counter_code" {
			t.Errorf("%q: %v", typed, err)
		}
	}
	c.later(CounterLife)
	if _, err := c.MeetVisitor(t.Context(), clerk, shown.Code); codeOf(err) != "verify.counter_code" {
		t.Errorf("after five minutes: %v", err)
	}
	own, err := c.ShowCode(t.Context(), clerk)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.MeetVisitor(t.Context(), clerk, own.Code); codeOf(err) != "verify.own" {
		t.Errorf("an official confirms themself: %v", err)
	}
	shown, err = c.ShowCode(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	for want, g := range map[string]Sighting{
		"verify.area":  {Code: shown.Code, Level: 1, Area: "atlantis", Identity: salma},
		"verify.level": {Code: shown.Code, Level: 0, Area: "maarif", Identity: salma},
		"verify.name":  {Code: shown.Code, Level: 1, Area: "maarif", Identity: Identity{BirthDate: "1990-04-12"}},
	} {
		if _, err := c.ConfirmVisitor(t.Context(), clerk, g); codeOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if now := c.again(who); now.Level != 0 {
		t.Errorf("%+v", now)
	}
}

func TestOfTwoOfficialsOneHasTheCode(t *testing.T) {
	c := open(t)
	clerks := []civic.Actor{c.clerk("a@b.ma"), c.clerk("b@b.ma"), c.clerk("c@b.ma")}
	for i := range 10 {
		shown, err := c.ShowCode(t.Context(), c.resident(fmt.Sprintf("r%d@b.ma", i)))
		if err != nil {
			t.Fatal(err)
		}
		var work sync.WaitGroup
		var have atomic.Int64
		for _, clerk := range clerks {
			work.Go(func() {
				switch _, err := c.MeetVisitor(t.Context(), clerk, shown.Code); codeOf(err) {
				case "":
					have.Add(1)
				case "verify.counter_code":
				default:
					t.Error(err)
				}
			})
		}
		work.Wait()
		if have.Load() != 1 {
			t.Fatalf("%d officials have one code", have.Load())
		}
	}
}

func TestLevelsAreLoweredAndTheirPersonIsFree(t *testing.T) {
	c := open(t)
	clerk, boss, who, twin := c.clerk("clerk@b.ma"), c.admin("boss@b.ma"), c.resident("salma@b.ma"), c.resident("salma2@b.ma")
	key, err := c.PersonOf(salma)
	if err != nil {
		t.Fatal(err)
	}
	st := Standing{Level: civic.LevelSeen, Area: "maarif", Person: key, Through: "oidc"}
	if err := c.SetLevel(t.Context(), "", who.ID, st); err != nil {
		t.Fatal(err)
	}
	elsewhere := clerk
	elsewhere.Grants = []civic.Grant{{Role: civic.Official, Authority: "lydec"}}
	for want, try := range map[string]struct {
		actor civic.Actor
		Lowering
	}{
		"auth.required": {civic.Actor{}, Lowering{"salma@b.ma", "R"}}, "verify.not_counter": {elsewhere, Lowering{"salma@b.ma", "R"}},
		"grant.reason": {clerk, Lowering{"salma@b.ma", " "}}, "account.unknown": {clerk, Lowering{"nobody@b.ma", "R"}},
		"verify.own": {clerk, Lowering{"clerk@b.ma", "R"}}, "email.malformed": {clerk, Lowering{"salma", "R"}},
	} {
		if err := c.Lower(t.Context(), try.actor, try.Lowering); codeOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for range 2 { // and again, which changes nothing
		if err := c.Lower(t.Context(), boss, Lowering{"Salma@b.ma", "Moved to Rabat"}); err != nil {
			t.Fatal(err)
		}
	}
	if now := c.again(who); now.Level != 0 || now.Area != "" {
		t.Errorf("%+v", now)
	}
	if err := c.SetLevel(t.Context(), "", twin.ID, st); err != nil {
		t.Errorf("the person is not free: %v", err)
	}
	lowered := 0
	for _, l := range c.told() {
		if l.Kind == "log.level_lowered" && l.About == who.ID && l.By == boss.ID && l.Reason == "Moved to Rabat" {
			lowered++
		}
	}
	if lowered != 1 {
		t.Errorf("the log hears of it %d times", lowered)
	}
}

// A letter typed late takes nothing away from what was confirmed since.
func TestALevelIsNotLoweredByALesserOne(t *testing.T) {
	c := open(t)
	who := c.resident("salma@b.ma")
	key, err := c.PersonOf(salma)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SetLevel(t.Context(), "", who.ID, Standing{Level: civic.LevelSeen, Area: "maarif", Person: key}); err != nil {
		t.Fatal(err)
	}
	if err := c.SetLevel(t.Context(), "", who.ID, Standing{Level: civic.LevelAddress, Area: "bourgogne", Person: "another"}); err != nil {
		t.Fatal(err)
	}
	if now := c.again(who); now.Level != civic.LevelSeen || now.Area != "maarif" {
		t.Errorf("%+v", now)
	}
	if err := c.SetLevel(t.Context(), "", c.resident("twin@b.ma").ID, Standing{Level: civic.LevelAddress, Area: "maarif", Person: key}); codeOf(err) != "verify.taken" {
		t.Errorf("the person was let go: %v", err)
	}
}

// Whoever was confirmed at a counter gets no letter any more.
func TestLettersOfThoseConfirmedAreNotDrawn(t *testing.T) {
	c := open(t)
	clerk, who := c.clerk("clerk@b.ma"), c.resident("salma@b.ma")
	if err := c.AskLetter(t.Context(), who, salma, "maarif"); err != nil {
		t.Fatal(err)
	}
	key, err := c.PersonOf(salma)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SetLevel(t.Context(), clerk.ID, who.ID, Standing{Level: civic.LevelSeen, Area: "maarif", Person: key}); err != nil {
		t.Fatal(err)
	}
	if got := c.drawn(clerk); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if n, err := c.LettersWaiting(t.Context(), clerk); err != nil || n != 0 {
		t.Errorf("%d wait, %v", n, err)
	}
	if v, err := c.addressed.Get(t.Context(), string(who.ID)); err != nil || v.Sealed != nil {
		t.Errorf("%+v, %v", v, err)
	}
}
