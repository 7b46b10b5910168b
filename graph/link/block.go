package link

import "slices"

// block is a set of nodes that might be linked by one thing that they have in
// common. Most blocks have one node only.
type block struct {
	narrow bool
	one    [1]int32 // the node of a block that never had two; none before it has one
	many   int32    // index into Linker.crowds of the nodes; none for a block that never had two
}

// blockKind is what the nodes of a block have in common.
type blockKind uint8

const (
	byHandle blockKind = iota // or short for it; found by the handle's number, not by name
	byTie                     // so too: handle, or another name that articles tie to the node
	byDescription
	byGazetteer // number of the entry
	byJudgement // number of the judgement
	byPerson    // sound of the surname
	byFamily    // sound of a family name that comes first
	byAlias     // key of the person that a by-name stands for
	byKey
	byWords   // in any order
	byAcronym // or key of a word in capitals
	bySound
	blockKinds
)

// narrow marks blocks that count only while they are small: what many things are
// called tells of none of them, and would chain them all into one component.
func (k blockKind) narrow() bool {
	return k == byTie || k == byDescription || k == byFamily || k == byAcronym
}

// block is the number of a block, which it makes where there is none.
func (l *Linker) block(k blockKind, name string) int32 {
	b, ok := l.blockNum[k][name]
	if !ok {
		b = l.newBlock(k)
		l.blockNum[k][name] = b
	}
	return b
}

func (l *Linker) newBlock(k blockKind) int32 {
	return l.blocks.add(block{narrow: k.narrow(), one: [1]int32{none}, many: none})
}

// handleBlock and tieBlock are block for a handle by its number.
func (l *Linker) handleBlock(h int32) int32 {
	v := l.handles.at(h)
	if v.block == none {
		v.block = l.newBlock(byHandle)
	}
	return v.block
}

func (l *Linker) tieBlock(h int32) int32 {
	v := l.handles.at(h)
	if v.tied == none {
		v.tied = l.newBlock(byTie)
	}
	return v.tied
}

// nodesOf lists the nodes of a block, in no order, until the next change.
func (l *Linker) nodesOf(b int32) []int32 {
	v := l.blocks.at(b)
	switch {
	case v.many != none:
		return l.crowds[v.many]
	case v.one[0] != none:
		return v.one[:]
	}
	return nil
}

func (l *Linker) enterBlock(b, n int32) {
	v := l.blocks.at(b)
	switch {
	case v.many != none:
		l.crowds[v.many] = append(l.crowds[v.many], n)
	case v.one[0] == none:
		v.one[0] = n
	default:
		v.many = int32(len(l.crowds))
		l.crowds = append(l.crowds, []int32{v.one[0], n})
		v.one[0] = none
	}
}

func (l *Linker) leaveBlock(b, n int32) {
	v := l.blocks.at(b)
	if v.many == none {
		v.one[0] = none
		return
	}
	list := l.crowds[v.many]
	list[slices.Index(list, n)] = list[len(list)-1]
	l.crowds[v.many] = list[:len(list)-1]
}

// counts says whether nodes of a block are looked at together.
func (l *Linker) counts(b int32) bool {
	return !l.blocks.at(b).narrow || len(l.nodesOf(b)) <= l.narrowSize
}

// countsNamed is counts for a block by its name.
func (l *Linker) countsNamed(k blockKind, name string) bool {
	b, ok := l.blockNum[k][name]
	return ok && l.counts(b)
}

// countsTied is counts for the block of what articles tie to a handle.
func (l *Linker) countsTied(h int32) bool {
	b := l.handles.at(h).tied
	return b != none && l.counts(b)
}

// setBlocks moves a node to blocks.
func (l *Linker) setBlocks(n int32, blocks []int32) {
	v := l.nodes.at(n)
	for _, b := range v.blocks {
		l.leaveBlock(b, n)
	}
	slices.Sort(blocks)
	blocks = slices.Compact(blocks)
	v.blocks = append(slices.Grow(v.blocks[:0], len(blocks)), blocks...)
	for _, b := range blocks {
		l.enterBlock(b, n)
	}
}

// neighbours appends the nodes that stand in a block with a node, or stop to do so
// with the next that comes in.
func (l *Linker) neighbours(v *node, out []int32) []int32 {
	for _, b := range v.blocks {
		if list := l.nodesOf(b); !l.blocks.at(b).narrow || len(list) <= l.narrowSize+1 {
			out = append(out, list...)
		}
	}
	return out
}
