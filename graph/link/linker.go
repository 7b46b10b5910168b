package link

import (
	"cmp"
	"io/fs"
	"iter"
	"slices"
	"strings"
)

// Linker holds the linked entities of a set of articles. One goroutine at a
// time may change it; any number may read while none changes it.
//
// Locals of the same looks share a node (see node). Nodes stand in blocks by
// what they might be linked by: handle, key of the name, surname, acronym,
// description. A change touches nodes; all that is linked with them directly or
// through others stands in the same component of blocks, and is linked anew from
// nothing. So the result is that of a linker which saw all articles at once.
type Linker struct {
	lex *lexicon
	gaz *lookup

	handles   []string
	handleNum map[string]int32

	articles []article
	artNum   map[string]int32
	freeArts []int32

	profiles   []profile
	profileNum map[uint64]int32 // by hash, or the next free number
	forms      map[formKey]*form
	words      map[string]string // strings kept once

	nodes     []node
	nodeNum   map[nodeKey]int32
	freeNodes []int32

	blocks     [][]int32 // nodes
	narrow     []bool    // of each block
	narrowSize int       // nodes; larger narrow blocks do not count
	blockNum   map[string]int32

	entities map[string]*entity

	judgements []judgement
	judgedBy   map[string][]int // handle: judgements, in order
	judged     map[string]bool  // handles that some judgement may mean
	references map[string]bool  // what judgements name
}

type article struct {
	id     string
	locals []local // in order of handle
}

// local is a local entity.
type local struct {
	handle   int32
	node     int32 // none: it has no name and nothing may link it
	profile  int32
	mentions int32
}

const none = int32(-1)

// New returns a linker without articles. lexicon holds lexicon/*.tsv, as
// package data has them, or is nil for no word lists; gazetteer may be nil.
func New(lexicon fs.FS, gazetteer *Gazetteer) (*Linker, error) {
	lex, err := readLexicon(lexicon)
	if err != nil {
		return nil, err
	}
	return newEmpty(lex, gazetteer), nil
}

func newEmpty(lex *lexicon, gazetteer *Gazetteer) *Linker {
	return &Linker{
		lex: lex, gaz: newLookup(gazetteer, lex), narrowSize: 24,
		handleNum: map[string]int32{}, artNum: map[string]int32{}, profileNum: map[uint64]int32{}, forms: map[formKey]*form{}, words: map[string]string{},
		nodeNum: map[nodeKey]int32{}, blockNum: map[string]int32{}, entities: map[string]*entity{},
		judgedBy: map[string][]int{}, judged: map[string]bool{}, references: map[string]bool{},
	}
}

// Update takes articles out and in and returns, in order of article and handle,
// the local entities whose entity's ID changed. An article to add replaces one
// of the same ID.
func (l *Linker) Update(remove []string, add []Article) []Moved {
	ch := l.begin()
	for _, id := range remove {
		ch.remove(id)
	}
	for i := range add {
		ch.remove(add[i].ID)
		ch.add(&add[i])
	}
	return ch.end()
}

// Load takes articles in as Update does, for a start with many: what moved is
// everything, and is not listed.
func (l *Linker) Load(articles iter.Seq[Article]) {
	ch := l.begin()
	ch.quiet = true
	for a := range articles {
		ch.remove(a.ID)
		ch.add(&a)
	}
	ch.end()
}

// Locals gives the handles of an article with the entities that they are part
// of, in order of handle.
func (l *Linker) Locals(article string) iter.Seq2[string, string] {
	return func(yield func(handle, entity string) bool) {
		a, ok := l.artNum[article]
		if !ok {
			return
		}
		for i := range l.articles[a].locals {
			v := &l.articles[a].locals[i]
			if !yield(l.handles[v.handle], l.entityOf(a, v)) {
				return
			}
		}
	}
}

// Placed is where a local entity stands.
type Placed struct {
	Handle, Entity string
	Node           int32 // locals of one node are of one entity; negative for a local that is an entity of its own
}

