package civic

// Page is one stretch of a list: at most Limit items and the cursor of what
// follows, "" at the end.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// MaxPage is the most items any list gives at once.
const MaxPage = 100

// Entry is a noun's public face: what search, feeds and the map may know of it.
// It never holds what its noun hides from the public.
type Entry struct {
	Subject   Subject
	Rev       int64
	Visible   bool              // false: take it out of every index
	Lang      Lang              // of Title and Text, "" when unknown
	Title     string            // as its author wrote it
	Text      string            // as its author wrote it
	Place     *Point            // the point the public may see
	Facets    map[string]string // area, category, domain, status, authority …
	Counts    map[string]int64  // supports …
	CreatedAt Time
	UpdatedAt Time
	DueAt     Time
}
