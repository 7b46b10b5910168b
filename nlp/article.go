package nlp

// Article is one news text with what is known about its publication. Text is
// kept as it was read, page furniture included: every offset in this module is
// a byte offset into Text, half open. Fields that are not known are empty.
type Article struct {
	ID        string `json:"id"`              // unique in a store; a file's base name or a dump row's id
	Title     string `json:"title,omitempty"` // headline
	Source    string `json:"source,omitempty"`
	URL       string `json:"url,omitempty"`
	Author    string `json:"author,omitempty"`
	Published string `json:"published,omitempty"` // ISO 8601 date, YYYY-MM-DD
	Language  string `json:"language,omitempty"`  // ISO 639-1 where the input names it
	Text      string `json:"text"`
}

// Span is a half-open range of bytes in Article.Text. The zero Span is empty
// and stands for "not in the text".
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Empty reports whether the span covers no byte.
func (s Span) Empty() bool { return s.End <= s.Start }

// Len is the length in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether t lies wholly within s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Overlaps reports whether the two spans share a byte.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }
