package graph

import (
	"context"
	"fmt"
)

// Events lists events and how many there are in all.
func (s *Store) Events(ctx context.Context, q EventQuery) ([]Event, int, error) { return nil, 0, nil }

// Event returns one event with its evidence, or ErrNotFound.
func (s *Store) Event(ctx context.Context, id string) (EventView, error) {
	return EventView{}, fmt.Errorf("graph: event %q: %w", id, ErrNotFound)
}
