package graph

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

var crashRounds = flag.Int("crash-rounds", 2, "how often TestKilled kills a writer, on each backend")

// history is what a writer does to a store: articles that come, change and go,
// and judgements, in small batches. To do it again gives the same graph.
func history(ctx context.Context, s *Store, step func(n int)) error {
	entries := slices.Collect(corpus(60))
	for i, batch := range slices.Collect(slices.Chunk(entries, 5)) {
		if _, err := s.Add(ctx, batch); err != nil {
			return err
		}
		step(3 * i)
		first := batch[0]
		if i%2 == 0 {
			changed := report(first.Article.ID, first.Claims[:5]...)
			if _, err := s.Add(ctx, []Entry{changed}); err != nil {
				return err
			}
		} else if err := s.Remove(ctx, first.Article.ID); err != nil {
			return err
		}
		step(3*i + 1)
		j := Judgement{Kind: "wrong", Claim: batch[1].Claims[0].ID}
		made := slices.ContainsFunc(s.Curation(), func(v JudgementView) bool { return v.Claim == j.Claim })
		if !made {
			if _, err := s.Curate(ctx, j); err != nil {
				return err
			}
		}
		step(3*i + 2)
	}
	return nil
}

// TestCrashChild is the process that TestKilled kills.
func TestCrashChild(t *testing.T) {
	place := os.Getenv("NEWSGRAPH_CRASH_CHILD")
	if place == "" {
		t.Skip("TestKilled runs it")
	}
	s, err := Open(t.Context(), place, testOptions)
	if err != nil {
		t.Fatal(err)
	}
	if err := history(t.Context(), s, func(n int) { fmt.Printf("\nstep %d\n", n) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestKilled kills a writer with SIGKILL at a random moment. Afterwards nothing
// contradicts anything, and doing the same again gives exactly the graph that
// it gives without a disturbance.
func TestKilled(t *testing.T) { onBackends(t, testKilled) }

func testKilled(t *testing.T, b backend) {
	want := b.open(t)
	if err := history(t.Context(), want, func(int) {}); err != nil {
		t.Fatal(err)
	}
	wanted := nquads(t, want)
	var took time.Duration
	place := b.place(t)
	child(t, place, func(*exec.Cmd) {}, &took)
	if got := nquads(t, openAt(t, place)); got != wanted {
		t.Fatalf("a writer that nobody kills:\n%s", diff(wanted, got))
	}

	rng := rand.New(rand.NewPCG(3, 4))
	rounds := *crashRounds
	if testing.Short() {
		rounds = min(rounds, 1)
	}
	for round := range rounds {
		place := b.place(t)
		delay := time.Duration(rng.Int64N(int64(took)))
		steps := child(t, place, func(c *exec.Cmd) {
			time.AfterFunc(delay, func() { _ = c.Process.Kill() })
		}, nil)
		s := openAt(t, place)
		checkWhole(t, s)
		t.Logf("round %d: killed after %v and %d of 36 steps, %d quads", round, delay.Round(time.Millisecond), steps, s.Stats().Quads)
		if err := history(t.Context(), s, func(int) {}); err != nil {
			t.Fatal(err)
		}
		if got := nquads(t, s); got != wanted {
			t.Fatalf("round %d:\n%s", round, diff(wanted, got))
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// child runs history in a process of its own and returns how many steps it
// reported. started may kill it. took, where not nil, gets how long it took, and
// then it must succeed.
func child(t *testing.T, place string, started func(*exec.Cmd), took *time.Duration) (steps int) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.count=1")
	c.Env = append(os.Environ(), "NEWSGRAPH_CRASH_CHILD="+place)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	started(c)
	var said strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "step ") {
			steps++
		}
		said.WriteString(lines.Text() + "\n")
	}
	err = c.Wait()
	var exit *exec.ExitError
	switch {
	case took != nil && err == nil:
		*took = time.Since(begin)
	case took != nil || err != nil && (!errors.As(err, &exit) || exit.Exited()):
		t.Fatalf("%v\n%s", err, said.String())
	}
	return steps
}

// checkWhole checks that verify finds nothing, and that quads and nodes are those
// that a rebuild gives.
func checkWhole(t *testing.T, s *Store) {
	t.Helper()
	_, err := s.Verify(t.Context(), VerifyOptions{Quads: true}, func(p Problem) { t.Errorf("verify: %+v", p) })
	if err != nil {
		t.Fatal(err)
	}
	quads, nodes, size := nquads(t, s), ghosts(t, s), s.Stats().Quads
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := nquads(t, s); got != quads {
		t.Errorf("the quads are not those of the articles:\n%s", diff(got, quads))
	}
	if got := ghosts(t, s); !slices.Equal(got, nodes) {
		t.Errorf("%d nodes, a rebuild gives %d", len(nodes), len(got))
	}
	if got := s.Stats().Quads; got != size {
		t.Errorf("%d quads counted, a rebuild gives %d", size, got)
	}
}
