package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/newsgraph/newsgraph/nlp"
)

const (
	overviewNodes       = 20_000
	overviewLinks       = 40_000
	overviewCommunities = 200
	communityTop        = 30
	communityNames      = 3
)

// Overview shows the whole graph from afar: the entities with most claims that
// pass the filter, in communities. Phrases and unknown agents are left out. The
// same graph and filter give the same picture; it is kept until the graph
// changes, so callers must not change it.
func (s *Store) Overview(ctx context.Context, f Filter) (Overview, error) {
	key, err := json.Marshal(f)
	if err != nil {
		return Overview{}, fmt.Errorf("graph: overview: %w", err)
	}
	s.mu.RLock()
	x, version := s.index, s.index.version
	s.mu.RUnlock()
	if o, ok := x.overviews.get(string(key), version); ok {
		return o, nil
	}
	// One at a time: a second caller mostly wants the same.
	select {
	case x.overviews.making <- struct{}{}:
		defer func() { <-x.overviews.making }()
	case <-ctx.Done():
		return Overview{}, fmt.Errorf("graph: overview: %w", ctx.Err())
	}
	s.mu.RLock()
	version = x.version
	if o, ok := x.overviews.get(string(key), version); ok {
		s.mu.RUnlock()
		return o, nil
	}
	// The lock is held while claims are counted, not while nodes are arranged.
	p, err := x.panorama(ctx, f)
	s.mu.RUnlock()
	if err != nil {
		return Overview{}, fmt.Errorf("graph: overview: %w", err)
	}
	o := p.arrange()
	x.overviews.put(string(key), version, o)
	return o, nil
}

// overviews keeps the last few that were asked for.
type overviews struct {
	making chan struct{} // holds one while an overview is being made

	mu      sync.Mutex
	version uint64
	made    map[string]Overview // by filter
}

// maxOverviews is how many filters have their overview kept.
const maxOverviews = 8

func (c *overviews) get(key string, version uint64) (Overview, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version {
		return Overview{}, false
	}
	o, ok := c.made[key]
	return o, ok
}

func (c *overviews) put(key string, version uint64, o Overview) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != version || c.made == nil || len(c.made) >= maxOverviews {
		c.version, c.made = version, make(map[string]Overview)
	}
	c.made[key] = o
}

// panorama is what an overview shows, before it is arranged.
type panorama struct {
	nodes     []OverviewNode // with most claims first
	links     []tied         // the most reported first
	truncated bool
}

// tied is two nodes and the number of claims between them.
type tied struct {
	a, b   int32 // a < b
	claims int
}

// panorama counts the claims that pass the filter.
func (x *index) panorama(ctx context.Context, f Filter) (panorama, error) {
	filter := x.sieve(f)
	claims := make([]int32, len(x.entities))
	x.candidates(&filter, func(i int32) {
		r := &x.rows[i]
		if !filter.passes(r) {
			return
		}
		if r.subject != none {
			claims[r.subject]++
		}
		if r.object != none && r.object != r.subject {
			claims[r.object]++
		}
	})
	var shown []int32
	for e, n := range claims {
		if n > 0 && x.entities[e].kind != nlp.Phrase && filter.wants(x, int32(e)) {
			shown = append(shown, int32(e))
		}
	}
	firstOf(shown, overviewNodes, func(a, b int32) int {
		if claims[a] != claims[b] {
			return cmp.Compare(claims[b], claims[a])
		}
		if c := x.entities[b].reported - x.entities[a].reported; c != 0 {
			return int(c)
		}
		return x.compareIDs(a, b)
	})
	p := panorama{truncated: len(shown) > overviewNodes}
	shown = shown[:min(len(shown), overviewNodes)]
	at := make([]int32, len(x.entities))
	for i, e := range shown {
		ent := &x.entities[e]
		at[e] = int32(i) + 1
		p.nodes = append(p.nodes, OverviewNode{ID: ent.id, Name: ent.name, Type: string(ent.kind), Claims: int(claims[e])})
	}
	for i, e := range shown {
		if i%1024 == 0 && ctx.Err() != nil {
			return panorama{}, ctx.Err()
		}
		for other, arcs := range byNeighbour(x.ties(e)) {
			if other < 0 || at[other] <= at[e] {
				continue
			}
			if n := x.passing(arcs, &filter); n > 0 {
				p.links = append(p.links, tied{int32(i), at[other] - 1, n})
			}
		}
	}
	slices.SortFunc(p.links, func(a, b tied) int {
		if a.claims != b.claims {
			return b.claims - a.claims
		}
		return cmp.Or(cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b))
	})
	return p, ctx.Err()
}

