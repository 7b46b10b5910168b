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
			before := heap()
			b.ReportAllocs()
			start, err := allCPUTime()
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				empty()
				x.loadEvents()
			}
			end, err := allCPUTime()
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64((end-start).Milliseconds())/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(heap()-before)/(1<<20), "MB")
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/op")
			b.ReportMetric(0, "ns/op")
			runtime.KeepAlive(x)
		})
	}
}
