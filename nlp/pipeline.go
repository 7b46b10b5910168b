// Package nlp holds the types that the stages of analysis share: an Article,
// the Document that grows around it, and the Claims found in it.
//
// Everything found is a byte span of Article.Text. The stages live in packages
// of their own (segment, tag, depparse, ner, coref, temporal, relation), import
// this package and nothing of each other; nlp/english puts them in order. This
// package knows nothing of files, models, graphs or servers.
package nlp

// Stage reads what earlier stages left in the document and adds its own
// findings. It never fails: odd input gives fewer findings. One Stage serves
// many goroutines at once, each with its own Document.
type Stage interface {
	Process(*Document)
}

// Pipeline runs its stages in order.
type Pipeline []Stage

// Run analyses one article.
func (p Pipeline) Run(a Article) *Document {
	doc := &Document{Article: a}
	for _, s := range p {
		s.Process(doc)
	}
	return doc
}
