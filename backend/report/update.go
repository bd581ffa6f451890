package report

import (
	"slices"

	"jemaa/backend/civic"
)

// UpdateKind says what an entry of the timeline tells.
type UpdateKind string

// The kinds of update.
const (
	UpdateSubmitted       UpdateKind = "submitted"
	UpdateEdited          UpdateKind = "edited"
	UpdateStatus          UpdateKind = "status"
	UpdateAnswer          UpdateKind = "answer"
	UpdateNote            UpdateKind = "note" // internal
	UpdateAsk             UpdateKind = "ask"
	UpdateReply           UpdateKind = "reply"
	UpdateHandOver        UpdateKind = "hand_over"
	UpdateAssign          UpdateKind = "assign" // internal
	UpdateConfirmed       UpdateKind = "confirmed"
	UpdateContested       UpdateKind = "contested"
	UpdateDuplicate       UpdateKind = "duplicate"
	UpdateDuplicateUndone UpdateKind = "duplicate_undone"
	UpdateHidden          UpdateKind = "hidden"          // for the author, the authority, moderators
	UpdateRestored        UpdateKind = "restored"        // likewise
	UpdatePhotosReleased  UpdateKind = "photos_released" // likewise
)

// Party is the capacity in which somebody acts on a report.
type Party string

// The parties. A resident on a timeline is always the author.
const (
	ByResident  Party = "resident"
	ByAuthority Party = "authority"
	ByModerator Party = "moderator"
)

// By is who made an update.
type By struct {
	Role      Party    `json:"role"`
	Account   civic.ID `json:"account"`
	Authority string   `json:"authority,omitempty"`
}

// Update is one entry of the timeline.
type Update struct {
	ID       civic.ID   `json:"id"` // made by the client, or the id of the decision's message
	At       civic.Time `json:"at"`
	Kind     UpdateKind `json:"kind"`
	By       By         `json:"by"`
	From     string     `json:"from,omitempty"` // status, or authority of a hand-over
	To       string     `json:"to,omitempty"`   // status, authority, assignee, or the original's id
	Text     string     `json:"text,omitempty"`
	Lang     civic.Lang `json:"lang,omitempty"`
	Photos   []Photo    `json:"photos,omitempty"`
	Reason   string     `json:"reason,omitempty"`
	Internal bool       `json:"internal,omitempty"` // for officials of By.Authority only
	Hash     string     `json:"hash,omitempty"`     // of the request, so that it can be repeated
}

// find gives the update with an id.
func (r *Report) find(id civic.ID) (Update, bool) {
	i := slices.IndexFunc(r.Updates, func(u Update) bool { return u.ID == id })
	if i < 0 {
		return Update{}, false
	}
	return r.Updates[i], true
}

// record puts an update at the end of the timeline; one that changes what the
// public sees is the report's last change. Hiding and restoring leave it where
// it was in every list.
func (r *Report) record(u Update) {
	r.Updates = append(r.Updates, u)
	if !u.Internal && u.Kind != UpdateHidden && u.Kind != UpdateRestored {
		r.UpdatedAt = u.At
	}
}

// decide records a moderator's decision in the place of the oldest one beyond
// MaxDecisions, so that moderators never meet a full timeline.
func (r *Report) decide(u Update) {
	is := func(u Update) bool { return u.By.Role == ByModerator }
	n := 1
	for _, u := range r.Updates {
		if is(u) {
			n++
		}
	}
	if n > MaxDecisions {
		i := slices.IndexFunc(r.Updates, is)
		r.Updates = slices.Delete(r.Updates, i, i+1)
	}
	r.record(u)
}

// timelineBytes is where a timeline counts as full for everybody else: with the
// report's own words and MaxDecisions of the longest, it is below
// store.MaxDocument.
const timelineBytes = 600 << 10

// full tells whether people can add nothing more. The size is estimated from
// above: a character of text takes at most six bytes of JSON.
func (r *Report) full(next Update) bool {
	size := 0
	for _, u := range append(slices.Clip(r.Updates), next) {
		size += 700 + 200*len(u.Photos) + jsonBytes(u.Text) + jsonBytes(u.Reason)
	}
	return len(r.Updates) >= MaxUpdates-MaxDecisions || size > timelineBytes
}

// jsonBytes bounds the length of s as JSON text from above.
func jsonBytes(s string) int {
	n := len(s)
	for i := range len(s) {
		switch c := s[i]; {
		case c < 0x20, c == '<', c == '>', c == '&':
			n += 5
		case c == '"', c == '\\':
			n++
		case c == 0xE2: // U+2028 and U+2029 are escaped
			n += 3
		}
	}
	return n
}

// ActKind is what somebody does to a report through AddUpdate.
type ActKind string

// The acts. All are for officials of the responsible authority but ActReply,
// which is for the author.
const (
	ActStatus        ActKind = "status"
	ActAnswer        ActKind = "answer"
	ActNote          ActKind = "note"
	ActAsk           ActKind = "ask"
	ActReply         ActKind = "reply"
	ActAssign        ActKind = "assign"
	ActHandOver      ActKind = "hand_over"
	ActDuplicate     ActKind = "duplicate"
	ActUndoDuplicate ActKind = "undo_duplicate"
)

// Act is one act with what it needs; the other fields are left empty.
type Act struct {
	ID          civic.ID   `json:"id,omitempty"` // made by the client so that it can repeat; "" for a new one
	Kind        ActKind    `json:"kind"`
	Status      Status     `json:"status,omitempty"`       // ActStatus: what it becomes
	Text        string     `json:"text,omitempty"`         // ≤ MaxText; required for note and ask, and without photos for answer and reply
	Lang        civic.Lang `json:"lang,omitempty"`         // of Text
	Photos      []civic.ID `json:"photos,omitempty"`       // ≤ MaxPhotos, the actor's own
	Reason      string     `json:"reason,omitempty"`       // ≤ MaxReason; required to decline, to take up a declined one again, to hand over
	Authority   string     `json:"authority,omitempty"`    // ActHandOver: to whom
	Assignee    civic.ID   `json:"assignee,omitempty"`     // ActAssign: an official of the authority, or "" for nobody
	DuplicateOf civic.ID   `json:"duplicate_of,omitempty"` // ActDuplicate: the original
	IfRev       int64      `json:"-"`                      // the revision the actor saw; 0 does not ask
}
