package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/english"
	"github.com/newsgraph/newsgraph/nlp/read"
	"github.com/newsgraph/newsgraph/nlp/relation"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func annotateCommand() *cobra.Command {
	var format string
	var opts relation.Options
	cmd := &cobra.Command{
		Use:   "annotate PATH...",
		Short: "Show what every stage of the analysis found in articles",
		Long: `annotate prints articles with all layers of the analysis: as text with colours on
a terminal, else as CoNLL-U.

In CoNLL-U, comments before an article list its entities, comments before a
sentence its claims. The last column holds Conf (confidence of head and
relation), Entity (brackets around mentions, as number and type; n, d or p for
name, description or pronoun), Time, Quantity and Trigger.`,
		Example: "  nlptool annotate data/articles/001.txt\n  nlptool annotate --format conllu - < news.txt",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			show, err := writerOf(format, cmd.OutOrStdout())
			if err != nil {
				return err
			}
			pipeline, err := english.New(data.FS, opts)
			if err != nil {
				return err
			}
			out := bufio.NewWriter(cmd.OutOrStdout())
			for a, err := range read.Articles(cmd.Context(), args, read.Options{Stdin: cmd.InOrStdin()}) {
				if err != nil {
					return err
				}
				if err := show(out, pipeline.Run(a)); err != nil {
					return err
				}
			}
			return out.Flush()
		},
	}
	cmd.Flags().StringVar(&format, "format", "auto", "auto, text or conllu")
	cmd.Flags().BoolVar(&opts.Open, "open", false, "also find claims that no frame of the lexicon covers")
	return cmd
}

func writerOf(format string, out io.Writer) (func(io.Writer, *nlp.Document) error, error) {
	switch format {
	case "text":
		return writeText, nil
	case "conllu":
		return writeCoNLLU, nil
	case "auto":
		if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			return writeText, nil
		}
		return writeCoNLLU, nil
	}
	return nil, fmt.Errorf("unknown format %q: want auto, text or conllu", format)
}

func writeCoNLLU(w io.Writer, doc *nlp.Document) error {
	misc := make([][]string, len(doc.Tokens))
	add := func(i int, s string) {
		if i >= 0 && i < len(misc) {
			misc[i] = append(misc[i], s)
		}
	}
	brackets := entityBrackets(doc)
	for i, t := range doc.Tokens {
		add(i, fmt.Sprintf("Conf=%.2f", t.Prob))
		if brackets[i] != "" {
			add(i, "Entity="+brackets[i])
		}
	}
	for _, t := range doc.Times {
		add(t.First, "Time="+t.Kind+":"+t.Value)
	}
	for _, q := range doc.Quantities {
		add(q.First, "Quantity="+quantity(q))
	}
	claims := claimsBySentence(doc)
	for i := range doc.Sentences {
		for _, c := range claims[i] {
			for k := doc.Sentences[i].First; k < doc.Sentences[i].Last; k++ {
				if t := doc.Tokens[k]; t.Start < c.TriggerEnd && c.TriggerStart < t.End {
					add(k, "Trigger="+c.Relation)
					break
				}
			}
		}
	}
	for i, s := range doc.Sentences {
		out := conll.Sentence{}
		if i == 0 {
			out.Comments = append(out.Comments, "# newdoc id = "+doc.Article.ID)
			for k, e := range doc.Entities {
				out.Comments = append(out.Comments, fmt.Sprintf("# entity e%d = %s (%s)", k, line(e.Name), e.Type))
			}
		}
		out.Comments = append(out.Comments, fmt.Sprintf("# sent_id = %s-%d", doc.Article.ID, i+1), "# text = "+line(doc.Cut(s.Span)))
		for _, c := range claims[i] {
			out.Comments = append(out.Comments, "# claim = "+describe(c))
		}
		for k := s.First; k < s.Last; k++ {
			t := doc.Tokens[k]
			if k+1 < s.Last && !doc.Tokens[k+1].Space {
				misc[k] = append(misc[k], "SpaceAfter=No")
			}
			head := -1
			if t.Head >= 0 {
				head = t.Head - s.First
			}
			out.Tokens = append(out.Tokens, conll.Token{
				Form: doc.Cut(t.Span), Lemma: t.Lemma, XPOS: t.Tag, Head: head, Rel: t.Rel, Misc: strings.Join(misc[k], "|"),
			})
		}
		if err := conll.Write(w, &out); err != nil {
			return err
		}
	}
	return nil
}

