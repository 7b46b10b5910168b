package link

import (
	"io/fs"
	"iter"
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

	handles   paged[handle]
	handleNum map[string]int32

	words   paged[string] // types of entities, qualifiers of nodes, names that tell nothing
	wordNum map[string]int32
	texts   texts

	articles []article
	artNum   map[string]int32
	freeArts []int32

	profiles   paged[profile]
	profileNum map[uint64]int32          // by hash, or the next free number
	forms      [classes]map[string]*form // by name

	nodes     paged[node]
	nodeNum   map[nodeKey]int32
	freeNodes []int32

	blocks     paged[block]
	crowds     [][]int32 // nodes of the blocks that have had several
	narrowSize int       // nodes; larger narrow blocks do not count
	blockNum   [blockKinds]map[string]int32

	namesakes map[string]*entity // those of the ID "HANDLE@ARTICLE"; the others stand with their handles

	judgements []judgement
	judgedBy   map[string][]int // handle: judgements, in order
	judged     map[string]bool  // handles that some judgement may mean
	references map[string]bool  // what judgements name
}

// handle is what there is of a handle.
type handle struct {
	name        string
	block, tied int32   // its blocks; none where there is no such block yet
	entity      *entity // of that ID
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
	l := &Linker{
		lex: lex, gaz: newLookup(gazetteer, lex), narrowSize: 24,
		handleNum: map[string]int32{}, artNum: map[string]int32{}, profileNum: map[uint64]int32{},
		nodeNum: map[nodeKey]int32{}, wordNum: map[string]int32{}, namesakes: map[string]*entity{},
		judgedBy: map[string][]int{}, judged: map[string]bool{}, references: map[string]bool{},
	}
	for c := range l.forms {
		l.forms[c] = map[string]*form{}
	}
	for k := range l.blockNum {
		l.blockNum[k] = map[string]int32{}
	}
	return l
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
			p := Placed{Handle: l.handles.at(v.handle).name, Node: none}
			if e := l.shared(v); e != nil {
				p.Entity, p.Node = e.id, v.node
			} else {
				p.Entity = l.ownID(a, v)
			}
			if !yield(p) {
				return
			}
		}
	}
}

// Nodes is more than the number of any node that Placed gives until the next
// change.
func (l *Linker) Nodes() int { return int(l.nodes.n) }

func (l *Linker) handle(h string) int32 {
	n, ok := l.handleNum[h]
	if !ok {
		h = l.texts.keep(h)
		n = l.handles.add(handle{name: h, block: none, tied: none})
		l.handleNum[h] = n
	}
	return n
}

// profile is the number of what a local looks like.
func (l *Linker) profile(g *Local) int32 {
	p := l.newProfile(g)
	for h := p.hash(); ; h++ {
		n, ok := l.profileNum[h]
		if !ok {
			n = l.profiles.add(p)
			l.profileNum[h] = n
			return n
		}
		if l.profiles.at(n).equal(&p) {
			return n
		}
	}
}

// word is the number of a word.
func (l *Linker) word(s string) int32 {
	n, ok := l.wordNum[s]
	if !ok {
		s = l.texts.keep(s)
		n = l.words.add(s)
		l.wordNum[s] = n
	}
	return n
}

// entityOf is the ID of the entity of a local.
func (l *Linker) entityOf(a int32, v *local) string {
	if e := l.shared(v); e != nil {
		return e.id
	}
	return l.ownID(a, v)
}

// shared is the entity of all locals of a local's node, or nil.
func (l *Linker) shared(v *local) *entity {
	if v.node == none {
		return nil
	}
	return l.nodes.at(v.node).entity
}

// ownID is the ID of a local that is an entity of its own.
func (l *Linker) ownID(a int32, v *local) string {
	return l.handles.at(v.handle).name + "@" + l.articles[a].id
}
