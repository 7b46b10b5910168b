package nlp

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// EntityType is what kind of thing an entity is.
type EntityType string

const (
	Person       EntityType = "person"
	Organization EntityType = "organization"
	Place        EntityType = "place"
	Product      EntityType = "product"
	Event        EntityType = "event"
	Law          EntityType = "law"
	Work         EntityType = "work"
	Group        EntityType = "group"
	Other        EntityType = "other"
	Phrase       EntityType = "phrase" // a proposition or plain phrase as argument; never an entity
)

// MentionKind tells names from descriptions and pronouns (ACE's mention levels).
type MentionKind uint8

const (
	Name    MentionKind = iota // "TikTok", "Alexei Navalny"
	Nominal                    // "the platform", "a Moscow court"
	Pronoun                    // "it", "his"
)

// Mention is a stretch of one sentence that refers to an entity. The span is
// the whole noun phrase that a reader would underline, without relative
// clauses: "a Moscow court", "Kremlin critic Aleksei Navalny".
type Mention struct {
	Span
	First, Last int // tokens, half open
	Head        int // token: the syntactic head of the phrase, the last word of a name
	Sentence    int
	Kind        MentionKind
	Type        EntityType
	Entity      int     // index into Document.Entities; -1 before coreference or when it refers to nothing
	Confidence  float32 // 0 to 1
}

// Entity is one thing that the mentions of a document refer to.
type Entity struct {
	ID       string // Slug of Name
	Name     string // canonical: the fullest name, else the first description
	Type     EntityType
	Mentions []int    // indices into Document.Mentions, in order of text
	Aliases  []string // other names in order of appearance, pronouns left out
	Named    bool     // whether any mention is a name
}

// Slug turns a name into an entity's identifier: lower-case letters and digits
// of its words without diacritics, joined by hyphens; a leading article and
// possessive endings are dropped. "Alexei Navalny" gives "alexei-navalny".
func Slug(name string) string {
	name = strings.ReplaceAll(name, "’", "'")
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return unicode.IsSpace(r) || r == '-' || r == '/' || r == '_' || r == '–' || r == '—'
	})
	if len(words) > 1 && (words[0] == "the" || words[0] == "a" || words[0] == "an") {
		words = words[1:]
	}
	var b strings.Builder
	for _, w := range words {
		w = strings.TrimSuffix(w, "'s")
		wrote := false
		for _, r := range norm.NFKD.String(w) {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				if !wrote && b.Len() > 0 {
					b.WriteByte('-')
				}
				b.WriteRune(r)
				wrote = true
			}
		}
	}
	return b.String()
}
