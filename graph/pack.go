package graph

import "math"

// circle is a place for a community.
type circle struct{ x, y, r float64 }

// gap is the room between circles, in radii of a node's share.
const gap = 1.5

// pack places circles of the given radii without overlap around the origin, in
// their order. Each goes where it touches two that are there, so that no holes
// are left, and among these places to the one that is nearest to the circles
// that it has most affinity with. (Wang, Wang, Dai, Wang 2006 pack so, without
// affinity.)
func pack(radii []float64, affinity []map[int]float64) []circle {
	placed := make([]circle, 0, len(radii))
	for n, r := range radii {
		switch n {
		case 0:
			placed = append(placed, circle{0, 0, r})
			continue
		case 1:
			placed = append(placed, circle{placed[0].r + r + gap, 0, r})
			continue
		}
		best, bestCost := circle{}, math.Inf(1)
		for i := range placed {
			for j := range placed[:i] {
				a, b := placed[i], placed[j]
				if math.Hypot(a.x-b.x, a.y-b.y) > a.r+b.r+2*(r+gap) {
					continue
				}
				for _, c := range touching(a, b, r) {
					if cost := costOf(c, placed, affinity[n]); cost < bestCost && free(c, placed) {
						best, bestCost = c, cost
					}
				}
			}
		}
		placed = append(placed, best)
	}
	return placed
}

// touching is the two circles of radius r that stand next to both a and b.
func touching(a, b circle, r float64) [2]circle {
	da, db := a.r+r+gap, b.r+r+gap
	dx, dy := b.x-a.x, b.y-a.y
	d := math.Hypot(dx, dy)
	// The centre's place along the line from a to b and beside it.
	along := (d*d + da*da - db*db) / (2 * d)
	beside := math.Sqrt(max(0, da*da-along*along))
	ux, uy := dx/d, dy/d
	return [2]circle{
		{a.x + along*ux - beside*uy, a.y + along*uy + beside*ux, r},
		{a.x + along*ux + beside*uy, a.y + along*uy - beside*ux, r},
	}
}

func free(c circle, placed []circle) bool {
	for _, p := range placed {
		if math.Hypot(p.x-c.x, p.y-c.y) < p.r+c.r+gap-1e-6 {
			return false
		}
	}
	return true
}

// costOf is the distance to the middle, and to related circles by their share.
func costOf(c circle, placed []circle, affinity map[int]float64) float64 {
	sum, near := 0.0, 0.0
	for i, p := range placed {
		if w := affinity[i]; w > 0 {
			sum += w
			near += w * math.Hypot(p.x-c.x, p.y-c.y)
		}
	}
	cost := math.Hypot(c.x, c.y)
	if sum > 0 {
		cost += near / sum
	}
	return cost
}
