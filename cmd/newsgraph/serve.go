package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/server"
)

func newServe(s *settings) *cobra.Command {
	var (
		addr     string
		hosts    []string
		readOnly bool
	)
	cmd := &cobra.Command{
		Use:   "serve [PATH...]",
		Short: "Build what is new, then serve the explorer and the API",
		Long: `serve adds the articles under the paths to the store, as build does, and then
serves the explorer, the JSON API and the queries until Ctrl-C. Without a path
it serves what the store holds.

It listens on the loopback interface only, unless --addr says otherwise. There
are no users and no passwords: put a proxy in front to open it to others, and
with --read-only they can change nothing.`,
		Example: `  newsgraph serve data/articles
  newsgraph serve --addr 127.0.0.1:9000
  newsgraph serve --addr 0.0.0.0:8080 --host news.example`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			// The port comes first: no one wants to wait for a long build to
			// learn that it is taken.
			ln, err := listen(addr)
			if err != nil {
				return err
			}
			defer ln.Close()
			store, err := s.open(ctx)
			if err != nil {
				return err
			}
			defer store.Close()

			if len(args) > 0 {
				in := ingest{analysis: &s.analysis, stdin: cmd.InOrStdin(), stderr: cmd.ErrOrStderr()}
				done, err := in.run(ctx, store, args)
				switch {
				case errors.Is(err, errStopped):
					return errStopped
				case errors.Is(err, errReported) && done.any():
					// Some articles failed and were reported; the others are worth serving.
				case err != nil:
					return err
				}
				fmt.Fprintln(cmd.ErrOrStderr(), done)
			}

			opts := server.Options{
				Hosts: hosts, ReadOnly: readOnly, Ingest: s.analysis.uploads(store), Coverage: s.analysis.gaps,
				Logger: slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil)),
			}
			if tcp, ok := ln.Addr().(*net.TCPAddr); ok && !tcp.IP.IsLoopback() && !readOnly {
				fmt.Fprintln(cmd.ErrOrStderr(), "newsgraph: whoever reaches this address can add and remove articles; --read-only prevents that")
			}
			fmt.Fprintf(cmd.OutOrStdout(), "newsgraph is at http://%s (Ctrl-C ends it)\n", browserAddress(ln.Addr()))
			if err := server.Serve(ctx, ln, server.New(store, opts), opts); err != nil {
				return fmt.Errorf("serve: %w", err)
			}
			return store.Close()
		},
	}
	s.analysis.flags(cmd)
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address and port to listen on")
	cmd.Flags().StringSliceVar(&hosts, "host", nil, "host `NAME` under which browsers may reach the server, beside localhost; may be repeated")
	cmd.Flags().BoolVar(&readOnly, "read-only", false, "take neither articles nor judgements over HTTP")
	return cmd
}

// listen opens the port and says what to do when it is taken.
func listen(addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		host, port, _ := net.SplitHostPort(addr)
		n, _ := strconv.Atoi(port)
		return nil, fmt.Errorf("%s is in use: choose another port with --addr, for example --addr %s", addr, net.JoinHostPort(host, strconv.Itoa(n%65535+1)))
	}
	if err != nil {
		return nil, fmt.Errorf("--addr: %w", err)
	}
	return ln, nil
}

// browserAddress is what a browser on this machine goes to.
func browserAddress(a net.Addr) string {
	if tcp, ok := a.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("localhost", strconv.Itoa(tcp.Port))
	}
	return a.String()
}
