//go:build !race

package graphql

import "time"

// slack is how much later than its deadline a query may be answered.
const slack = 500 * time.Millisecond
