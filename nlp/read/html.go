package read

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	stdhtml "html"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"github.com/newsgraph/newsgraph/nlp"
)

// htmlArticle reads a page. Its text is the headline and then the main text,
// a blank line between paragraphs; captions are part of it.
func htmlArticle(raw []byte) (nlp.Article, error) {
	page, err := decodePage(raw)
	if err != nil {
		return nlp.Article{}, err
	}
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nlp.Article{}, fmt.Errorf("bad HTML: %w", err)
	}
	head := pageHead(root)
	a := head.article()
	text := mainText(root, a.URL)
	if len(text) < 200 { // a short notice, or a page that readability gets wrong
		text = longest(text, head.body, pageText(root))
	}
	if text == "" {
		return nlp.Article{}, errNoText
	}
	if first, rest, _ := strings.Cut(text, "\n"); squeeze(first) == a.Title {
		text = strings.TrimSpace(rest)
	}
	a.Text = strings.TrimSpace(a.Title + "\n\n" + text)
	return a, nil
}

func longest(texts ...string) string {
	return slices.MaxFunc(texts, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
}

// decodePage returns the page as UTF-8, by its byte order mark, by the encoding
// that it declares, or as windows-1252 where it is no UTF-8.
func decodePage(raw []byte) (string, error) {
	enc, _, certain := charset.DetermineEncoding(raw, "")
	if !certain && utf8.Valid(raw) {
		return string(raw), nil
	}
	page, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		return "", fmt.Errorf("bad encoding: %w", err)
	}
	if bytes.IndexByte(page, 0) >= 0 {
		return "", errBinary
	}
	return string(bytes.TrimPrefix(page, bomUTF8)), nil
}

// mainText is what readability takes for the text of the article.
func mainText(root *html.Node, address string) (text string) {
	defer func() {
		if recover() != nil { // an odd page; the caller falls back on all of its text
			text = ""
		}
	}()
	parser := readability.NewParser()
	parser.MaxElemsToParse = 200_000
	parser.DisableJSONLD = true
	var base *url.URL
	if u, err := url.Parse(address); err == nil && u.IsAbs() {
		base = u
	}
	article, err := parser.ParseDocument(root, base)
	if err != nil || article.Node == nil {
		return ""
	}
	return nodeText(article.Node, false)
}

// pageText is the text of the whole page without its navigation.
func pageText(root *html.Node) string { return nodeText(root, true) }

// fragmentText is the text of a piece of HTML.
func fragmentText(fragment string) string {
	root, err := html.Parse(strings.NewReader(fragment))
	if err != nil {
		return ""
	}
	return nodeText(root, false)
}

// nodeText writes the words below n, a blank line between blocks.
func nodeText(n *html.Node, chrome bool) string {
	w := &textWriter{chrome: chrome}
	w.node(n)
	return strings.TrimSpace(w.b.String())
}

type textWriter struct {
	b      strings.Builder
	chrome bool // leave out navigation, forms and the like
	breaks int  // line breaks due before the next word
	space  bool // white space due
}

func (w *textWriter) node(n *html.Node) {
	if n.Type == html.TextNode {
		w.words(n.Data)
		return
	}
	breaks := 0
	if n.Type == html.ElementNode {
		switch n.DataAtom {
		case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Svg, atom.Iframe, atom.Button, atom.Textarea, atom.Select, atom.Object, atom.Audio, atom.Video:
			return
		case atom.Nav, atom.Footer, atom.Aside, atom.Form:
			if w.chrome {
				return
			}
			breaks = 2
		case atom.Br:
			w.breaks = max(w.breaks, 1)
			return
		case atom.Td, atom.Th:
			w.space = true
		case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
			atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Blockquote, atom.Pre, atom.Figure, atom.Figcaption,
			atom.Table, atom.Tr, atom.Hr, atom.Address, atom.Details, atom.Summary, atom.Body, atom.Fieldset:
			breaks = 2
		}
	}
	w.breaks = max(w.breaks, breaks)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
	w.breaks = max(w.breaks, breaks)
}

func (w *textWriter) words(text string) {
	for i, word := range strings.Fields(text) {
		r, _ := utf8.DecodeRuneInString(text)
		if i > 0 || unicode.IsSpace(r) {
			w.space = true
		}
		switch {
		case w.b.Len() == 0:
		case w.breaks > 0:
			w.b.WriteString("\n\n"[:w.breaks])
		case w.space:
			w.b.WriteByte(' ')
		}
		w.b.WriteString(word)
		w.breaks, w.space = 0, false
	}
	if r, _ := utf8.DecodeLastRuneInString(text); unicode.IsSpace(r) {
		w.space = true
	}
}

