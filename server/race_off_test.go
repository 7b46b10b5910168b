//go:build !race

package server

import "time"

const (
	// slack is how much later than its deadline a query may end.
	slack = 500 * time.Millisecond
	// growth is the most by which the process may grow under hostile queries, in
	// bytes: the memory that one query may take, the garbage of the one before
	// it, and what the runtime has not given back.
	growth = 768 << 20
)