// entityBrackets writes mentions as brackets around tokens, outer ones first:
// (e3-person-n on the first token of a mention, e3) on its last.
func entityBrackets(doc *nlp.Document) []string {
	open, closing := make([]string, len(doc.Tokens)), make([]string, len(doc.Tokens))
	kinds := [...]string{nlp.Name: "n", nlp.Nominal: "d", nlp.Pronoun: "p"}
	for _, m := range doc.Mentions {
		if m.First < 0 || m.Last > len(doc.Tokens) || m.First >= m.Last {
			continue
		}
		id := "x"
		if m.Entity >= 0 {
			id = "e" + strconv.Itoa(m.Entity)
		}
		begin := "(" + id + "-" + string(m.Type) + "-" + kinds[m.Kind]
		if m.Last == m.First+1 {
			open[m.First] += begin + ")"
			continue
		}
		open[m.First] += begin
		closing[m.Last-1] = id + ")" + closing[m.Last-1]
	}
	for i := range open {
		open[i] = closing[i] + open[i]
	}
	return open
}

// claimsBySentence sorts claims to the sentences that hold their triggers.
func claimsBySentence(doc *nlp.Document) [][]nlp.Claim {
	out := make([][]nlp.Claim, len(doc.Sentences))
	for _, c := range doc.Claims {
		for i, s := range doc.Sentences {
			if s.Start <= c.TriggerStart && c.TriggerStart < s.End {
				out[i] = append(out[i], c)
				break
			}
		}
	}
	return out
}

func describe(c nlp.Claim) string {
	name := func(a *nlp.Argument) string {
		if a == nil {
			return "-"
		}
		return line(a.Name)
	}
	parts := []string{name(c.Subject), c.Relation, name(c.Object), "(" + string(c.Status) + ")"}
	if c.SaidBy != nil {
		parts = append(parts, "says "+name(c.SaidBy))
	}
	if c.Amount != nil {
		parts = append(parts, fmt.Sprintf("amount %s %s", strconv.FormatFloat(c.Amount.Value, 'f', -1, 64), c.Amount.Currency))
	}
	if c.Date != nil {
		parts = append(parts, "date "+c.Date.Value)
	}
	if c.Place != nil {
		parts = append(parts, "in "+name(c.Place))
	}
	if c.Reason != nil {
		parts = append(parts, "because "+strconv.Quote(line(c.Reason.Text)))
	}
	return strings.Join(append(parts, fmt.Sprintf("%.2f", c.Confidence)), " | ")
}

func quantity(q nlp.Quantity) string {
	s := q.Kind + ":" + strconv.FormatFloat(q.Value, 'f', -1, 64)
	if q.High != q.Value {
		s += "-" + strconv.FormatFloat(q.High, 'f', -1, 64)
	}
	return s + ":" + q.Currency + strings.ReplaceAll(q.Unit, " ", "_")
}

// line puts a text on one line.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// ANSI colours of mentions by type; the trigger of a claim is in reverse.
var colours = map[nlp.EntityType]string{
	nlp.Person: "\x1b[33m", nlp.Organization: "\x1b[36m", nlp.Place: "\x1b[32m", nlp.Product: "\x1b[35m",
	nlp.Event: "\x1b[34m", nlp.Law: "\x1b[34m", nlp.Work: "\x1b[34m", nlp.Group: "\x1b[31m",
}

const (
	reverse = "\x1b[7m"
	faint   = "\x1b[2m"
	reset   = "\x1b[0m"
)

func writeText(w io.Writer, doc *nlp.Document) error {
	colour := make([]string, len(doc.Tokens))
	for i := len(doc.Mentions) - 1; i >= 0; i-- { // inner mentions first, so that outer ones stay
		m := doc.Mentions[i]
		for k := max(m.First, 0); k < min(m.Last, len(colour)); k++ {
			colour[k] = colours[m.Type]
		}
	}
	for _, c := range doc.Claims {
		for k, t := range doc.Tokens {
			if t.Start < c.TriggerEnd && c.TriggerStart < t.End {
				colour[k] = reverse
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s  %s  %s%s\n", faint, doc.Article.ID, doc.Article.Published, line(doc.Article.Title), reset)
	claims := claimsBySentence(doc)
	for i, s := range doc.Sentences {
		for k := s.First; k < s.Last; k++ {
			t := doc.Tokens[k]
			if k > s.First && t.Space {
				b.WriteByte(' ')
			}
			if colour[k] == "" {
				b.WriteString(doc.Cut(t.Span))
			} else {
				b.WriteString(colour[k] + doc.Cut(t.Span) + reset)
			}
		}
		b.WriteByte('\n')
		for _, c := range claims[i] {
			fmt.Fprintf(&b, "    %s%s%s\n", faint, describe(c), reset)
		}
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}
