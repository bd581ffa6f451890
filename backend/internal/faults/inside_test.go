package faults

import (
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"testing"
)

const insideMark = "JEMAA_TEST_FAULTS_INSIDE"

var figuresLine = regexp.MustCompile(`(?m)figures: (.*)$`)

// inside runs the rest of the calling test in a process that has file systems of
// its own to mount, so that nothing is left of them on the machine. It is true in
// that process, and false in the first one, where the test is over.
func inside(t *testing.T, f *fault) bool {
	t.Helper()
	if os.Getenv(insideMark) != "" {
		t.Cleanup(func() { t.Logf("figures: %s", f.figures) })
		return true
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-test.run=^" + t.Name() + "$", "-test.v", "-binary=" + path}
	if *long {
		args = append(args, "-long")
	}
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), insideMark+"=yes")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Skipf("SKIPPED, AND NOTHING ELSE TESTS THIS: this machine gives no namespace for mounts: %v", err)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if m := figuresLine.FindSubmatch(out); m != nil {
		f.measured("%s", m[1])
	}
	return false
}