// Placed gives the local entities of an article, in order of handle.
func (l *Linker) Placed(article string) iter.Seq[Placed] {
	return func(yield func(Placed) bool) {
		a, ok := l.artNum[article]
		if !ok {
			return
		}
		for i := range l.articles[a].locals {
			v := &l.articles[a].locals[i]
			p := Placed{l.handles[v.handle], l.entityOf(a, v), v.node}
			if v.node != none && l.nodes[v.node].entity == nil {
				p.Node = none
			}
			if !yield(p) {
				return
			}
		}
	}
}

// Nodes is more than the number of any node that Placed gives until the next
// change.
func (l *Linker) Nodes() int { return len(l.nodes) }

// change is a change of the linker while it is made.
type change struct {
	l       *Linker
	was     map[localID]string // entities of locals that were taken out, put in or moved to another node
	touched map[int32]bool     // nodes
	fresh   bool               // the linker was empty
	quiet   bool               // nobody asks what moved
}

type localID struct{ article, handle string }

func (l *Linker) begin() *change {
	return &change{l: l, was: map[localID]string{}, touched: map[int32]bool{}, fresh: len(l.artNum) == 0}
}

func (ch *change) remove(id string) {
	l := ch.l
	a, ok := l.artNum[id]
	if !ok {
		return
	}
	for i := range l.articles[a].locals {
		v := &l.articles[a].locals[i]
		k := localID{l.articles[a].id, l.handles[v.handle]}
		if _, ok := ch.was[k]; !ok && !ch.fresh && !ch.quiet {
			ch.was[k] = l.entityOf(a, v)
		}
		ch.detach(a, v)
	}
	l.articles[a] = article{}
	l.freeArts = append(l.freeArts, a)
	delete(l.artNum, id)
}

func (ch *change) add(in *Article) {
	l := ch.l
	a := int32(len(l.articles))
	if n := len(l.freeArts); n > 0 {
		a, l.freeArts = l.freeArts[n-1], l.freeArts[:n-1]
	} else {
		l.articles = append(l.articles, article{})
	}
	art := article{id: strings.Clone(in.ID), locals: make([]local, 0, len(in.Locals))}
	l.artNum[art.id] = a
	given := in.Locals
	if !slices.IsSortedFunc(given, compareHandles) {
		given = slices.Clone(given)
		slices.SortStableFunc(given, compareHandles)
	}
	for i := range given {
		g := &given[i]
		if g.Handle == "" || i > 0 && g.Handle == given[i-1].Handle {
			continue // not an entity, or there already
		}
		art.locals = append(art.locals, local{
			handle: l.handle(g.Handle), node: none, profile: l.profile(g), mentions: int32(min(g.Mentions, 1<<30)),
		})
		if !ch.fresh && !ch.quiet {
			ch.was[localID{art.id, g.Handle}] += "" // not there before, unless it was taken out
		}
	}
	l.articles[a] = art
	for i, q := range l.qualify(&art) {
		ch.attach(a, &art.locals[i], q)
	}
}

func compareHandles(a, b Local) int { return strings.Compare(a.Handle, b.Handle) }

func (l *Linker) handle(h string) int32 {
	if n, ok := l.handleNum[h]; ok {
		return n
	}
	n := int32(len(l.handles))
	h = strings.Clone(h)
	l.handles = append(l.handles, h)
	l.handleNum[h] = n
	return n
}

// profile is the number of what a local looks like.
func (l *Linker) profile(g *Local) int32 {
	p := l.newProfile(g)
	for h := p.hash(); ; h++ {
		n, ok := l.profileNum[h]
		if !ok {
			n = int32(len(l.profiles))
			l.profiles = append(l.profiles, p)
			l.profileNum[h] = n
			return n
		}
		if l.profiles[n].equal(&p) {
			return n
		}
	}
}

