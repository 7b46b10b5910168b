package server

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

var (
	shots     = flag.String("shots", "", "write a picture of each place in both themes to this directory")
	shotNames = flag.String("shot", "", "of the pictures, only those whose name holds this")
)

// A shot is one picture: an address and what is done there before it is taken.
type shot struct {
	name, target string
	prepare      func(b *tab)
}

func click(selector string) func(*tab) { return func(b *tab) { b.t.Helper(); b.click(selector) } }

// shotList is what TestShots takes, and TestAccessible goes through.
func shotList() []shot {
	edge := url.QueryEscape("edge:" + finesEdge)
	return append([]shot{
		{"top", "/", nil},
		{"search", "/", func(b *tab) { b.run(chromedp.KeyEvent("/"), chromedp.KeyEvent("li")) }},
		{"ego", "/?around=ministry-of-links&select=node:ministry-of-links", nil},
		{"ego-small", "/?around=senate", nil},
		{"edge", "/?around=vidora&select=" + edge, nil},
		{"expanded", "/?around=vidora&around=chirp&around=open-lines", nil},
		{"crowd", "/?around=hub", nil},
		{"table", "/?around=vidora&as=table", nil},
		{"map", "/?as=overview", nil},
		{"path", "/?path=senate&path=vidora", nil},
		{"disagreed", "/?around=northern-court&select=" + url.QueryEscape("edge:northern-court|fines|lumen"), nil},
		{"keys", "/?around=senate", func(b *tab) { b.run(chromedp.KeyEvent("?")) }},
		{"articles", "/articles", nil},
		{"article", "/articles/wire%2F2", nil},
		{"article-claim", "/articles/wire%2F2", func(b *tab) {
			b.click(`[data-layer=gaps]`)
			b.click(`.claims li:nth-child(6) button`)
			b.wait(`!!document.querySelector('article .trigger[aria-pressed=true]')`)
		}},
		{"article-remove", "/articles/lamp-1", click(`[data-remove]`)},
		{"query", "/query", editorReady},
		{"query-table", "/query?q=" + url.QueryEscape(`g.V().Tag("who").Out("<fines>").Tag("whom").All()`), editorReady},
		{"query-json", "/query?lang=cayley&q=" + url.QueryEscape("{\n  nodes(id: \"<vidora>\") {\n    id\n    fines @rev { id }\n  }\n}"), editorReady},
		{"query-error", "/query?q=" + url.QueryEscape("g.V(\"<vidora>\")\n  .Ouch(\"<fines>\").All()"), func(b *tab) {
			editorReady(b)
			b.wait(`!!document.querySelector('.notice.error')`)
			b.forgive("400")
		}},
		{"disagreements", "/disagreements", nil},
		{"help", "/articles", click(`[aria-label=Help]`)},
		{"add", "/add", nil},
		{"add-done", "/add", func(b *tab) {
			b.drop("a.txt=One thing happened.", "folder/b.txt=Another thing happened.", "empty.txt=")
			b.wait(`document.querySelector('.progress [role=status]')?.innerText.includes('added')`)
		}},
		{"event", "/disagreements", func(b *tab) {
			b.click(`.event a.button:nth-of-type(2)`)
			b.wait(`document.querySelectorAll('figure.quoted').length > 3`)
		}},
		{"correct", "/?around=vidora&select=node:vidora", func(b *tab) {
			b.click(`#right [data-judge]`)
			b.wait(`!!document.querySelector('dialog .members td')`)
			b.click(`dialog .members td input`)
		}},
		{"correct-same", "/?around=vidora&select=node:vidora", func(b *tab) {
			b.click(`#right [data-judge]`)
			b.pressButton("dialog", "Same as …")
			b.run(chromedp.SendKeys(chromedp.CSS(`dialog [name=other]`), "l"))
			b.wait(`document.querySelectorAll('dialog [data-pick]').length > 2`)
		}},
		{"wrong", "/?around=vidora&select=" + edge, func(b *tab) {
			b.click(`#right .evidence [data-judge]`)
			b.wait(`!!document.querySelector('dialog blockquote')`)
		}},
		{"curation", "/curation", func(b *tab) {
			b.run(chromedp.Evaluate[chromedp.Void](`window.told = false; (async () => {
				if (document.querySelector('[data-judgement]')) return;
				const tell = (j) => fetch('/api/curation', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(j)}).then((r) => r.json());
				await tell({kind: 'different', entities: ['senate', 'northern-court'], note: 'one makes laws, the other applies them', by: 'Ana'});
				const one = await tell({kind: 'rename', entities: ['open-lines'], name: 'Open Lines Society'});
				await tell({kind: 'undo', undoes: one.id});
				await tell({kind: 'note', entities: ['lumen'], note: 'ask the company'});
				dispatchEvent(new Event('graphchanged'));
			})().then(() => { window.told = true; })`))
			b.wait(`window.told && document.querySelectorAll('[data-judgement]').length === 4`)
		}},
	}, exploreShots()...)
}

// TestShots writes pictures for people to look at: go test ./server -run TestShots -shots DIR
func TestShots(t *testing.T) {
	if *shots == "" {
		t.Skip("no -shots directory given")
	}
	sizes := []struct{ width, height int64 }{{1440, 900}, {1024, 768}, {2560, 1300}}
	b := openTab(t, 1440, 900, append(disputedEntries(t), crowd(60))...)
	for _, size := range sizes {
		for _, theme := range []string{"light", "dark"} {
			if size.width != 1440 && theme == "dark" {
				continue
			}
			b.resize(size.width, size.height)
			b.theme(theme)
			for _, p := range shotList() {
				if !strings.Contains(p.name, *shotNames) {
					continue
				}
				b.open(p.target)
				if p.prepare != nil {
					p.prepare(b)
				}
				time.Sleep(400 * time.Millisecond) // the drawing settles its labels
				png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
				if err != nil {
					t.Fatal(err)
				}
				name := filepath.Join(*shots, fmt.Sprintf("%s-%s-%d.png", p.name, theme, size.width))
				if err := os.WriteFile(name, png, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// theme makes the browser ask for light or dark colours.
func (b *tab) theme(name string) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
}
