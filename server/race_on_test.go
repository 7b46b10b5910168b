//go:build race

package server

import "time"

// The race detector slows the engine's own functions down and keeps a shadow of
// all memory.
const (
	slack  = 5 * time.Second
	growth = 1024 << 20
)
