package gizmo

import (
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"
)

// memory watches what a script holds of the heap. The heap is the whole
// program's: the engine has no account of its own, and what is garbage only a
// collection tells. So the heap may grow by limit; then it is collected, and
// again whenever it has grown by half of that. A script may hold limit bytes
// beyond what there was when it began.
//
// It refers to nothing of the script, so that a watch that ends late keeps
// nothing alive.
type memory struct {
	limit, most, mark uint64
	over              func() // is called when the script holds too much

	held  atomic.Bool        // the script has held much
	looks chan chan struct{} // asks for a look at the heap, and closes when it has been
	done  chan struct{}
}

// leftovers is true when a script that held much has ended: to the next one
// its garbage would seem to be there to stay.
var leftovers struct {
	sync.Mutex
	bool
}

// watchMemory begins a watch.
func watchMemory(limit uint64, over func()) *memory {
	leftovers.Lock()
	defer leftovers.Unlock()
	if leftovers.bool {
		runtime.GC()
		leftovers.bool = false
	}
	most := heapBytes() + limit
	m := &memory{limit: limit, most: most, mark: most, over: over, looks: make(chan chan struct{}), done: make(chan struct{})}
	go m.watch()
	return m
}

// end ends the watch.
func (m *memory) end() {
	close(m.done)
	if m.held.Load() {
		leftovers.Lock()
		leftovers.bool = true
		leftovers.Unlock()
	}
}

func (m *memory) watch() {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-m.done:
			return
		case <-tick.C:
			m.look()
		case looked := <-m.looks:
			m.look()
			close(looked)
		}
	}
}

func (m *memory) look() {
	if heapBytes() <= m.mark {
		return
	}
	runtime.GC()
	live := heapBytes()
	if live > m.most-m.limit/2 {
		m.held.Store(true)
	}
	if live > m.most {
		m.over()
	}
	m.mark = max(m.most, live+m.limit/2)
}

// heapBytes is what is on the heap, garbage included.
func heapBytes() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// awaitLook lets the watch look at the heap before the script goes on: on a
// busy machine it may be late.
func (s *session) awaitLook() {
	looked := make(chan struct{})
	select {
	case s.memory.looks <- looked:
		select {
		case <-looked:
		case <-s.ctx.Done():
		}
	case <-s.ctx.Done():
	}
	s.alive()
}
