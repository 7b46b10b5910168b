package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/server/graphql"
)

func newGraphQL(s *settings) *cobra.Command {
	var (
		variables string
		req       graphql.Request
		schema    bool
		timeout   time.Duration
	)
	cmd := &cobra.Command{
		Use:   "graphql QUERY",
		Short: "Ask the graph in typed GraphQL, as the server's /graphql answers it",
		Long: `graphql runs a query of the typed schema, which --schema prints, and prints the
data as JSON. Give - to read the query from standard input. Cayley's own dialect
of GraphQL is a language of "newsgraph query".`,
		Example: `  newsgraph graphql '{ events(disagreed: true) { nodes { relation disagreements { field hint positions { value } } } } }'
  newsgraph graphql --variables '{"id": "tiktok"}' 'query($id: ID!) { entity(id: $id) { name claims { totalCount } } }'
  newsgraph graphql --schema`,
		Args: func(cmd *cobra.Command, args []string) error {
			if want := map[bool]int{true: 0, false: 1}[schema]; len(args) != want {
				return errors.New("graphql: give one query, in quotes, or - for standard input, or --schema alone")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if schema {
				_, err := io.WriteString(cmd.OutOrStdout(), graphql.Schema())
				return err
			}
			if req.Query = args[0]; req.Query == "-" {
				b, err := io.ReadAll(cmd.InOrStdin())
				if err != nil {
					return fmt.Errorf("graphql: %w", err)
				}
				req.Query = string(b)
			}
			if strings.TrimSpace(req.Query) == "" {
				return errors.New("graphql: the query is empty; `newsgraph help graphql` has examples")
			}
			if variables != "" {
				if err := json.Unmarshal([]byte(variables), &req.Variables); err != nil {
					return fmt.Errorf("graphql: --variables is not a JSON object: %w", err)
				}
			}
			store, err := s.openExisting(cmd.Context())
			if err != nil {
				return err
			}
			defer store.Close()
			ctx, cancel := context.WithTimeout(cmd.Context(), timeout)
			defer cancel()
			answer := graphql.New(store, slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))).Exec(ctx, req)
			if cmd.Context().Err() != nil {
				return errStopped
			}
			if answer.Data != nil {
				enc := json.NewEncoder(cmd.OutOrStdout())
				enc.SetEscapeHTML(false)
				enc.SetIndent("", "  ")
				if err := enc.Encode(answer.Data); err != nil {
					return fmt.Errorf("graphql: %w", err)
				}
			}
			return graphqlErrors(answer.Errors)
		},
	}
	cmd.Flags().StringVar(&variables, "variables", "", "the query's variables, as a `JSON` object")
	cmd.Flags().StringVar(&req.OperationName, "operation", "", "`NAME` of the operation to run, where the query has several")
	cmd.Flags().BoolVar(&schema, "schema", false, "print the schema")
	cmd.Flags().DurationVar(&timeout, "timeout", 10*time.Second, "longest time")
	return cmd
}

// graphqlErrors is the errors of an answer as one.
func graphqlErrors(list []*graphql.Error) error {
	var all []string
	for _, e := range list {
		where := ""
		if len(e.Locations) > 0 {
			where = fmt.Sprintf("line %d, column %d: ", e.Locations[0].Line, e.Locations[0].Column)
		}
		all = append(all, where+e.Message)
	}
	if all == nil {
		return nil
	}
	return fmt.Errorf("graphql: %s", strings.Join(all, "; "))
}
