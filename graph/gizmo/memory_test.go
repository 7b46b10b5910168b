package gizmo

import (
	"errors"
	"runtime"
	"testing"
)

// TestMemory checks that a script may make as much garbage as it likes, also
// where so much is alive that the collector lets it be, and may not hold much.
func TestMemory(t *testing.T) {
	_, qs := loadStock(t)
	alive := make([]byte, 128<<20)
	runtime.GC()
	for script, want := range map[string]error{
		`var s = "x".repeat(100000); for (var i = 0; i < 1000; i++) s + i`:                                                   nil,
		`for (var i = 0; i < 100000; i++) [i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i, i]`: nil,
		`var s = "x".repeat(100000), a = []; for (;;) a.push(s + a.length)`:                                                  ErrMemory,
		`var a = []; for (var i = 0;; i++) a[i] = {}`:                                                                        ErrMemory,
	} {
		if _, _, err := Run(t.Context(), qs, script, Options{Memory: 16 << 20}); !errors.Is(err, want) {
			t.Errorf("%s: got error %v, want %v", script, err, want)
		}
	}
	runtime.KeepAlive(alive)
}
