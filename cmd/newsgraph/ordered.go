package main

import (
	"context"
	"iter"
)

// ordered applies f to the values of seq in up to n goroutines and yields the
// results in the order of seq; errors of seq come through in their place. At
// most 4n values are under way at a time, so a slow value holds the others up
// rather than letting results pile up.
//
//	seq    a b c d e          one goroutine reads seq ...
//	f      [b] [a] [c]        ... n values are worked on at once ...
//	queue  a> b> c>           ... and their slots wait in line
//
// When ctx ends, what is in line is finished and yielded. Nothing waits for a
// seq that is blocked, as one is that reads from a terminal.
func ordered[In, Out any](ctx context.Context, seq iter.Seq2[In, error], n int, f func(In) (Out, error)) iter.Seq2[Out, error] {
	type slot struct {
		out  Out
		err  error
		done chan struct{}
	}
	return func(yield func(Out, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		queue := make(chan *slot, 3*n)
		running := make(chan struct{}, n)
		go func() {
			defer close(queue)
			for in, err := range seq {
				if ctx.Err() != nil {
					return // also what seq itself says of it
				}
				s := &slot{err: err, done: make(chan struct{})}
				select {
				case queue <- s:
				case <-ctx.Done():
					return
				}
				if err != nil {
					close(s.done)
					continue
				}
				running <- struct{}{}
				go func() {
					defer close(s.done)
					s.out, s.err = f(in)
					<-running
				}()
			}
		}()
		next := func() (*slot, bool) {
			select {
			case s, ok := <-queue:
				return s, ok
			default:
			}
			select {
			case s, ok := <-queue:
				return s, ok
			case <-ctx.Done():
				return nil, false
			}
		}
		for s, ok := next(); ok; s, ok = next() {
			<-s.done
			if !yield(s.out, s.err) {
				return
			}
		}
	}
}
