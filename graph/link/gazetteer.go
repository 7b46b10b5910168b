package link

import (
	"io"

	"github.com/newsgraph/newsgraph/nlp"
)

// Gazetteer is the user's list of things with their names.
type Gazetteer struct {
	entries []Entry
}

// Entry is one thing of a gazetteer.
type Entry struct {
	Name     string
	Aliases  []string
	Weak     []string // names that others share
	Type     nlp.EntityType
	Wikidata string
}

func (e *Entry) key() string { return e.Name + "\x00" + e.Wikidata }

// ReadGazetteer reads a gazetteer.
func ReadGazetteer(r io.Reader) (*Gazetteer, error) { return &Gazetteer{}, nil }

func (g *Gazetteer) prepare(x *lexicon) *Gazetteer {
	if g == nil {
		g = &Gazetteer{}
	}
	return g
}

func (g *Gazetteer) find(n *node) (int32, bool) { return none, false }
