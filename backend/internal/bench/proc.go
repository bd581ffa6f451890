package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// tick is the unit of processor time in /proc/PID/stat (USER_HZ, proc(5)); it is
// 100 a second on every Linux.
const tick = 10 * time.Millisecond

// cpu is the processor time that the server and the processes it started have used,
// user and system; 0 where /proc can't tell.
func (s *server) cpu() (sum time.Duration) {
	for _, pid := range append(s.children(), s.cmd.Process.Pid) {
		if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
			sum += cpuOf(string(b))
		}
	}
	return sum
}

// cpuOf reads utime and stime, the 14th and 15th field of /proc/PID/stat; the 2nd
// is the program's name in brackets, which may hold anything.
func cpuOf(stat string) time.Duration {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick
}

// ownCPU is the processor time that this program has used.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// busy is the processor time that everything on the machine has used; 0 where
// /proc can't tell.
func busy() time.Duration {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	return busyOf(string(b))
}

// busyOf adds user, nice, system, irq, softirq and steal of /proc/stat's first
// line; the 4th and 5th number are idle and waiting.
func busyOf(stat string) (total time.Duration) {
	first, _, _ := strings.Cut(stat, "\n")
	fields := strings.Fields(first)
	for i, f := range fields[min(1, len(fields)):min(9, len(fields))] {
		if n, err := strconv.Atoi(f); err == nil && i != 3 && i != 4 {
			total += time.Duration(n) * tick
		}
	}
	return total
}

// use is what was used up while something was measured.
type use struct {
	began          time.Time
	server, client time.Duration
	machine        time.Duration
}

func (b *bench) using() use {
	return use{time.Now(), b.server.cpu(), ownCPU(), busy()}
}

// used writes what was used since into figures, with the share of the machine
// that was neither server's nor client's.
func (b *bench) used(f *figures, since use) {
	now := b.using()
	f.server, f.client = now.server-since.server, now.client-since.client
	all := now.began.Sub(since.began) * time.Duration(runtime.NumCPU())
	f.others = max(0, float64(now.machine-since.machine-f.server-f.client)/float64(max(1, all)))
}

// resident is the server's resident memory in MB, 0 where /proc can't tell.
func (s *server) resident() int { return s.status("VmRSS:") }

// family is resident with the processes that the server started.
func (s *server) family() int {
	sum := s.resident()
	for _, child := range s.children() {
		sum += statusOf(child, "VmRSS:")
	}
	return sum
}

// children are the processes that the server's threads started and that still run.
func (s *server) children() (pids []int) {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", s.cmd.Process.Pid))
	for _, list := range lists {
		b, _ := os.ReadFile(list) // a thread may have ended
		for word := range strings.FieldsSeq(string(b)) {
			if pid, err := strconv.Atoi(word); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// parts tells what resident memory is made of: the program's own, and pages of
// files (the program's text, a mapped index) that the system may take back.
func (s *server) parts() string {
	return fmt.Sprintf("  own %d MB, pages of files %d MB", s.status("RssAnon:"), s.status("RssFile:"))
}

// peak is the most that was ever resident, in MB.
func (s *server) peak() int { return s.status("VmHWM:") }

func (s *server) status(name string) int { return statusOf(s.cmd.Process.Pid, name) }

func statusOf(pid int, name string) int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, name); ok {
			kb, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v), "kB")))
			return kb / 1024
		}
	}
	return 0
}

// descriptors is how many files and sockets the server holds open.
func (s *server) descriptors() int {
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	return len(open)
}

// machine says what all this ran on, and how busy it was before.
func machine() string {
	model := "unknown processor"
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	load := ""
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = ", load " + strings.Join(strings.Fields(string(b))[:1], "")
	}
	return fmt.Sprintf("%s, %d cores, %s/%s, %s%s; client and server share them", model, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), load)
}