// pageMeta is what a page says of itself outside of its text.
type pageMeta struct {
	linked rowFields         // the article's JSON-LD object
	meta   map[string]string // property, name or itemprop -> content, the first of each
	canon  string            // <link rel="canonical">
	title  string            // <title>
	h1     string            // the first <h1>
	lang   string
	time   string // the first <time datetime>
	body   string // JSON-LD's articleBody
}

func pageHead(root *html.Node) *pageMeta {
	h := &pageMeta{meta: map[string]string{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			h.lang = attr(n, "lang")
		case atom.Title:
			h.title = cmp.Or(h.title, squeeze(textOf(n)))
		case atom.H1:
			h.h1 = cmp.Or(h.h1, squeeze(nodeText(n, true)))
		case atom.Time:
			h.time = cmp.Or(h.time, attr(n, "datetime"))
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "canonical") {
				h.canon = cmp.Or(h.canon, attr(n, "href"))
			}
		case atom.Meta:
			content := squeeze(attr(n, "content"))
			for _, key := range []string{"property", "name", "itemprop"} {
				if name := strings.ToLower(attr(n, key)); name != "" && h.meta[name] == "" {
					h.meta[name] = content
				}
			}
		case atom.Script:
			if strings.EqualFold(attr(n, "type"), "application/ld+json") && h.linked == nil {
				h.linked = linkedArticle([]byte(textOf(n)), 0)
			}
		}
	}
	if raw, ok := h.linked["articlebody"]; ok {
		h.body = stdhtml.UnescapeString(scalar(raw, 0))
	}
	return h
}

// linkedArticle finds the article in a JSON-LD script.
func linkedArticle(raw []byte, depth int) rowFields {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || depth > 3 {
		return nil
	}
	if raw[0] == '[' {
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			return nil
		}
		for _, item := range list {
			if row := linkedArticle(item, depth+1); row != nil {
				return row
			}
		}
		return nil
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return nil
	}
	row := fields(object)
	if strings.Contains(scalar(row["@type"], 0), "Article") || strings.Contains(scalar(row["@type"], 0), "Posting") {
		return row
	}
	if graph, ok := row["@graph"]; ok {
		return linkedArticle(graph, depth+1)
	}
	return nil
}

// article takes each field from the surest place: JSON-LD, OpenGraph, other
// meta tags, the page.
func (h *pageMeta) article() nlp.Article {
	linked := func(names ...string) string { return squeeze(stdhtml.UnescapeString(h.linked.value(names))) }
	meta := func(names ...string) string {
		for _, name := range names {
			if v := h.meta[name]; v != "" {
				return v
			}
		}
		return ""
	}
	a := nlp.Article{
		Source: cmp.Or(linked("publisher", "sourceorganization"), webless(meta("og:site_name", "application-name", "dc.publisher", "publisher"))),
		Author: cmp.Or(linked("author", "creator"), webless(meta("author", "article:author", "parsely-author", "dc.creator", "byl", "sailthru.author"))),
		Published: cmp.Or(isoDate(linked("datepublished", "datecreated")),
			isoDate(meta("article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "pubdate", "publishdate", "publish-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "date")),
			isoDate(h.time)),
		URL:      cmp.Or(web(h.canon), web(meta("og:url")), web(linked("url", "mainentityofpage"))),
		Language: cmp.Or(isoLanguage(h.lang), isoLanguage(linked("inlanguage")), isoLanguage(meta("og:locale", "language", "content-language"))),
	}
	a.Author = strings.TrimPrefix(strings.TrimPrefix(a.Author, "By "), "by ")
	a.Title = cmp.Or(linked("headline", "name"), meta("og:title", "twitter:title", "parsely-title", "dc.title"), h.title, h.h1)
	if strings.Contains(h.h1, " ") && strings.HasPrefix(a.Title, h.h1) { // "Headline - Name of the site"
		a.Title = h.h1
	}
	for _, mark := range []string{" | ", " - ", " – ", " — "} {
		if cut, ok := strings.CutSuffix(a.Title, mark+a.Source); ok && a.Source != "" {
			a.Title = cut
		}
	}
	return a
}

// web returns an absolute address of the web, else nothing.
func web(address string) string {
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return address
}

// webless drops the addresses of profiles that stand where a name should.
func webless(name string) string {
	if strings.Contains(name, "://") {
		return ""
	}
	return name
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
