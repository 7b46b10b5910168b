package relation

import (
	"fmt"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// Check says what is wrong with the claims of a document made of the example's
// sentence, "" if nothing is.
func (e Example) Check(doc *nlp.Document) string {
	var near []string
	for i := range doc.Claims {
		c := &doc.Claims[i]
		if c.Relation != e.Relation {
			continue
		}
		if e.Negative {
			return fmt.Sprintf("%s: found in %q, where it must not be", e.Relation, e.Sentence)
		}
		if names(c.Subject, e.Subject) && names(c.Object, e.Object) {
			if c.Status == e.Status {
				return ""
			}
			near = append(near, fmt.Sprintf("status %s instead of %s", c.Status, e.Status))
			continue
		}
		near = append(near, fmt.Sprintf("%s | %s", words(c.Subject), words(c.Object)))
	}
	if e.Negative {
		return ""
	}
	got := "nothing"
	if len(near) > 0 {
		got = strings.Join(near, "; ")
	}
	return fmt.Sprintf("%s: want %s | %s in %q, got %s", e.Relation, e.Subject, e.Object, e.Sentence, got)
}

func words(a *nlp.Argument) string {
	if a == nil {
		return "-"
	}
	return a.Name
}

// names reports whether the argument is what an example calls want: its name
// or its words, determiners and case aside, or a part of them at their end.
func names(a *nlp.Argument, want string) bool {
	if a == nil || want == "-" {
		return a == nil && want == "-"
	}
	fold := func(s string) string {
		s = strings.ToLower(s)
		for _, d := range []string{"the ", "a ", "an "} {
			s = strings.TrimPrefix(s, d)
		}
		return s
	}
	w := fold(want)
	for _, have := range []string{fold(a.Name), fold(a.Mention)} {
		if have == w || strings.HasSuffix(have, " "+w) || strings.HasPrefix(have, w+" ") {
			return true
		}
	}
	return false
}
