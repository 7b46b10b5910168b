package graph

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime is what the thread has used of a core.
func cpuTime() (time.Duration, error) {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t)
	return time.Duration(t.Nano()), err
}
