// Command newsgraph reads news articles and builds a graph of who did what to
// whom, every edge backed by its exact quote. See README.md for a tour.
//
// Results go to stdout, everything else to stderr. The exit status is 0 when
// all went well, 1 when anything failed, also when only one of many articles
// could not be read (the others are in then), and 130 when the user stopped
// it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	go boundGarbage(ctx)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	if err != nil && !errors.Is(err, errReported) {
		printError(os.Stderr, err)
	}
	os.Exit(exitStatus(err))
}

// printError prints one line, however the message was laid out.
func printError(w io.Writer, err error) {
	fmt.Fprintf(w, "newsgraph: %s\n", strings.Join(strings.Fields(err.Error()), " "))
}

// errStopped is returned when the user stopped the work.
var errStopped = errors.New("stopped")

func exitStatus(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errStopped):
		return 130 // 128 + SIGINT, as shells have it
	default:
		return 1
	}
}

// run executes one command line. What it returns is one line for the user, or
// errReported.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return root.ExecuteContext(ctx)
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "newsgraph",
		Short: "Who did what to whom in the news, with the quote for every edge",
		Long: `newsgraph reads news articles and builds a graph of who did what to whom.
Every edge opens the exact words that support it. It works offline.

Exit status: 0 all went well; 1 something failed, be it one article of many
(the others are in then); 130 stopped by the user.`,
		Example: `  newsgraph serve data/articles                     # build, then explore on http://127.0.0.1:8080
  newsgraph build news/ dump.jsonl                  # add articles to the store
  newsgraph query 'g.V("<tiktok>").In("<fines>").All()'
  newsgraph export --format graphml --around tiktok --depth 1 -o tiktok.graphml
  cat article.txt | newsgraph extract -             # claims as JSON Lines`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	s := &settings{}
	s.flags(root)
	root.AddCommand(
		newServe(s), newBuild(s), newExtract(s),
		newQuery(s), newGraphQL(s), newExport(s),
		newRemove(s), newCurate(s), newRebuild(s), newVerify(s), newDiff(s), newStats(s),
		newExplain(s), newRelations(s),
		newVersion(),
	)
	showUsage(root)
	return root
}

// showUsage makes complaints about a command's arguments say which ones it takes.
func showUsage(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return fmt.Errorf("%w; usage: %s", err, cmd.UseLine())
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		showUsage(sub)
	}
}

// needPaths demands at least one path and says what a path may be.
func needPaths(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s: name a file, a directory, a pattern or - for standard input", cmd.Name())
	}
	return nil
}
