//go:build race

package graph

import "time"

// slack is how much later than its deadline a query may end; the race detector
// slows the engine's own functions down.
const slack = 5 * time.Second
