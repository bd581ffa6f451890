package report

import (
	"errors"

	"jemaa/backend/civic"
)

// The rules: each may… says why a face can't do something to a report now, or
// nil. Commands ask them before they act, and Viewer.Can is made of them, so the
// screen never offers what the service refuses.

func refuse(code string, r *Report) *civic.Error {
	return civic.Fail(civic.KindConflict, code).With("status", string(r.Status))
}

// ownVisible is for what authors do to their own report.
func (f face) ownVisible(r *Report) error {
	if !f.author {
		return civic.Denied("report.not_author")
	}
	if r.Hidden != nil {
		return refuse("report.hidden", r)
	}
	return nil
}

func (f face) mayEdit(r *Report) error {
	if err := f.ownVisible(r); err != nil {
		return err
	}
	if r.Status != Submitted {
		return refuse("report.not_editable", r)
	}
	return nil
}

func (f face) mayWithdraw(r *Report) error {
	if !f.author {
		return civic.Denied("report.not_author")
	}
	if r.Status != Submitted && r.Status != Acknowledged {
		return refuse("report.not_withdrawable", r)
	}
	return nil
}

func (f face) mayReply(r *Report) error {
	if err := f.ownVisible(r); err != nil {
		return err
	}
	if r.AwaitingSince.IsZero() {
		return refuse("report.not_asked", r)
	}
	return nil
}

func (f face) maySupport(r *Report) error {
	if f.author {
		return civic.Fail(civic.KindConflict, "report.support_own")
	}
	if !r.Public() || !r.Status.Open() {
		return refuse("report.support_closed", r)
	}
	return nil
}

// mayConfirm is for the author and for supporters, on the city's word "resolved"
// and within ContestWindow of it. Officials don't judge their own authority's
// work, save those who wrote the report down for somebody.
func (f face) mayConfirm(r *Report, supporter bool, now civic.Time) error {
	if !f.author && (!supporter || f.authority) {
		return civic.Denied("report.confirm_denied")
	}
	if !r.Public() || r.Status != Resolved {
		return refuse("report.not_resolved", r)
	}
	if now.Sub(r.ResolvedAt.Time) > ContestWindow {
		return refuse("report.confirm_late", r).With("days", int(ContestWindow.Hours()/24))
	}
	return nil
}

// mayServe is for officials of the responsible authority.
func (f face) mayServe(r *Report) error {
	if !f.authority {
		return civic.Denied("report.not_authority")
	}
	if !r.Public() {
		return refuse("report.hidden", r)
	}
	return nil
}

// mayServeOpen is for what only makes sense while work is to be done.
func (f face) mayServeOpen(r *Report) error {
	if err := f.mayServe(r); err != nil {
		return err
	}
	if !r.Status.Open() {
		return refuse("report.not_open", r)
	}
	return nil
}

func (f face) mayUndoDuplicate(r *Report) error {
	if err := f.mayServe(r); err != nil {
		return err
	}
	if r.Status != Duplicate {
		return refuse("report.not_duplicate", r)
	}
	return nil
}

func (f face) mayReveal(r *Report) error {
	if !f.authority {
		return civic.Denied("report.not_authority")
	}
	return r.authored()
}

// authored refuses what only an author can answer, where there is none any more.
func (r *Report) authored() error {
	if r.Author == "" {
		return refuse("report.author_gone", r)
	}
	return nil
}

// can lists what the face can do now, in the words of the wire.
func (f face) can(r *Report, supporter bool, now civic.Time) []string {
	out := []string{}
	if !f.actor.SignedIn() {
		return out
	}
	add := func(word string, err error) {
		if err == nil {
			out = append(out, word)
		}
	}
	add("edit", f.mayEdit(r))
	add("withdraw", f.mayWithdraw(r))
	add("support", f.maySupport(r))
	add("confirm", f.mayConfirm(r, supporter, now))
	add("reply", f.mayReply(r))
	if !f.author && r.Public() {
		add("flag", nil)
	}
	if f.mayServe(r) == nil {
		out = append(out, "answer", "note", "assign")
		add("ask", errors.Join(f.mayServeOpen(r), r.authored()))
		add("hand_over", f.mayServeOpen(r))
		add("duplicate", f.mayServeOpen(r))
		add("undo_duplicate", f.mayUndoDuplicate(r))
		for _, to := range transitions[r.Status] {
			out = append(out, "status:"+string(to))
		}
	}
	add("reveal", f.mayReveal(r))
	if f.moderator && !f.author {
		add("moderate", nil)
	}
	return out
}
