package event

import (
	"bufio"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Kind says how claims of a relation make events.
type Kind uint8

const (
	Happening Kind = iota // may happen again and again between the same two: fines, attacks
	Once                  // happens once to an object: founded, kills
	State                 // holds for a time, no date sets it apart: owns, leads
	None                  // makes no events: says
)

var kindNames = []string{Happening: "happening", Once: "once", State: "state", None: "none"}

// Kinds tells the kind of each relation; relations that are not in it are
// happenings.
type Kinds map[string]Kind

// LoadKinds reads the columns "relation" and "kind" of lexicon/relations.tsv,
// whose first row that is no comment (#) names the columns. An empty kind is a
// happening.
func LoadKinds(fsys fs.FS) (Kinds, error) {
	const path = "lexicon/relations.tsv"
	f, err := fsys.Open(path)
	if err != nil {
		return nil, fmt.Errorf("event: %w", err)
	}
	defer f.Close()
	kinds := Kinds{}
	relation, kind := -1, -1
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if relation < 0 {
			relation, kind = slices.Index(cells, "relation"), slices.Index(cells, "kind")
			if relation < 0 || kind < 0 {
				return nil, fmt.Errorf("event: %s:%d: the columns relation and kind are missing", path, n)
			}
			continue
		}
		if relation >= len(cells) || kind >= len(cells) || cells[kind] == "" {
			continue
		}
		k := slices.Index(kindNames, cells[kind])
		if k < 0 {
			return nil, fmt.Errorf("event: %s:%d: kind %q is none of %s", path, n, cells[kind], strings.Join(kindNames, ", "))
		}
		kinds[cells[relation]] = Kind(k)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("event: %s: %w", path, err)
	}
	return kinds, nil
}
