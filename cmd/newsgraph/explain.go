package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/relation"
)

func newExplain(s *settings) *cobra.Command {
	var asJSON bool
	var published string
	cmd := &cobra.Command{
		Use:   "explain SENTENCE",
		Short: "Show how a sentence is read: tokens, tree, claims, and frames that nearly matched",
		Long: `explain reads a sentence as extract would and shows what each stage saw: tokens
with lemma, tag and governor; mentions with their entities; the claims; and, for
every frame whose trigger word stands in the sentence, whether it matched or why
it did not. Frames are named RELATION:LINE after their file.`,
		Example: `  newsgraph explain "A Moscow court has ordered a fine against TikTok."
  newsgraph explain --relations my-frames.txt "The council scolded the mayor."`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			pipeline, err := s.analysis.load()
			if err != nil {
				return err
			}
			opts, err := s.analysis.options()
			if err != nil {
				return err
			}
			extractor, err := relation.New(data.FS, opts)
			if err != nil {
				return err
			}
			doc := pipeline[:len(pipeline)-1].Run(nlp.Article{ID: "sentence", Text: args[0], Published: published})
			traces := extractor.Explain(doc)
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(struct {
					Tokens   []nlp.Token         `json:"tokens"`
					Mentions []nlp.MentionRecord `json:"mentions"`
					Claims   []nlp.Claim         `json:"claims"`
					Frames   []relation.Trace    `json:"frames"`
				}{doc.Tokens, doc.MentionRecords(), doc.Claims, traces})
			}
			return explain(cmd.OutOrStdout(), doc, traces)
		},
	}
	s.analysis.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().StringVar(&published, "published", "", "`DATE` (YYYY-MM-DD) against which times are resolved")
	return cmd
}

// explain prints a document for a person.
func explain(out io.Writer, doc *nlp.Document, traces []relation.Trace) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for s := range doc.Sentences {
		first := doc.Sentences[s].First
		for i, tok := range doc.Sent(s) {
			governor := "root"
			if tok.Head >= 0 {
				governor = fmt.Sprintf("%d %s", tok.Head-first+1, doc.Tokens[tok.Head].Text)
			}
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\n", i+1, tok.Text, tok.Lemma, tok.Tag, tok.Rel, governor)
		}
		fmt.Fprintln(w)
	}
	for _, m := range doc.MentionRecords() {
		fmt.Fprintf(w, "mention\t%s\t%s\t%s\t%s\n", m.Text, m.Kind, m.Type, m.Entity)
	}
	for _, t := range doc.Times {
		fmt.Fprintf(w, "time\t%s\t%s\n", doc.Cut(t.Span), t.Value)
	}
	for _, c := range doc.Claims {
		fmt.Fprintf(w, "claim\t%s\n", claimLine(&c))
	}
	for _, t := range traces {
		if t.Matched {
			fmt.Fprintf(w, "matched\t%s\t%q\n", t.Frame, t.Trigger)
		} else {
			fmt.Fprintf(w, "not matched\t%s\t%q\t%s\n", t.Frame, t.Trigger, t.Reason)
		}
	}
	return w.Flush()
}

// claimLine is a claim in one line: subject, relation, object, and what
// qualifies it.
func claimLine(c *nlp.Claim) string {
	name := func(a *nlp.Argument) string {
		if a == nil {
			return "-"
		}
		return a.Name
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s | %s | %s", name(c.Subject), c.Relation, name(c.Object))
	if c.Status != nlp.Asserted {
		fmt.Fprintf(&b, " (%s)", c.Status)
	}
	if c.SaidBy != nil {
		fmt.Fprintf(&b, ", said by %s", c.SaidBy.Name)
	}
	if c.Date != nil {
		fmt.Fprintf(&b, ", %s", c.Date.Value)
	}
	if c.Amount != nil {
		fmt.Fprintf(&b, ", %.2f %s", c.Amount.Value, c.Amount.Currency)
	}
	return b.String()
}
