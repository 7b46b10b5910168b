//go:build !race

package server

import "time"

const (
	// slack is how much later than its deadline a query may end.
	slack = 500 * time.Millisecond
	// growth is the most by which the process may grow under hostile queries, in
	// bytes: what one query may hold and half as much garbage, 192 MB, the garbage
	// that the collector lets be beside it, and what a query takes before a watch
	// that waits for a processor has looked. 28 to 70 MB were seen.
	growth = 512 << 20
)
