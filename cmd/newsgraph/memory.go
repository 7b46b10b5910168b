package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Go lets garbage grow to the size of what lives before it collects it: little
// for most programs, half a gigabyte for one that holds a large index. Past
// freeGarbage of live memory only this much garbage is let be, and of still
// larger memory leastPercent of it, so that collecting stays cheap.
const (
	freeGarbage  = 192 << 20 // bytes
	leastPercent = 25
)

// boundGarbage follows the live memory until ctx ends, unless the user has an
// opinion.
func boundGarbage(ctx context.Context) {
	if os.Getenv("GOGC") != "" {
		return
	}
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	now := 100
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		metrics.Read(sample)
		if sample[0].Value.Kind() != metrics.KindUint64 {
			return
		}
		if p := garbagePercent(sample[0].Value.Uint64()); p != now {
			now = p
			debug.SetGCPercent(p)
		}
	}
}

// garbagePercent is how much garbage is let be, in percent of the live memory,
// in steps of five.
func garbagePercent(live uint64) int {
	if live <= freeGarbage {
		return 100
	}
	return max(leastPercent, int(freeGarbage*20/live)*5)
}
