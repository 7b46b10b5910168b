package read

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

var (
	atxHeading  = regexp.MustCompile(`^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$`)
	underline   = regexp.MustCompile(`^ {0,3}(?:={3,}|-{3,})[ \t]*$`)
	rule        = regexp.MustCompile(`^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$`)
	quoteMark   = regexp.MustCompile(`^ {0,3}(?:>[ \t]?)+`)
	listMark    = regexp.MustCompile(`^\s*(?:[-*+]|\d{1,3}[.)])[ \t]+`)
	fence       = regexp.MustCompile("^ {0,3}(?:```|~~~)")
	reference   = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:[ \t]+\S+`)
	image       = regexp.MustCompile(`!\[[^\]]*\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s+"[^"]*")?\)|\[[^\]]*\])`)
	link        = regexp.MustCompile(`\[([^\[\]]*)\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:\s+"[^"]*")?\)|\[[^\]]*\])`)
	autolink    = regexp.MustCompile(`<((?:https?://|mailto:)[^<>\s]+)>`)
	tag         = regexp.MustCompile(`</?[a-zA-Z][^<>]*>|<!--.*?-->`)
	strong      = regexp.MustCompile(`\*\*(\S(?:[^*]*\S)?)\*\*|__(\S(?:[^_]*\S)?)__`)
	emphasis    = regexp.MustCompile(`(^|[^\w*])\*(\S(?:[^*\n]*\S)?)\*|(^|[^\w_])_(\S(?:[^_\n]*\S)?)_\b`)
	code        = regexp.MustCompile("`+([^`]+)`+")
	escape      = regexp.MustCompile(`\\([\\` + "`" + `*_{}\[\]()#+.!|>~-])`)
	strongSigns = []*regexp.Regexp{regexp.MustCompile(`(?m)^#{1,6} \S`), regexp.MustCompile(`\[[^\[\]]+\]\(https?://`), regexp.MustCompile(`(?m)^\S.*\n={3,}\s*$`)}
	boldSign    = regexp.MustCompile(`\*\*\S[^*\n]*\S\*\*`)
)

// looksMarkdown reports whether the text has a front matter or marks that
// running text does not use by chance.
func looksMarkdown(text []byte) bool {
	if _, _, ok := frontMatter(string(text)); ok {
		return true
	}
	for _, sign := range strongSigns {
		if sign.Match(text) {
			return true
		}
	}
	return len(boldSign.FindAllIndex(text[:min(len(text), 16<<10)], 2)) == 2
}

// frontMatter splits the "key: value" lines that stand between two lines of
// three hyphens, or "key = value" between plus signs, from the text below.
func frontMatter(text string) (row rowFields, body string, ok bool) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	mark, separator := "---", ":"
	if strings.HasPrefix(text, "+++\n") {
		mark, separator = "+++", "="
	}
	head, found := strings.CutPrefix(text, mark+"\n")
	if !found {
		return nil, "", false
	}
	head, body, found = strings.Cut(head, "\n"+mark)
	if !found {
		return nil, "", false
	}
	object := map[string]json.RawMessage{}
	for line := range strings.Lines(head) {
		key, value, ok := strings.Cut(line, separator)
		if !ok || key == "" || strings.ContainsAny(key, " \t#") {
			continue
		}
		quoted, _ := json.Marshal(strings.Trim(strings.TrimSpace(value), `"'`))
		object[strings.TrimSpace(key)] = bytes.TrimSpace(quoted)
	}
	if len(object) == 0 {
		return nil, "", false
	}
	return fields(object), body, true
}

// markdownArticle strips the marks, joins the lines of a paragraph, and puts a
// blank line between paragraphs, headings and entries of lists.
func markdownArticle(text string) nlp.Article {
	var a nlp.Article
	if row, body, ok := frontMatter(text); ok {
		a = nlp.Article{
			Title:     squeeze(row.value(titleNames)),
			Source:    squeeze(row.value(sourceNames)),
			URL:       web(row.value(urlNames)),
			Author:    strings.Trim(squeeze(row.value(authorNames)), "[]"),
			Published: isoDate(row.value(publishedNames)),
			Language:  isoLanguage(row.value(languageNames)),
		}
		text = body
	}
	var paragraphs, open []string
	flush := func() {
		if words := squeezeLines(inline(strings.Join(open, " "))); words != "" {
			paragraphs = append(paragraphs, words)
		}
		open = open[:0]
	}
	fenced := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		hard := strings.HasSuffix(line, "  ") || strings.HasSuffix(line, "\\")
		line = strings.TrimSuffix(quoteMark.ReplaceAllString(line, ""), "\\")
		switch heading := atxHeading.FindStringSubmatch(line); {
		case fence.MatchString(line):
			fenced = !fenced
			flush()
		case strings.TrimSpace(line) == "":
			flush()
		case fenced:
			open = append(open, line)
		case heading != nil:
			flush()
			open = append(open, heading[1])
			flush()
		case len(open) > 0 && underline.MatchString(line), rule.MatchString(line):
			flush()
		case reference.MatchString(line):
		case listMark.MatchString(line):
			flush()
			open = append(open, listMark.ReplaceAllString(line, ""))
		default:
			open = append(open, line)
		}
		if hard && len(open) > 0 {
			open[len(open)-1] += "\n"
		}
	}
	flush()
	a.Text = strings.Join(paragraphs, "\n\n")
	return a
}

// inline strips the marks within a paragraph. Escaped marks are put out of the
// way, at private code points, until the others are gone.
func inline(s string) string {
	const private = 0xe000
	s = escape.ReplaceAllStringFunc(s, func(mark string) string { return string(rune(private + int(mark[1]))) })
	s = image.ReplaceAllString(s, "")
	s = link.ReplaceAllString(s, "$1")
	s = autolink.ReplaceAllString(s, "$1")
	s = tag.ReplaceAllString(s, "")
	s = strong.ReplaceAllString(s, "$1$2")
	s = emphasis.ReplaceAllString(s, "$1$2$3$4")
	s = code.ReplaceAllString(s, "$1")
	return strings.Map(func(r rune) rune {
		if r > private && r < private+utf8.RuneSelf {
			return r - private
		}
		return r
	}, s)
}

// squeezeLines takes doubled white space out of each line, and empty lines.
func squeezeLines(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		if line = squeeze(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
