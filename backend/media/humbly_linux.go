package media

import (
	"runtime"
	"syscall"
)

// niceness is how far behind everybody else the processes that develop photos come
// (setpriority(2)): a tenth of a share.
const niceness = 10

// humbly starts something with less priority than this process has. On Linux
// priority is a thread's, and a new process has that of the thread that starts it;
// the thread ends with this goroutine, which never unlocks it.
func humbly(start func() error) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, niceness) // none: no harm
		started <- start()
	}()
	return <-started
}
