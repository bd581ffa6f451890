package media

// The limits of an upload.
const (
	MaxUpload = 12 << 20   // bytes
	MaxPixels = 50_000_000 // width × height
)

// Edges are the longest sides, in pixels, of a photo's renditions, in the order
// in which Photo holds them. Nothing is ever enlarged: of an original that is
// smaller than an edge, that rendition has the original's own size.
var Edges = [4]int{320, Phone, 960, 1920}

// Phone is the edge for the width of most phones: half the bytes of the next one,
// which serves where it is missing: photos of before have none, and a backup
// leaves it out.
const Phone = 640

// Rendition is one size of a photo: a JPEG with nothing but pixels in it.
type Rendition struct {
	Edge   int // which of Edges it answers for
	Width  int // pixels, at most Edge
	Height int // pixels, at most Edge
	JPEG   []byte
}

// Photo is what becomes of an upload.
type Photo struct {
	Width      int          // of the upright original, pixels
	Height     int          // of the upright original, pixels
	Color      string       // average colour, "#rrggbb", to show until the picture is there
	Renditions [4]Rendition // in the order of Edges
}
