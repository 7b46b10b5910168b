package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// loadFamilies reads which family each relation belongs to: the columns
// "relation" and "family" of lexicon/relations.tsv, whose first row that is no
// comment (#) names the columns.
func loadFamilies(fsys fs.FS) (map[string]string, error) {
	const path = "lexicon/relations.tsv"
	f, err := fsys.Open(path)
	if err != nil {
		return nil, fmt.Errorf("relations: %w", err)
	}
	defer f.Close()
	families := map[string]string{}
	relation, family := -1, -1
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if relation < 0 {
			relation, family = slices.Index(cells, "relation"), slices.Index(cells, "family")
			if relation < 0 || family < 0 {
				return nil, fmt.Errorf("%s:%d: the columns relation and family are missing", path, n)
			}
			continue
		}
		if max(relation, family) >= len(cells) {
			return nil, fmt.Errorf("%s:%d: %d cells are too few", path, n, len(cells))
		}
		families[cells[relation]] = cells[family]
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return families, nil
}
