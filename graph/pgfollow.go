package graph

import (
	"context"
	"time"
)

// pollEvery is how often a process asks a database what others have written,
// and so how old at most what its readers see is. To ask costs a millisecond.
const pollEvery = time.Second

// follower keeps the index of a store up to what other processes write.
type follower struct {
	stop  context.CancelFunc
	ended chan struct{}
}

func (s *Store) startFollower() {
	ctx, stop := context.WithCancel(context.Background())
	f := &follower{stop: stop, ended: make(chan struct{})}
	s.follower = f
	go func() {
		defer close(f.ended)
		tick := time.NewTicker(pollEvery)
		defer tick.Stop()
		var behind uint64
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				behind = s.poll(ctx, behind)
			}
		}
	}()
}

func (f *follower) close() {
	f.stop()
	<-f.ended
}

// poll catches up. Quads that stay behind a batch from one poll to the next are
// those of a writer that has died, so they are brought on here; behind is their
// sequence number at the last poll, and the result that at this one. An error,
// as of a connection that is gone, is left to the next poll.
func (s *Store) poll(ctx context.Context, behind uint64) uint64 {
	if !s.writing.TryLock() {
		return 0 // who writes catches up
	}
	defer s.writing.Unlock()
	err := s.latestArticles(ctx, func(tx articleTx) error { return s.catchUp(ctx, tx) })
	if err != nil {
		return 0
	}
	if err := s.measure(); err != nil {
		return 0
	}
	at, err := s.quads.position()
	if err != nil || at.sequence >= s.at.sequence || at.sequence == 0 {
		return 0
	}
	if at.sequence == behind && s.replay(ctx) == nil {
		return 0
	}
	return at.sequence
}
