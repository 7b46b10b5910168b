package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/english"
	"github.com/newsgraph/newsgraph/nlp/relation"
)

func newRelations(s *settings) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "relations",
		Short: "List the relations, or test a file of frames",
		Long: `A relation is found by frames: a trigger word, conditions on its surroundings,
and where subject and object stand in the tree. A file of frames looks like this:

  relation scolds
    verb scold, tell off : O~person,organization
    verb give : obj=scolding ; O=to/iobj
    noun scolding : S=agent ; O=of
    + The council scolded the mayor. -> council | mayor
    - The council met the mayor.

"relation NAME" replaces a built-in relation of that name, "extend NAME" adds to
it. Lines with + and - are examples that ` + "`newsgraph relations test`" + ` checks; give
the status behind a third bar where it is not asserted. The built-in frames and
all settings stand in data/lexicon/frames.txt and nlp/relation/frames.go.`,
		Example: `  newsgraph relations
  newsgraph relations test my-frames.txt
  newsgraph build --relations my-frames.txt news/`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts, err := s.analysis.options()
			if err != nil {
				return err
			}
			extractor, err := relation.New(data.FS, opts)
			if err != nil {
				return err
			}
			for _, r := range extractor.Relations() {
				fmt.Fprintln(cmd.OutOrStdout(), r)
			}
			return nil
		},
	}
	s.analysis.flags(cmd)
	cmd.AddCommand(&cobra.Command{
		Use:   "test [FILE]",
		Short: "Check the examples of a file of frames; without one, the built-in ones",
		Long: `test reads every example of the file as extract would and says which ones the
frames do not meet, with file and line. The exit status is 1 if any fails.`,
		Example: `  newsgraph relations test
  newsgraph relations test my-frames.txt`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return testFrames(cmd, args)
		},
	})
	return cmd
}

// testFrames runs the examples of a frame file through the whole analysis.
func testFrames(cmd *cobra.Command, args []string) error {
	name := "data/lexicon/frames.txt"
	var text []byte
	if len(args) > 0 {
		name = args[0]
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		text = b
	}
	options := func() relation.Options {
		if text == nil {
			return relation.Options{}
		}
		return relation.Options{Frames: []relation.Source{{Name: name, Reader: bytes.NewReader(text)}}}
	}
	pipeline, err := english.New(data.FS, options())
	if err != nil {
		return err
	}
	extractor, err := relation.New(data.FS, options())
	if err != nil {
		return err
	}
	tried, failed := 0, 0
	for _, ex := range extractor.Examples() {
		if text != nil && ex.File != name {
			continue
		}
		tried++
		doc := pipeline.Run(nlp.Article{ID: "example", Text: ex.Sentence})
		if msg := ex.Check(doc); msg != "" {
			failed++
			fmt.Fprintf(cmd.OutOrStdout(), "%s:%d: %s\n", name, ex.Line, msg)
		}
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d examples, %d failed\n", tried, failed)
	if failed > 0 {
		return fmt.Errorf("relations test: %d of %d examples of %s failed; `newsgraph explain SENTENCE` shows why", failed, tried, name)
	}
	return nil
}