// arrange finds communities and gives everything its place.
func (p *panorama) arrange() Overview {
	o := Overview{Nodes: p.nodes, Communities: []Community{}, Links: [][2]int{}, Truncated: p.truncated}
	if o.Nodes == nil {
		o.Nodes = []OverviewNode{}
	}
	group := communities(len(p.nodes), p.links)
	members := make(map[int32][]int) // nodes, those with most claims first
	for i, g := range group {
		members[g] = append(members[g], i)
	}
	inside := make(map[int32]int) // claims
	for _, l := range p.links {
		if group[l.a] == group[l.b] {
			inside[group[l.a]] += l.claims
		}
	}
	var order []int32
	for g, list := range members {
		if len(list) > 1 {
			order = append(order, g)
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(len(members[b])-len(members[a]), inside[b]-inside[a], members[a][0]-members[b][0])
	})
	if len(order) > overviewCommunities {
		order, o.Truncated = order[:overviewCommunities], true
	}
	for i := range o.Nodes {
		o.Nodes[i].Community = -1
	}
	for n, g := range order {
		c := Community{ID: p.nodes[members[g][0]].ID, Size: len(members[g]), Claims: inside[g]}
		var names []string
		for i, m := range members[g] {
			o.Nodes[m].Community = n
			if i < communityNames {
				names = append(names, p.nodes[m].Name)
			}
			if i < communityTop {
				c.Top = append(c.Top, p.nodes[m].ID)
			}
		}
		c.Name = strings.Join(names, ", ")
		o.Communities = append(o.Communities, c)
	}
	place(&o, p.links)
	drawn := p.links
	if len(drawn) > overviewLinks {
		drawn, o.Truncated = drawn[:overviewLinks], true
	}
	for _, l := range drawn {
		o.Links = append(o.Links, [2]int{int(l.a), int(l.b)})
	}
	return o
}

// place gives communities and nodes their places: nodes inside their
// community's circle, circles packed next to those they have most to do with,
// and around all of them the nodes without a community.
func place(o *Overview, links []tied) {
	sizes := make([]float64, len(o.Communities))
	for i, c := range o.Communities {
		sizes[i] = math.Sqrt(float64(c.Size)) + 1
	}
	affinity := make([]map[int]float64, len(sizes))
	for i := range affinity {
		affinity[i] = make(map[int]float64)
	}
	for _, l := range links {
		a, b := o.Nodes[l.a].Community, o.Nodes[l.b].Community
		if a >= 0 && b >= 0 && a != b {
			affinity[a][b] += float64(l.claims)
			affinity[b][a] += float64(l.claims)
		}
	}
	circles := pack(sizes, affinity)
	reach := 0.0
	for _, c := range circles {
		reach = max(reach, math.Hypot(c.x, c.y)+c.r)
	}
	outside := int(math.Ceil((reach + 1) * (reach + 1))) // first place on the spiral beyond the circles
	if len(circles) == 0 {
		outside = 0
	}
	taken := make([]int, len(circles))
	for i := range o.Nodes {
		n := &o.Nodes[i]
		if n.Community < 0 {
			n.X, n.Y = sunflower(outside)
			outside++
			reach = max(reach, math.Hypot(n.X, n.Y)+1)
			continue
		}
		c := circles[n.Community]
		n.X, n.Y = sunflower(taken[n.Community])
		n.X, n.Y = n.X+c.x, n.Y+c.y
		taken[n.Community]++
	}
	// To the unit square, with as many digits as a screen can show.
	scale := 1 / (2 * max(reach, 1))
	short := func(v float64) float64 { return math.Round(v*1e5) / 1e5 }
	for i := range o.Nodes {
		n := &o.Nodes[i]
		n.X, n.Y = short(n.X*scale+0.5), short(n.Y*scale+0.5)
	}
	for i, c := range circles {
		o.Communities[i].X, o.Communities[i].Y, o.Communities[i].R = short(c.x*scale+0.5), short(c.y*scale+0.5), short(c.r*scale)
	}
}

// sunflower is the place of seed i: equally dense everywhere, n seeds within
// radius sqrt(n). (Vogel 1979)
func sunflower(i int) (x, y float64) {
	const golden = 2.399963229728653 // angle in radians
	r, a := math.Sqrt(float64(i)+0.5), float64(i)*golden
	return r * math.Cos(a), r * math.Sin(a)
}
