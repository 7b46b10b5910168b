//go:build !race

package graph

import "time"

// slack is how much later than its deadline a query may end.
const slack = 500 * time.Millisecond
