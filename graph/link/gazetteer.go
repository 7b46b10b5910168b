package link

import "io"

// Gazetteer is the user's list of things with their names.
type Gazetteer struct{}

// ReadGazetteer reads a gazetteer.
func ReadGazetteer(r io.Reader) (*Gazetteer, error) { return &Gazetteer{}, nil }
