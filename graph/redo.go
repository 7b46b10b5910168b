package graph

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cayleygraph/quad"
	"github.com/cayleygraph/quad/pquads"
)

// redo is what the quads have to go through to follow one batch. It is stored
// in the transaction of the batch and deleted once the quads have followed, so
// that what a crash leaves undone is done later without making all quads anew.
type redo struct {
	quadChange
	from, to position
}

// position is how far quads have followed the article store.
type position struct {
	sequence uint64 // of the last batch, 0 when they have to be made anew
	// basis is a digest of what the quads depend on besides articles: the
	// program's way to make them, the settings of linking, the curation log.
	basis string
}

// encode makes bytes of it: the bases before and after, how many quads are added and deleted,
// and all of these in Cayley's protocol buffers.
func (r *redo) encode() ([]byte, error) {
	var b bytes.Buffer
	var head []byte
	for _, basis := range []string{r.from.basis, r.to.basis} {
		head = binary.AppendUvarint(head, uint64(len(basis)))
		head = append(head, basis...)
	}
	head = binary.AppendUvarint(head, uint64(len(r.add)))
	head = binary.AppendUvarint(head, uint64(len(r.del)))
	b.Write(head)
	w := pquads.NewWriter(&b, &pquads.Options{Strict: false, Full: false})
	for _, list := range [2][]quad.Quad{r.add, r.del} {
		if _, err := w.WriteQuads(list); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), w.Close()
}

var errRedo = errors.New("damaged record of a change")

func decodeRedo(data []byte, sequence uint64) (redo, error) {
	r := redo{from: position{sequence: sequence - 1}, to: position{sequence: sequence}}
	bad := false
	number := func() int {
		n, size := binary.Uvarint(data)
		if size <= 0 || n > uint64(len(data)) {
			data, bad = nil, true
			return 0
		}
		data = data[size:]
		return int(n)
	}
	for _, basis := range []*string{&r.from.basis, &r.to.basis} {
		n := number()
		if n > len(data) {
			return r, errRedo
		}
		*basis, data = string(data[:n]), data[n:]
	}
	add, del := number(), number()
	if bad {
		return r, errRedo
	}
	in := pquads.NewReader(bytes.NewReader(data), len(data)+1)
	for i := range add + del {
		q, err := in.ReadQuad()
		if err != nil {
			return r, fmt.Errorf("%w: %w", errRedo, err)
		}
		if i < add {
			r.add = append(r.add, q)
		} else {
			r.del = append(r.del, q)
		}
	}
	return r, nil
}
