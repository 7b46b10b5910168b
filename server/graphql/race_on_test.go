//go:build race

package graphql

import "time"

// The race detector makes everything several times slower.
const slack = 5 * time.Second
