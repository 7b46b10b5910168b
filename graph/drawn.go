package graph

import "sync"

// drawn keeps the edges between pairs of nodes with many claims, as they are
// without a filter, until the graph changes. There are few such pairs, they
// stand in nearly every answer, and to sum them up takes most of its time.
type drawn struct {
	mu      sync.RWMutex
	version uint64
	edges   map[[2]int32][]*Edge // by the nodes, the smaller number first
}

// manyArcs is from how many arcs on a pair's edges are kept, maxDrawn of how
// many pairs.
const (
	manyArcs = 4
	maxDrawn = 50_000
)

func (d *drawn) get(version uint64, k [2]int32) ([]*Edge, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.version != version {
		return nil, false
	}
	edges, ok := d.edges[k]
	return edges, ok
}

func (d *drawn) put(version uint64, k [2]int32, edges []*Edge) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.version != version || d.edges == nil || len(d.edges) >= maxDrawn {
		d.version, d.edges = version, make(map[[2]int32][]*Edge)
	}
	d.edges[k] = edges
}
