package link

import "encoding/binary"

// look is what a change remembers of locals that look alike.
type look struct {
	handle, profile int32
	node            int32 // unknown: the article has to be asked
}

const unknown = int32(-2)

// maxLooks bounds how many looks a change remembers. Those that come often are
// soon there again.
const maxLooks = 1 << 18

func (ch *change) look(g *Local) look {
	ch.key = appendLook(ch.key[:0], g)
	if k, ok := ch.looks[string(ch.key)]; ok {
		return k
	}
	l := ch.l
	k := look{handle: l.handle(g.Handle), profile: l.profile(g), node: unknown}
	if p := l.profiles.at(k.profile); !l.judged[g.Handle] && !l.asks(g.Handle, p) {
		k.node = ch.node(k.handle, p, "", none)
	}
	if len(ch.looks) == maxLooks {
		clear(ch.looks)
	}
	ch.looks[ch.lookTexts.keep(string(ch.key))] = k
	return k
}

// appendLook writes all of a local but the number of mentions.
func appendLook(to []byte, g *Local) []byte {
	named := uint64(0)
	if g.Named {
		named = 1
	}
	to = binary.AppendUvarint(to, named)
	to = appendText(appendText(appendText(to, g.Handle), g.Name), string(g.Type))
	to = binary.AppendUvarint(to, uint64(len(g.Names)))
	for _, s := range g.Names {
		to = appendText(to, s)
	}
	for _, s := range g.Descriptions {
		to = appendText(to, s)
	}
	return to
}

func appendText(to []byte, s string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(s))), s...)
}
