package graph

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime is what the thread has used of a core.
func cpuTime() (time.Duration, error) { return clock(unix.CLOCK_THREAD_CPUTIME_ID) }

// allCPUTime is what the process has used of all cores.
func allCPUTime() (time.Duration, error) { return clock(unix.CLOCK_PROCESS_CPUTIME_ID) }

func clock(id int32) (time.Duration, error) {
	var t unix.Timespec
	err := unix.ClockGettime(id, &t)
	return time.Duration(t.Nano()), err
}
