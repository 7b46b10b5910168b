package graph

import (
	"context"
	"fmt"
	"iter"
	"os"

	"github.com/newsgraph/newsgraph/graph/event"
	"github.com/newsgraph/newsgraph/graph/link"
)

// loadIndex makes an index of all articles of the store. Events are left to
// index.ready.
func loadIndex(ctx context.Context, tx articleTx, opts Options, articles iter.Seq2[*summary, error]) (*index, error) {
	linker, err := newLinker(opts)
	if err != nil {
		return nil, err
	}
	log, err := tx.judgements()
	if err != nil {
		return nil, err
	}
	lexicon := new(event.Lexicon)
	if opts.Lexicon != nil {
		if lexicon, err = event.Load(opts.Lexicon); err != nil {
			return nil, err
		}
	}
	expected, err := tx.extent()
	if err != nil {
		return nil, err
	}
	x := newIndex(linker, lexicon)
	x.reserve(expected)
	x.judge(log, nil)
	counted := func(done int) { opts.progress(Loading, done, expected.Articles) }
	if err := x.load(ctx, articles, counted); err != nil {
		return nil, err
	}
	return x, nil
}

func newLinker(opts Options) (*link.Linker, error) {
	if opts.Gazetteer == "" {
		return link.New(opts.Lexicon, nil)
	}
	f, err := os.Open(opts.Gazetteer)
	if err != nil {
		return nil, fmt.Errorf("gazetteer: %w", err)
	}
	defer f.Close()
	g, err := link.ReadGazetteer(f)
	if err != nil {
		return nil, fmt.Errorf("gazetteer %s: %w", opts.Gazetteer, err)
	}
	return link.New(opts.Lexicon, g)
}

// load takes articles into an empty index: one goroutine reads them and looks
// for copies, one enters and counts them, and one links them.
func (x *index) load(ctx context.Context, articles iter.Seq2[*summary, error], counted func(int)) error {
	var failed error
	read, entered, linked := make(chan *summary, 64), make(chan *summary, 64), make(chan struct{})
	go func() {
		defer close(read)
		for s, err := range articles {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				failed = err
				return
			}
			x.addCopy(&s.stored)
			read <- s
		}
	}()
	go func() {
		defer close(linked)
		x.linker.Load(func(yield func(link.Article) bool) {
			for s := range entered {
				if !yield(s.article()) {
					return
				}
			}
		})
	}()
	for s := range read {
		x.add(s)
		entered <- s
		counted(len(x.articles))
	}
	close(entered)
	<-linked
	if failed != nil {
		return failed
	}
	x.placeAll()
	x.hookAll()
	all := make([]int32, len(x.entities))
	for i := range all {
		all[i] = int32(i)
	}
	x.rename(nil)
	x.settle(all)
	return nil
}

// placeAll makes the locals of all articles members of entities.
func (x *index) placeAll() {
	entities := make([]int32, x.linker.Nodes())
	for i := range entities {
		entities[i] = none
	}
	list := make([]placement, 0, len(x.locals))
	for a := range x.articles {
		list = x.placements(list, int32(a), entities)
	}
	counts := make([]int32, len(x.entities))
	for _, p := range list {
		counts[p.entity]++
	}
	carve(counts, func(e int, room []int32) { x.entities[e].members = room })
	x.place(list, nil)
}

// hookAll enters the rows of all articles in the lists of their entities.
func (x *index) hookAll() {
	counts := make([]int32, len(x.entities))
	for i := range x.rows {
		v := &x.rows[i]
		subject, object := x.entityOf(v.args[0]), x.entityOf(v.args[1])
		if subject != none {
			counts[subject]++
		}
		if object != none && object != subject {
			counts[object]++
		}
	}
	carve(counts, func(e int, room []arc) { x.entities[e].arcs = room })
	for a := range x.articles {
		x.articles[a].cluster = x.copies.Cluster(x.articles[a].ID)
		x.hook(x.articles[a].rows, nil)
	}
}

// carve cuts one array into empty lists with room for so many each: less memory
// and time than lists that grow.
func carve[T any](counts []int32, give func(i int, room []T)) {
	total := 0
	for _, n := range counts {
		total += int(n)
	}
	all := make([]T, total)
	for i, n := range counts {
		give(i, all[:0:n])
		all = all[n:]
	}
}

// extent is how much an index holds: the articles of the store, else how long
// its lists are.
type extent struct{ Articles, Rows, Locals, Entities, Symbols, Edges int }

func (x *index) extent() extent {
	return extent{len(x.byArt), len(x.rows), len(x.locals), len(x.entities), len(x.symbols.list), len(x.asserted)}
}

// reserve makes room in an empty index, so that its lists need not grow, which
// takes twice their memory.
func (x *index) reserve(n extent) {
	more := func(n int) int { return n + n/8 } // memory that is not used costs nothing
	x.articles, x.byArt = make([]article, 0, more(n.Articles)), make(map[string]int32, n.Articles)
	x.rows = make([]row, 0, more(n.Rows))
	x.byClaim.reserve(n.Rows)
	x.locals = make([]local, 0, more(n.Locals))
	x.entities, x.byEntity = make([]entity, 0, more(n.Entities)), make(map[string]int32, n.Entities)
	x.symbols.reserve(n.Symbols)
	x.asserted = make(map[edgeKey]int32, n.Edges)
}
