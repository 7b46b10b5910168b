//go:build !race

package server

import "time"

const (
	// slack is how much later than its deadline a query may end.
	slack = 500 * time.Millisecond
	// growth is the most by which the process may grow under hostile queries, in
	// bytes: the memory that one query may take, the garbage of the one before
	// it, what the runtime has not given back, and what a query takes beyond its
	// share before a watch that waits for a processor sees it. 340 to 880 MB were
	// seen on a busy machine.
	growth = 1536 << 20
)
