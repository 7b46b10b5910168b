package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/newsgraph/newsgraph/nlp/read"
)

// errReported says that the user has been told already what went wrong.
var errReported = errors.New("some of the work failed")

// reporter prints problems that do not stop the work, one line each.
type reporter struct {
	w      io.Writer
	before func() // makes room for a line; may be nil
	failed bool
}

func (r *reporter) problem(err error) {
	r.failed = true
	if r.before != nil {
		r.before()
	}
	printError(r.w, err)
}

// err is errReported after a problem.
func (r *reporter) err() error {
	if r.failed {
		return errReported
	}
	return nil
}

// progress shows on a terminal how far an ingest is. The zero value and one
// that does not write to a terminal show nothing.
type progress struct {
	bar              *progressbar.ProgressBar
	articles, claims int
}

// newProgress makes one for the paths; with standard input among them nobody
// knows how much there is to come, and it spins.
func newProgress(w io.Writer, paths []string) *progress {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &progress{}
	}
	total, known := read.Size(paths)
	if !known {
		total = -1
	}
	return &progress{bar: progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription("reading"),
		progressbar.OptionShowBytes(true),
		progressbar.OptionSetWidth(24),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

// newCounter makes one that counts to a number that is known.
func newCounter(w io.Writer, what string, total int) *progress {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return &progress{}
	}
	return &progress{bar: progressbar.NewOptions(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(24),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

// read counts bytes of input, or what a counter counts.
func (p *progress) read(n int) {
	if p.bar != nil {
		p.bar.Add(n)
	}
}

// article counts one that is done.
func (p *progress) article(claims int) {
	if p.bar == nil {
		return
	}
	p.articles++
	p.claims += claims
	p.bar.Describe(fmt.Sprintf("%d articles, %d claims", p.articles, p.claims))
}

func (p *progress) clear() {
	if p.bar != nil {
		p.bar.Clear()
	}
}

func (p *progress) finish() {
	if p.bar != nil {
		p.bar.Finish()
	}
}

// phases shows one counter after the other, for work that has several parts.
type phases struct {
	w     io.Writer
	what  string
	now   *progress
	shown int
}

// show is told what is being done, and to how many of how many things; 0 where
// nobody knows.
func (p *phases) show(what string, done, total int) {
	if total <= 0 {
		total = -1
	}
	if what != p.what {
		p.finish()
		p.what, p.now, p.shown = what, newCounter(p.w, what, total), 0
	}
	p.now.read(done - p.shown)
	if p.shown = done; done == total {
		p.finish()
	}
}

func (p *phases) finish() {
	if p.now != nil {
		p.now.finish()
	}
	p.what, p.now = "", nil
}
