package link

import "strings"

// paged is a list that grows without being copied, which is dear for a million
// rows, and whose rows stay where they are.
type paged[T any] struct {
	pages []*[pageRows]T
	n     int32
}

const pageRows = 256

func (t *paged[T]) at(i int32) *T { return &t.pages[i/pageRows][i%pageRows] }

func (t *paged[T]) add(row T) int32 {
	i := t.n
	if i%pageRows == 0 {
		t.pages = append(t.pages, new([pageRows]T))
	}
	t.n++
	*t.at(i) = row
	return i
}

// texts keeps copies of strings, many in one piece of memory.
type texts struct{ page strings.Builder }

func (t *texts) keep(s string) string {
	if t.page.Cap()-t.page.Len() < len(s) {
		t.page = strings.Builder{}
		t.page.Grow(max(len(s), 1<<12))
	}
	at := t.page.Len()
	t.page.WriteString(s)
	return t.page.String()[at:]
}