func (l *Linker) word(s string) string {
	if w, ok := l.words[s]; ok {
		return w
	}
	s = strings.Clone(s)
	l.words[s] = s
	return s
}

// attach puts a local into its node.
func (ch *change) attach(a int32, v *local, qual string) {
	l := ch.l
	p := &l.profiles[v.profile]
	h := l.handles[v.handle]
	judged := len(l.references) > 0 && l.references[h+"@"+l.articles[a].id]
	key := nodeKey{handle: h, class: p.class, qual: qual}
	if !p.named() {
		if d := p.rest().descs; len(d) > 0 {
			key.qual = "#" + strings.Join(d, "|")
		} else if !judged && !l.references[h] {
			return
		}
	}
	if qual == "?" || judged {
		key.article = l.articles[a].id
	}
	n, ok := l.nodeNum[key]
	if !ok {
		n = int32(len(l.nodes))
		if k := len(l.freeNodes); k > 0 {
			n, l.freeNodes = l.freeNodes[k-1], l.freeNodes[:k-1]
		} else {
			l.nodes = append(l.nodes, node{})
		}
		l.nodes[n] = node{nodeKey: key, gaz: none}
		l.nodeNum[key] = n
	}
	v.node = n
	l.nodes[n].locals = append(l.nodes[n].locals, a)
	l.nodes[n].count(v.profile, 1)
	ch.touched[n] = true
}

// detach takes a local out of its node.
func (ch *change) detach(a int32, v *local) {
	if v.node == none {
		return
	}
	n := &ch.l.nodes[v.node]
	i := slices.Index(n.locals, a)
	last := len(n.locals) - 1
	n.locals[i] = n.locals[last]
	n.locals = n.locals[:last]
	n.count(v.profile, -1)
	ch.touched[v.node] = true
	v.node = none
}

// reset puts the locals of handles into the nodes where they now belong.
func (ch *change) reset(handles map[string]bool) {
	l := ch.l
	nums := map[int32]bool{}
	for h := range handles {
		if n, ok := l.handleNum[h]; ok {
			nums[n] = true
		}
	}
	if len(nums) == 0 {
		return
	}
	for a := range l.articles {
		art := &l.articles[a]
		for i := range art.locals {
			v := &art.locals[i]
			if !nums[v.handle] {
				continue
			}
			ch.was[localID{art.id, l.handles[v.handle]}] = l.entityOf(int32(a), v)
			qual := ""
			if v.node != none {
				qual = l.nodes[v.node].qual
			}
			ch.detach(int32(a), v)
			ch.attach(int32(a), v, qual)
		}
	}
}

// end links anew what was touched and tells what moved.
func (ch *change) end() []Moved {
	l := ch.l
	dirty := make([]int32, 0, 2*len(ch.touched))
	var names []string
	for n := range ch.touched {
		v := &l.nodes[n]
		dirty = l.neighbours(v, dirty)
		if len(v.locals) == 0 {
			l.setBlocks(n, nil)
			if v.entity != nil {
				delete(l.entities, v.entity.id)
			}
			delete(l.nodeNum, v.nodeKey)
			*v = node{}
			l.freeNodes = append(l.freeNodes, n)
			continue
		}
		names = l.digest(v, names[:0])
		l.setBlocks(n, names)
		dirty = append(l.neighbours(v, dirty), n)
	}
	before := l.relink(dirty)
	if ch.quiet {
		return nil
	}
	return ch.moved(before)
}

// neighbours appends the nodes that stand in a block with a node, or stop to do so
// with the next that comes in.
func (l *Linker) neighbours(v *node, out []int32) []int32 {
	for _, b := range v.blocks {
		if list := l.blocks[b]; !l.narrow[b] || len(list) <= l.narrowSize+1 {
			out = append(out, list...)
		}
	}
	return out
}

