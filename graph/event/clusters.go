package event

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// Copies is the clusters of near-duplicates among articles: texts that are
// copies of one another, directly or by way of others. What it says depends on
// the articles in it, never on the order in which they came. The zero Copies is
// empty and ready; it belongs to one goroutine at a time.
type Copies struct {
	texts    []copyText
	byID     map[string]int32
	bands    map[uint32]int32 // key of a band -> first place of its list, in no order
	clusters []cluster
	free     []int32 // unused texts
	spare    []int32 // unused clusters
}

type copyText struct {
	id        string
	published int32
	signature Signature
	cluster   int32
	next      [bands]int32 // the place after that of each band, end for none
}

// A place is the number of a text times bands and the number of the band: the
// lists of texts that agree in a band run through the texts themselves, since
// most have one member.
const end = int32(-1)

// alike yields the texts that agree with s in a band, some of them twice.
func (c *Copies) alike(s *Signature) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for _, k := range bandKeys(s) {
			at, ok := c.bands[k]
			for ; ok && at != end; at = c.texts[at/bands].next[at%bands] {
				if !yield(at / bands) {
					return
				}
			}
		}
	}
}

// hang puts a text into the lists of its bands.
func (c *Copies) hang(n int32) {
	t := &c.texts[n]
	for b, k := range bandKeys(&t.signature) {
		t.next[b] = end
		if first, ok := c.bands[k]; ok {
			t.next[b] = first
		}
		c.bands[k] = n*bands + int32(b)
	}
}

// unhang takes it out again.
func (c *Copies) unhang(n int32) {
	t := &c.texts[n]
	for b, k := range bandKeys(&t.signature) {
		place := n*bands + int32(b)
		if c.bands[k] == place {
			if c.bands[k] = t.next[b]; t.next[b] == end {
				delete(c.bands, k)
			}
			continue
		}
		at := c.bands[k]
		for c.texts[at/bands].next[at%bands] != place {
			at = c.texts[at/bands].next[at%bands]
		}
		c.texts[at/bands].next[at%bands] = t.next[b]
	}
}

type cluster struct {
	texts []int32 // in no order
	name  int32   // the text that was published first; of several, that with the least id
}

// Cluster is the id of the article that names the cluster of an article: the
// one of its near-duplicates, itself included, that was published first (unknown
// last), then the least id. An article without copies and one that is not in
// Copies name themselves.
func (c *Copies) Cluster(id string) string {
	n, ok := c.byID[id]
	if !ok {
		return id
	}
	return c.texts[c.clusters[c.texts[n].cluster].name].id
}

// Members is the ids of the article's cluster, sorted; nil for an article that
// is not in Copies.
func (c *Copies) Members(id string) []string {
	n, ok := c.byID[id]
	if !ok {
		return nil
	}
	return c.ids(c.clusters[c.texts[n].cluster].texts)
}

// Add takes in an article, published on the day YYYYMMDD (0 unknown), in place
// of the one of that id if there is one. It returns the ids, sorted, of the
// articles whose Cluster may have changed: the article, and the others of its
// clusters before and after where these have got another name.
func (c *Copies) Add(id string, published int32, s Signature) []string {
	changed := c.Remove(id)
	if c.byID == nil {
		c.byID, c.bands = make(map[string]int32), make(map[uint32]int32)
	}
	id = strings.Clone(id)
	n := int32(len(c.texts))
	if k := len(c.free); k > 0 {
		n, c.free = c.free[k-1], c.free[:k-1]
	} else {
		c.texts = append(c.texts, copyText{})
	}
	c.byID[id] = n
	t := &c.texts[n]
	*t = copyText{id: id, published: published, signature: s}
	t.cluster = c.cluster([]int32{n})
	changed = append(changed, id)
	for o := range c.alike(&s) {
		if c.texts[o].cluster != t.cluster && s.CopyOf(&c.texts[o].signature) {
			changed = append(changed, c.ids(c.merge(t.cluster, c.texts[o].cluster))...)
		}
	}
	c.hang(n)
	slices.Sort(changed)
	return slices.Compact(changed)
}

// Remove takes an article out, if it is there. It returns the ids, sorted, of
// the articles whose Cluster may have changed.
func (c *Copies) Remove(id string) []string {
	n, ok := c.byID[id]
	if !ok {
		return nil
	}
	t := &c.texts[n]
	c.unhang(n)
	old := t.cluster
	left := slices.DeleteFunc(slices.Clone(c.clusters[old].texts), func(o int32) bool { return o == n })
	name := c.clusters[old].name
	c.clusters[old] = cluster{}
	c.spare = append(c.spare, old)
	changed := []string{id}
	// What held together by this article alone falls apart.
	rest := make(map[int32]bool, len(left))
	for _, o := range left {
		rest[o] = true
	}
	for _, o := range left {
		if !rest[o] {
			continue
		}
		now := c.cluster(c.reach(o, rest))
		if c.clusters[now].name != name {
			changed = append(changed, c.ids(c.clusters[now].texts)...)
		}
	}
	delete(c.byID, id)
	*t = copyText{}
	c.free = append(c.free, n)
	slices.Sort(changed)
	return slices.Compact(changed)
}

// reach takes out of rest all texts that hang together with from.
func (c *Copies) reach(from int32, rest map[int32]bool) []int32 {
	delete(rest, from)
	out := []int32{from}
	for i := 0; i < len(out) && len(rest) > 0; i++ {
		s := &c.texts[out[i]].signature
		for o := range c.alike(s) {
			if rest[o] && s.CopyOf(&c.texts[o].signature) {
				delete(rest, o)
				out = append(out, o)
			}
		}
	}
	return out
}

// cluster makes one of texts that are in none.
func (c *Copies) cluster(texts []int32) int32 {
	n := int32(len(c.clusters))
	if k := len(c.spare); k > 0 {
		n, c.spare = c.spare[k-1], c.spare[:k-1]
	} else {
		c.clusters = append(c.clusters, cluster{})
	}
	for _, t := range texts {
		c.texts[t].cluster = n
	}
	c.clusters[n] = cluster{texts, slices.MinFunc(texts, c.compare)}
	return n
}

func (c *Copies) compare(a, b int32) int {
	x, y := &c.texts[a], &c.texts[b]
	return cmp.Or(cmp.Compare(unknownLast(x.published), unknownLast(y.published)), strings.Compare(x.id, y.id))
}

// merge joins two clusters and returns the texts whose cluster is renamed.
func (c *Copies) merge(a, b int32) []int32 {
	if len(c.clusters[a].texts) < len(c.clusters[b].texts) {
		a, b = b, a
	}
	x, y := &c.clusters[a], &c.clusters[b]
	for _, t := range y.texts {
		c.texts[t].cluster = a
	}
	renamed := slices.Clone(y.texts)
	if c.compare(x.name, y.name) > 0 {
		renamed = slices.Clone(x.texts)
		x.name = y.name
	}
	x.texts = append(x.texts, y.texts...)
	*y = cluster{}
	c.spare = append(c.spare, b)
	return renamed
}

func (c *Copies) ids(texts []int32) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = c.texts[t].id
	}
	slices.Sort(out)
	return out
}
