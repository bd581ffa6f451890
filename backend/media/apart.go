package media

import (
	"context"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"

	"jemaa/backend/civic"
)

// Photos are developed in processes of their own, which come after everything else
// when the processor is wanted: within this one, a photo's third of a second would
// hold up whoever reads meanwhile, and a thread of less priority the garbage
// collector, and so everybody. It also keeps decoders of strangers' files, their
// memory and their panics, away from the city's keys and data.

// handSettings are all that such a process is told: one core, and when to collect
// memory.
var handSettings = []string{"GOMAXPROCS=1", "GOMEMLIMIT=256MiB"}

// apart is a pool of such processes, started when a photo comes and ended when none
// came for a while.
type apart struct {
	command []string
	mu      sync.Mutex
	idle    []*hand
	closed  bool
}

const (
	handRest = 30 * time.Second // how long a process without work is kept
)

// Apart has photos developed by processes of the command, which calls Develop with
// its standard input and output. Close ends those that have no work.
func (p *Processor) Apart(command ...string) {
	p.apart = &apart{command: command}
}

// Close ends the processes that Apart started. The Processor takes no more photos.
func (p *Processor) Close() error {
	if p.apart != nil {
		p.apart.close()
	}
	return nil
}

// hand is one process. It is told the length of an upload (four bytes, the highest
// first) and the upload, and answers with a developed in gob.
type hand struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	told *gob.Decoder
	rest *time.Timer
}

// developed is what a process answers: a photo, or why there is none.
type developed struct {
	Photo Photo
	Kind  civic.Kind // "" when the fault is not the photo's
	Code  string
	Fault string
}

func (d developed) err() error {
	switch {
	case d.Fault == "":
		return nil
	case d.Kind != "":
		return civic.Fail(d.Kind, d.Code).By(errors.New(d.Fault))
	}
	return errors.New(d.Fault)
}

// develop is develop by another process. One that fails to answer is ended; what
// made it fail is a broken photo, for a sound one never does.
func (a *apart) develop(ctx context.Context, body []byte) (Photo, error) {
	h, err := a.take()
	if err != nil {
		return Photo{}, fmt.Errorf("media: %s: %w", a.command[0], err)
	}
	var answer developed
	ended := make(chan error, 1)
	go func() { ended <- h.exchange(body, &answer) }()
	select {
	case err = <-ended:
	case <-ctx.Done():
		h.kill()
		<-ended
		return Photo{}, ctx.Err()
	}
	if err != nil {
		h.kill()
		return Photo{}, brokenBy(fmt.Errorf("media: the process that develops: %w", err))
	}
	a.give(h)
	return answer.Photo, answer.err()
}

func (a *apart) take() (*hand, error) {
	a.mu.Lock()
	if n := len(a.idle); n > 0 {
		h := a.idle[n-1]
		a.idle = a.idle[:n-1]
		a.mu.Unlock()
		h.rest.Stop()
		return h, nil
	}
	closed := a.closed
	a.mu.Unlock()
	if closed {
		return nil, errors.New("closed")
	}
	return a.start()
}

// start starts a process that gets no setting and no secret of this one.
func (a *apart) start() (*hand, error) {
	h := &hand{cmd: exec.Command(a.command[0], a.command[1:]...)}
	h.cmd.Env = handSettings
	in, err := h.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	h.in, h.told = in, gob.NewDecoder(out)
	h.rest = time.AfterFunc(handRest, func() { a.dismiss(h) })
	h.rest.Stop()
	return h, humbly(h.cmd.Start)
}

func (a *apart) give(h *hand) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		go h.end()
		return
	}
	a.idle = append(a.idle, h)
	h.rest.Reset(handRest)
}

// dismiss ends a process that has rested for long, unless it was just taken.
func (a *apart) dismiss(h *hand) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, other := range a.idle {
		if other == h {
			a.idle = append(a.idle[:i], a.idle[i+1:]...)
			go h.end()
			return
		}
	}
}

func (a *apart) close() {
	a.mu.Lock()
	idle := a.idle
	a.idle, a.closed = nil, true
	a.mu.Unlock()
	for _, h := range idle {
		h.rest.Stop()
		h.end()
	}
}

func (h *hand) exchange(body []byte, into *developed) error {
	if _, err := h.in.Write(binary.BigEndian.AppendUint32(nil, uint32(len(body)))); err != nil {
		return err
	}
	if _, err := h.in.Write(body); err != nil {
		return err
	}
	return h.told.Decode(into)
}

// end closes the standard input, at which the process ends, and takes its leave.
func (h *hand) end() {
	_ = h.in.Close()
	_ = h.cmd.Wait()
}

func (h *hand) kill() {
	_ = h.cmd.Process.Kill()
	h.end()
}

// Develop is the other end: it reads uploads and writes photos until the input
// ends.
func Develop(in io.Reader, out io.Writer) error {
	tell := gob.NewEncoder(out)
	for {
		body, err := readUpload(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = tell.Encode(attempt(body))
		}
		if err != nil {
			return fmt.Errorf("media: develop: %w", err)
		}
	}
}

// readUpload reads one upload; io.EOF when there is no further one.
func readUpload(in io.Reader) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > MaxUpload {
		return nil, fmt.Errorf("an upload of %d bytes", n)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(in, body); err != nil {
		return nil, errors.Join(errors.New("half an upload"), err)
	}
	return body, nil
}

func attempt(body []byte) (d developed) {
	h, err := inspect(body)
	if err == nil {
		d.Photo, err = develop(context.Background(), h, body)
	}
	if err == nil {
		return d
	}
	d.Fault = err.Error()
	if e := (*civic.Error)(nil); errors.As(err, &e) {
		d.Kind, d.Code = e.Kind, e.Code
	}
	return d
}
