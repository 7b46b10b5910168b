package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/graph"
)

// curator is what the subcommands of curate share.
type curator struct {
	settings *settings
	note, by string
	asJSON   bool
}

func newCurate(s *settings) *cobra.Command {
	c := &curator{settings: s}
	cmd := &cobra.Command{
		Use:   "curate",
		Short: "Correct the graph: what is one, what is not, what is wrong; all of it can be undone",
		Long: `curate writes judgements to the curation log, a text file of JSON Lines that is
only ever appended to. They win over what the program works out, survive rebuilds
and hold for articles of tomorrow too.

Entities are named by their identifiers (tiktok), by what articles call them
(alexey-navalny), or by what one article calls them (spokesman@ARTICLE; as
` + "`newsgraph curate members ENTITY`" + ` lists them), claims by theirs
(claim:9f3a02c4d1e5). With --curation FILE the log lies elsewhere, as in git.`,
		Example: `  newsgraph curate same alexei-navalny aleksei-navalnyy --note "another spelling"
  newsgraph curate different first-bank first-bank@some-article
  newsgraph curate split john-smith john-smith@a7 john-smith@a9
  newsgraph curate rename rkn Roskomnadzor
  newsgraph curate wrong claim:9f3a02c4d1e5 --note "the court refused"
  newsgraph curate undo judgement:51c0aa93be07
  newsgraph curate log
  newsgraph curate apply judgements.jsonl`,
		Args: cobra.NoArgs, // one that is no subcommand is a misspelt one
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&c.note, "note", "", "why, in your words")
	cmd.PersistentFlags().StringVar(&c.by, "by", "", "who says so")
	cmd.PersistentFlags().BoolVar(&c.asJSON, "json", false, "print JSON Lines")
	cmd.AddCommand(
		c.judging("same ENTITY ENTITY...", `same alexei-navalny aleksei-navalnyy --note "another spelling"`, "These entities are one", cobra.MinimumNArgs(2), func(args []string) graph.Judgement {
			return graph.Judgement{Kind: "same", Entities: args}
		}),
		c.judging("different ENTITY ENTITY...", `different first-bank first-bank@some-article`, "The first entity is none of the others", cobra.MinimumNArgs(2), func(args []string) graph.Judgement {
			return graph.Judgement{Kind: "different", Entities: args}
		}),
		c.judging("split ENTITY HANDLE...", `split john-smith john-smith@a7 john-smith@a9`, "These handles leave the entity and are one of their own", cobra.MinimumNArgs(2), func(args []string) graph.Judgement {
			return graph.Judgement{Kind: "split", Entities: args}
		}),
		c.judging("rename ENTITY NAME", `rename rkn Roskomnadzor`, "The entity is called so", cobra.ExactArgs(2), func(args []string) graph.Judgement {
			return graph.Judgement{Kind: "rename", Entities: args[:1], Name: args[1]}
		}),
		c.judging("retype ENTITY TYPE", `retype tiktok product`, "The entity is of this type: person, organization, place, product, event, law, work, group, other", cobra.ExactArgs(2), func(args []string) graph.Judgement {
			return graph.Judgement{Kind: "retype", Entities: args[:1], Type: args[1]}
		}),
		c.judging("wrong CLAIM", `wrong claim:9f3a02c4d1e5 --note "the court refused"`, "The article does not say what the claim says", cobra.ExactArgs(1), func(args []string) graph.Judgement {
			return graph.Judgement{Kind: "wrong", Claim: args[0]}
		}),
		c.judging("note ENTITY|CLAIM TEXT", `note first-bank "two banks of this name?"`, "A remark on an entity or a claim", cobra.ExactArgs(2), func(args []string) graph.Judgement {
			j := graph.Judgement{Kind: "note", Note: args[1]}
			if strings.HasPrefix(args[0], "claim:") {
				j.Claim = args[0]
			} else {
				j.Entities = args[:1]
			}
			return j
		}),
		c.judging("undo JUDGEMENT", `undo judgement:51c0aa93be07`, "As if the judgement had never been made", cobra.ExactArgs(1), func(args []string) graph.Judgement {
			return graph.Judgement{Kind: "undo", Undoes: args[0]}
		}),
		c.apply(), c.log(), c.members(),
	)
	return cmd
}

// judging is a subcommand that makes one judgement of its arguments.
func (c *curator) judging(use, example, short string, args cobra.PositionalArgs, make func([]string) graph.Judgement) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Example: "  newsgraph curate " + example, Args: args,
		RunE: func(cmd *cobra.Command, args []string) error {
			j := make(args)
			if c.note != "" {
				j.Note = c.note
			}
			return c.run(cmd, func(store *graph.Store) error { return c.judge(cmd, store, j) })
		},
	}
}

