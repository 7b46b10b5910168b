package graph

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// modularity of a division, by its definition (Newman, Girvan 2004).
func modularity(links []tied, group []int32) float64 {
	inside, ends, all := make(map[int32]float64), make(map[int32]float64), 0.0
	for _, l := range links {
		w := float64(l.claims)
		all += w
		ends[group[l.a]] += w
		ends[group[l.b]] += w
		if group[l.a] == group[l.b] {
			inside[group[l.a]] += w
		}
	}
	q := 0.0
	for g, e := range ends {
		q += inside[g]/all - e/(2*all)*e/(2*all)
	}
	return q
}

func TestCommunities(t *testing.T) {
	// Ten cliques of five, each with one link to the next.
	var ring []tied
	for c := range int32(10) {
		for i := range int32(5) {
			for j := range i {
				ring = append(ring, tied{5*c + j, 5*c + i, 1})
			}
		}
		ring = append(ring, tied{5 * c, (5*c + 6) % 50, 1})
	}
	group := communities(50, ring)
	found := make(map[int32]bool)
	for i, g := range group {
		found[g] = true
		if g != group[i/5*5] {
			t.Errorf("node %d is not with its clique", i)
		}
	}
	if len(found) != 10 {
		t.Errorf("got %d communities, want 10", len(found))
	}
	if got := communities(3, nil); fmt.Sprint(got) != "[0 1 2]" {
		t.Errorf("without links: got %v", got)
	}
	if got := communities(0, nil); len(got) != 0 {
		t.Errorf("without nodes: got %v", got)
	}
	// Planted groups, with a third of the links between them.
	rng := rand.New(rand.NewPCG(11, 12))
	const n, groups = 300, 6
	planted := make([]int32, n)
	for i := range planted {
		planted[i] = int32(i % groups)
	}
	var links []tied
	for len(links) < 3000 {
		a, b := int32(rng.IntN(n)), int32(rng.IntN(n))
		if a < b && (planted[a] == planted[b] || rng.IntN(10) == 0) {
			links = append(links, tied{a, b, 1 + rng.IntN(3)})
		}
	}
	group = communities(n, links)
	if got, want := modularity(links, group), modularity(links, planted); got < want-1e-9 {
		t.Errorf("modularity: got %.4f, planted %.4f", got, want)
	}
	if again := communities(n, links); fmt.Sprint(again) != fmt.Sprint(group) {
		t.Error("a second time gives other communities")
	}
}

func TestPack(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	for _, n := range []int{0, 1, 2, 3, 200} {
		radii, affinity := make([]float64, n), make([]map[int]float64, n)
		area := 0.0
		for i := range radii {
			radii[i] = 2 + rng.ExpFloat64()*20
			affinity[i] = map[int]float64{rng.IntN(n): 1}
			area += radii[i] * radii[i]
		}
		circles := pack(radii, affinity)
		reach := 0.0
		for i, c := range circles {
			reach = max(reach, math.Hypot(c.x, c.y)+c.r)
			for _, d := range circles[:i] {
				if math.Hypot(c.x-d.x, c.y-d.y) < c.r+d.r {
					t.Errorf("%d circles: two overlap", n)
				}
			}
		}
		// Random circles fill at least a third of the disc around them.
		if n > 3 && area < reach*reach/3 {
			t.Errorf("%d circles fill %.0f %% of their disc", n, 100*area/(reach*reach))
		}
	}
}
