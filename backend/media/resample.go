package media

import "math"

// Weights are fixed point with weightBits; rows between the two passes keep
// rowBits below the point, so that 255 × the sum of absolute weights (< 1.3)
// stays inside an int32.
const (
	weightBits = 14
	rowBits    = 8
)

// taps says, for each sample of a line that is to be made, which samples of the
// old line it mixes, and how.
type taps struct {
	first   []int
	weights [][]int32
}

// newTaps gives the taps of a Catmull-Rom filter (Keys 1981, a = -0.5) that is
// widened by the reduction, so that every old sample counts. The same size gives
// one tap of one.
func newTaps(from, to int) taps {
	t := taps{first: make([]int, to), weights: make([][]int32, to)}
	ratio := float64(from) / float64(to)
	wide := max(ratio, 1)
	for i := range to {
		centre := (float64(i)+0.5)*ratio - 0.5
		lo := max(0, int(math.Ceil(centre-2*wide)))
		hi := min(from-1, int(math.Floor(centre+2*wide)))
		raw := make([]float64, 0, hi-lo+1)
		sum := 0.0
		for j := lo; j <= hi; j++ {
			w := catmullRom((float64(j) - centre) / wide)
			raw = append(raw, w)
			sum += w
		}
		t.first[i], t.weights[i] = fixed(lo, raw, sum)
	}
	return t
}

func catmullRom(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1:
		return (1.5*x-2.5)*x*x + 1
	case x < 2:
		return ((-0.5*x+2.5)*x-4)*x + 2
	}
	return 0
}

// fixed rounds weights so that they add up to exactly one, which keeps flat
// colours flat, and drops zeros at both ends.
func fixed(lo int, raw []float64, sum float64) (int, []int32) {
	out := make([]int32, len(raw))
	left, largest := int32(1)<<weightBits, 0
	for i, w := range raw {
		out[i] = int32(math.Round(w / sum * (1 << weightBits)))
		left -= out[i]
		if out[i] > out[largest] {
			largest = i
		}
	}
	out[largest] += left
	for len(out) > 1 && out[0] == 0 {
		lo, out = lo+1, out[1:]
	}
	for len(out) > 1 && out[len(out)-1] == 0 {
		out = out[:len(out)-1]
	}
	return lo, out
}

// resampler scales one plane of samples, line by line: push every line of the
// old plane in order, and the new plane fills from the top. It holds only as
// many lines as a new line mixes.
type resampler struct {
	cols, rows taps
	ring       [][]int32
	in, out    int
	plane      []byte // the new plane, lines of stride bytes
	stride     int
	sums       []int32
}

// newResampler scales from w×h to len(cols)×len(rows) into plane.
func newResampler(cols, rows taps, plane []byte, stride int) *resampler {
	deepest := 1
	for _, w := range rows.weights {
		deepest = max(deepest, len(w))
	}
	r := &resampler{cols: cols, rows: rows, plane: plane, stride: stride}
	r.ring = make([][]int32, deepest)
	for i := range r.ring {
		r.ring[i] = make([]int32, len(cols.first))
	}
	r.sums = make([]int32, len(cols.first))
	return r
}

func (r *resampler) push(line []byte) {
	row := r.ring[r.in%len(r.ring)]
	for i, first := range r.cols.first {
		weights := r.cols.weights[i]
		samples := line[first : first+len(weights)]
		sum := int32(0)
		for j, w := range weights {
			sum += w * int32(samples[j])
		}
		row[i] = sum >> (weightBits - rowBits)
	}
	r.in++
	for r.out < len(r.rows.first) && r.rows.first[r.out]+len(r.rows.weights[r.out]) <= r.in {
		r.emit()
		r.out++
	}
}

// emit mixes the held lines into the next new line.
func (r *resampler) emit() {
	first := r.rows.first[r.out]
	clear(r.sums)
	sums := r.sums
	for j, w := range r.rows.weights[r.out] {
		row := r.ring[(first+j)%len(r.ring)][:len(sums)]
		for i, v := range row {
			sums[i] += w * v
		}
	}
	const shift = weightBits + rowBits
	line := r.plane[r.out*r.stride:][:len(sums)]
	for i, v := range sums {
		line[i] = clamp((v + 1<<(shift-1)) >> shift)
	}
}

func clamp(v int32) byte {
	if uint32(v) > 255 {
		return ^byte(v >> 31) // below zero: 0, above: 255
	}
	return byte(v)
}
