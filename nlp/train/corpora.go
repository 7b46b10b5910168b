// Package train makes the models in data/models from corpora. A trainer is a
// pure function of its corpora, the word vectors and a seed, and gives the same
// bytes on every run. Nothing here is linked into newsgraph.
package train

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/newsgraph/newsgraph/nlp/conll"
)

// Treebank reads the training halves of UD English EWT and GUM below dir. The
// genres of GUM whose licence forbids commercial use are left out.
func Treebank(dir string) ([]conll.Sentence, error) {
	var out []conll.Sentence
	for _, name := range []string{"ewt-train.conllu", "gum-train.conllu"} {
		sents, err := conll.ReadFile(filepath.Join(dir, "ud", name))
		if err != nil {
			return nil, fmt.Errorf("train: %w", err)
		}
		for _, s := range sents {
			if !strings.HasPrefix(s.Doc, "GUM_whow_") && !strings.HasPrefix(s.Doc, "GUM_fiction_") {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// index numbers strings in order of appearance.
type index struct {
	names []string
	of    map[string]int
}

func (x *index) add(name string) int {
	if x.of == nil {
		x.of = map[string]int{}
	}
	i, ok := x.of[name]
	if !ok {
		i = len(x.names)
		x.of[name] = i
		x.names = append(x.names, name)
	}
	return i
}