// run opens the store for f.
func (c *curator) run(cmd *cobra.Command, f func(*graph.Store) error) error {
	store, err := c.settings.openExisting(cmd.Context())
	if err != nil {
		return err
	}
	return errors.Join(f(store), store.Close())
}

// judge makes a judgement and prints it.
func (c *curator) judge(cmd *cobra.Command, store *graph.Store, j graph.Judgement) error {
	if j.By == "" {
		j.By = c.by
	}
	if j.Time == "" {
		j.Time = time.Now().UTC().Format(time.RFC3339)
	}
	j, err := store.Curate(cmd.Context(), j)
	if err != nil {
		return err
	}
	return c.print(cmd.OutOrStdout(), graph.JudgementView{Judgement: j})
}

func (c *curator) print(w io.Writer, v graph.JudgementView) error {
	if c.asJSON {
		return json.NewEncoder(w).Encode(v)
	}
	what := strings.Join(v.Entities, " ")
	for _, field := range []string{v.Claim, v.Undoes, v.Type} {
		if field != "" {
			what = strings.TrimSpace(what + " " + field)
		}
	}
	if v.Name != "" {
		what += fmt.Sprintf(" %q", v.Name)
	}
	line := v.ID + "  " + v.Kind + " " + what
	if v.Note != "" {
		line += "  # " + v.Note
	}
	if made := strings.TrimSpace(v.By + " " + v.Time); made != "" {
		line += "  (" + made + ")"
	}
	if v.Undone {
		line += "  (undone)"
	}
	_, err := fmt.Fprintln(w, line)
	return err
}

func (c *curator) apply() *cobra.Command {
	return &cobra.Command{
		Use:   "apply FILE",
		Short: "Make the judgements of a file of JSON Lines, as `curate log --json` prints them",
		Long: `apply makes the judgements of a file, - for standard input. A judgement that is in
the log already, by its id, is passed over. A line that makes no sense here is
reported, the others count, and the exit status is 1.`,
		Example: `  newsgraph --db old.db curate log --json | newsgraph --db new.db curate apply -`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in := cmd.InOrStdin()
			if args[0] != "-" {
				f, err := os.Open(args[0])
				if err != nil {
					return err
				}
				defer f.Close()
				in = f
			}
			return c.run(cmd, func(store *graph.Store) error { return c.applyAll(cmd, store, in, args[0]) })
		},
	}
}

// applyAll makes the judgements of a reader. Those get new ids, which what
// undoes them has to follow.
func (c *curator) applyAll(cmd *cobra.Command, store *graph.Store, in io.Reader, name string) error {
	ids := make(map[string]string)
	for _, v := range store.Curation() {
		ids[v.ID] = v.ID
	}
	report := &reporter{w: cmd.ErrOrStderr()}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var v graph.JudgementView
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			report.problem(fmt.Errorf("%s:%d: %w", name, n, err))
			continue
		}
		j := v.Judgement
		if _, ok := ids[j.ID]; ok && j.ID != "" {
			continue
		}
		if id, ok := ids[j.Undoes]; ok {
			j.Undoes = id
		}
		old := j.ID
		if j.By == "" {
			j.By = c.by
		}
		made, err := store.Curate(cmd.Context(), j)
		if err != nil {
			report.problem(fmt.Errorf("%s:%d: %w", name, n, err))
			continue
		}
		ids[old] = made.ID
		if err := c.print(cmd.OutOrStdout(), graph.JudgementView{Judgement: made}); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return report.err()
}

func (c *curator) log() *cobra.Command {
	return &cobra.Command{
		Use:   "log",
		Short: "Print the curation log, the oldest judgement first",
		Example: `  newsgraph curate log
  newsgraph curate log --json > judgements.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.run(cmd, func(store *graph.Store) error {
				for _, v := range store.Curation() {
					if err := c.print(cmd.OutOrStdout(), v); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

func (c *curator) members() *cobra.Command {
	return &cobra.Command{
		Use:     "members ENTITY",
		Short:   "List what articles call an entity, and why these are linked",
		Example: `  newsgraph curate members tiktok`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.run(cmd, func(store *graph.Store) error {
				ids, err := resolve(cmd.Context(), store, args)
				if err != nil {
					return err
				}
				members, err := store.Members(ids[0])
				if err != nil {
					return err
				}
				out := cmd.OutOrStdout()
				for _, m := range members {
					if c.asJSON {
						err = json.NewEncoder(out).Encode(m)
					} else {
						line := fmt.Sprintf("%s\t%s\t%s", m.Handle, m.Type, strings.Join(m.Names, " | "))
						for _, r := range m.Reasons {
							line += fmt.Sprintf("\t%s: %s (%.2f)", r.Kind, r.With, r.Score)
						}
						_, err = fmt.Fprintln(out, line)
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}
