package graph

import (
	"context"
	"time"
)

// QueryOptions bound a query.
type QueryOptions struct {
	Limit   int           // rows; 0 means 100, at most 10,000
	Timeout time.Duration // 0 means 10 seconds
}

// Languages lists what Query understands.
var Languages = []string{"gizmo", "graphql", "mql"}

// Query answers a query in one of Languages. Errors that are the caller's fault
// wrap ErrQuery and say where; a deadline is context.DeadlineExceeded.
func (s *Store) Query(ctx context.Context, lang, text string, opts QueryOptions) (Result, error) {
	return Result{}, ErrQuery
}
