package gizmo

// size is how large the query plan of a path becomes, as a function of the plan
// that the path is put behind: x turns into times*x + plus. Cayley copies the
// plan so far into both branches of both(), so that thirty of them in a row
// would give a plan of 2^30 parts.
type size struct{ times, plus float64 }

var oneStep = size{1, 1}

func (s size) total() float64 { return s.times + s.plus }

// then is the size of s followed by t.
func (s size) then(t size) size { return size{t.times * s.times, t.times*s.plus + t.plus} }

// with is the size of s with a part beside it.
func (s size) with(t size) size { return size{s.times, s.plus + t.total()} }