// setBlocks moves a node to the blocks of these names.
func (l *Linker) setBlocks(n int32, names []string) {
	v := &l.nodes[n]
	for _, b := range v.blocks {
		list := l.blocks[b]
		i := slices.Index(list, n)
		list[i] = list[len(list)-1]
		l.blocks[b] = list[:len(list)-1]
	}
	v.blocks = v.blocks[:0]
	for _, name := range names {
		b, ok := l.blockNum[name]
		if !ok {
			b = int32(len(l.blocks))
			l.blocks = append(l.blocks, nil)
			l.narrow = append(l.narrow, strings.HasPrefix(name, narrow))
			l.blockNum[strings.Clone(name)] = b
		}
		if !slices.Contains(v.blocks, b) {
			v.blocks = append(v.blocks, b)
			l.blocks[b] = append(l.blocks[b], n)
		}
	}
}

// state is the entity of a node as it was.
type state struct {
	node int32
	id   string // "": each local was an entity of its own
}

// relink links the components of the given nodes anew and returns what they
// were before.
func (l *Linker) relink(dirty []int32) []state {
	seen := make([]bool, len(l.nodes))
	var before []state
	var members []int32 // of all components, one after the other
	var ends []int
	for _, start := range dirty {
		if seen[start] || len(l.nodes[start].locals) == 0 {
			continue
		}
		first := len(members)
		members = l.reach(start, seen, members)
		ends = append(ends, len(members))
		for _, m := range members[first:] {
			s := state{node: m}
			if e := l.nodes[m].entity; e != nil {
				s.id = e.id
				delete(l.entities, e.id)
			}
			before = append(before, s)
		}
	}
	first := 0
	for _, end := range ends {
		l.cluster(members[first:end]).settle()
		first = end
	}
	return before
}

// reach appends the component of a node.
func (l *Linker) reach(start int32, seen []bool, out []int32) []int32 {
	seen[start] = true
	out = append(out, start)
	for k := len(out) - 1; k < len(out); k++ {
		for _, b := range l.nodes[out[k]].blocks {
			if !l.counts(b) {
				continue
			}
			for _, m := range l.blocks[b] {
				if !seen[m] {
					seen[m] = true
					out = append(out, m)
				}
			}
		}
	}
	return out
}

// moved lists the locals whose entity's ID is not what it was.
func (ch *change) moved(before []state) []Moved {
	l := ch.l
	var out []Moved
	for k, from := range ch.was {
		if to := l.Entity(k.article, k.handle); to != from {
			out = append(out, Moved{k.article, k.handle, from, to})
		}
	}
	for _, s := range before {
		n := &l.nodes[s.node]
		now := ""
		if n.entity != nil {
			now = n.entity.id
		}
		if now == s.id && !ch.fresh {
			continue
		}
		for _, a := range n.locals {
			m := Moved{Article: l.articles[a].id, Handle: n.handle}
			if _, ok := ch.was[localID{m.Article, m.Handle}]; ok {
				continue
			}
			m.From, m.To = s.id, now
			own := m.Handle + "@" + m.Article
			if m.From == "" && !ch.fresh {
				m.From = own
			}
			if m.To == "" {
				m.To = own
			}
			if m.From != m.To {
				out = append(out, m)
			}
		}
	}
	if ch.fresh {
		for a := range l.articles {
			for i := range l.articles[a].locals {
				if v := &l.articles[a].locals[i]; v.node == none {
					out = append(out, Moved{l.articles[a].id, l.handles[v.handle], "", l.entityOf(int32(a), v)})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Moved) int {
		return cmp.Or(strings.Compare(a.Article, b.Article), strings.Compare(a.Handle, b.Handle))
	})
	return out
}

// entityOf is the ID of the entity of a local.
func (l *Linker) entityOf(a int32, v *local) string {
	if v.node != none {
		if e := l.nodes[v.node].entity; e != nil {
			return e.id
		}
	}
	return l.handles[v.handle] + "@" + l.articles[a].id
}

// id names a node of one article.
func (n *node) id() string {
	if n.article == "" {
		return n.handle
	}
	return n.handle + "@" + n.article
}
