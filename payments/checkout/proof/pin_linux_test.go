package proof

import (
	"errors"
	"os/exec"
	"runtime"

	"golang.org/x/sys/unix"
)

// startApart starts a process on a processor of its own, where there is one for it. Left to
// itself the kernel puts two such processes on the same one for minutes, because their
// threads sleep so often.
func startApart(cmd *exec.Cmd, index int) error {
	runtime.LockOSThread() // a child inherits where its parent's thread may run
	defer runtime.UnlockOSThread()
	var all, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		return cmd.Start()
	}
	nth := index % max(all.Count(), 1)
	for cpu := range len(all) * 64 {
		if !all.IsSet(cpu) {
			continue
		}
		if nth == 0 {
			one.Set(cpu)
			break
		}
		nth--
	}
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return cmd.Start()
	}
	return errors.Join(cmd.Start(), unix.SchedSetaffinity(0, &all))
}
