package civic

// Leaving asks a room to erase what it keeps about somebody whose account is gone.
// A room that can't end it in one stretch says that there is more, and is asked
// again; asking about somebody of whom nothing is left changes nothing.
type Leaving struct {
	Who         ID
	Authorities []string // whose official they were
	Keep        bool     // their public contributions stay, without them
}

// Taking asks a room for a stretch of what it keeps about somebody, for them.
type Taking struct {
	Who   ID
	After string // Taken.Next of the stretch before, "" for the first
	Files bool   // with the bytes of files
}

// Taken is a stretch of somebody's own data; Next is "" at the end.
type Taken struct {
	Items []Own
	Next  string
}

// Own is one thing that is kept about somebody: a struct with JSON names, of a list
// that names a file of their export ("reports"), or a file itself.
type Own struct {
	List string
	Data any
	File string // "photos/01….jpg"; "" for none
	Body []byte // of File
}
