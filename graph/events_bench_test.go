package graph

import (
	"fmt"
	"runtime"
	"testing"
)

// BenchmarkEvents finds the events of a loaded index, which is what a store does
// in the background after it has opened.
func BenchmarkEvents(b *testing.B) {
	for _, n := range sizes(b) {
		b.Run(fmt.Sprint("claims=", n), func(b *testing.B) {
			x := indexed(b, n).index
			empty := func() { x.blocks, x.events, x.byEvent = nil, make(map[blockKey]*grouped), make(map[string]blockKey) }
			empty()
			b.ReportAllocs()
			whole(b, func() {
				empty()
				x.loadEvents()
			})
			runtime.KeepAlive(x)
		})
	}
}
