package server

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// ingestLines stands for the analysis: a file is an article in which each line
// "A|verb|relation|B" is a claim.
func ingestLines(store *graph.Store) Ingest {
	return func(ctx context.Context, files []Upload) iter.Seq2[Ingested, error] {
		return func(yield func(Ingested, error) bool) {
			for _, f := range files {
				one := Ingested{File: f.Name}
				if text := strings.TrimSpace(string(f.Body)); text == "" {
					one.Error = "the file is empty"
				} else {
					id := strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name))
					e := graph.Entry{Article: nlp.Article{ID: id, Title: id, Text: text}}
					at := 0
					for line := range strings.Lines(text) {
						if c, ok := lineClaim(id, strings.TrimSpace(line), at); ok {
							e.Claims = append(e.Claims, c)
						}
						at += len(line)
					}
					one.Article, one.Title, one.Claims = id, e.Article.Title, len(e.Claims)
					if _, err := store.Add(ctx, []graph.Entry{e}); err != nil {
						yield(one, err)
						return
					}
				}
				if !yield(one, nil) {
					return
				}
			}
		}
	}
}

func lineClaim(article, line string, at int) (nlp.Claim, bool) {
	parts := strings.Split(line, "|")
	if len(parts) != 4 {
		return nlp.Claim{}, false
	}
	trigger := at + len(parts[0]) + 1
	object := at + len(line) - len(parts[3])
	c := nlp.Claim{Article: article, Relation: parts[2], Trigger: parts[1], TriggerStart: trigger, TriggerEnd: trigger + len(parts[1]),
		Status: nlp.Asserted, Confidence: 0.9, Quote: line, Start: at, End: at + len(line),
		Subject: &nlp.Argument{ID: nlp.Slug(parts[0]), Name: parts[0], Mention: parts[0], Type: nlp.Organization, Start: at, End: at + len(parts[0])},
		Object:  &nlp.Argument{ID: nlp.Slug(parts[3]), Name: parts[3], Mention: parts[3], Type: nlp.Organization, Start: object, End: object + len(parts[3])}}
	c.Identify()
	return c, true
}

// loudly stands for coverage: it takes "loudly" and "second" for trigger words.
func loudly(_ context.Context, a nlp.Article) ([]Gap, error) {
	var gaps []Gap
	for _, word := range []string{"second", "loudly"} {
		if i := strings.Index(a.Text, word); i >= 0 {
			gaps = append(gaps, Gap{Start: i, End: i + len(word), Trigger: word, Relations: []string{"praises"}, Reason: "No subject was found."})
		}
	}
	return gaps, nil
}

// forgive takes back complaints that a test provokes: the browser itself
// reports answers with an error's status.
func (b *tab) forgive(words string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept := b.problems[:0]
	for _, p := range b.problems {
		if !strings.Contains(p, words) {
			kept = append(kept, p)
		}
	}
	b.problems = kept
}

// drop drops files on the Add place, each "path=content".
func (b *tab) drop(files ...string) {
	b.t.Helper()
	var script strings.Builder
	script.WriteString(`(() => { const data = new DataTransfer(); const entry = (path, text) => ({
		name: path.split('/').pop(), fullPath: '/' + path, isFile: true, isDirectory: false,
		file: (ok) => ok(new File([text], path.split('/').pop())) }); const items = [`)
	for _, f := range files {
		name, text, _ := strings.Cut(f, "=")
		fmt.Fprintf(&script, "{webkitGetAsEntry: () => entry(%s, %s)},", quoteJS(name), quoteJS(text))
	}
	// A DataTransfer made by a script has no file entries, so its list is stood in for.
	script.WriteString(`]; Object.defineProperty(data, 'items', {value: items});
		document.querySelector('.drop').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})); })()`)
	b.run(chromedp.Evaluate[chromedp.Void](script.String()))
}

const inEditor = `document.querySelector('#editor')?.shadowRoot`

func editorReady(b *tab) {
	b.t.Helper()
	b.wait(`document.querySelector('#editor')?.dataset.ready === 'yes'`)
}

// typeQuery puts the cursor into the editor and types.
func (b *tab) typeQuery(text string) {
	b.t.Helper()
	editorReady(b)
	b.run(chromedp.Evaluate[chromedp.Void](inEditor + `.querySelector('.cm-content').focus()`))
	for _, r := range text {
		b.run(chromedp.KeyEvent(string(r)))
	}
}

// accept waits until the editor offers some words and takes them.
func (b *tab) accept(words string) {
	b.t.Helper()
	b.wait(inEditor + `.querySelector('.cm-tooltip-autocomplete [aria-selected]')?.innerText.includes(` + quoteJS(words) + `)`)
	time.Sleep(150 * time.Millisecond) // the editor does not take a key for an answer to what has just come up
	b.press("Enter", 13, "\r", chromedp.ModifierNone)
}

// press presses one key. Unlike chromedp.KeyEvent it sends letter and key as
// one event, as a keyboard does, so that a page can keep the letter away.
func (b *tab) press(key string, code int64, text string, modifiers chromedp.Modifier) {
	b.t.Helper()
	p := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Code: key, WindowsVirtualKeyCode: code, Modifiers: int64(modifiers), Text: text}
	call(b, input.DispatchKeyEvent, p)
	p.Type, p.Text = input.DispatchKeyEventTypeKeyUp, ""
	call(b, input.DispatchKeyEvent, p)
}

func TestQueryEditor(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/query")
	// The slash is a letter here, not the way to the search.
	b.typeQuery(`// g.`)
	if got := eval[string](b, inEditor+`.querySelector('.cm-content').innerText.trim()`); got != "// g." {
		t.Errorf("the editor holds %q", got)
	}
	b.visit("/query")
	b.typeQuery(`g.V("vido`)
	b.accept("Vidora")
	b.wait(inEditor + `.querySelector('.cm-content').innerText.includes('<vidora>')`)
	b.run(chromedp.KeyEvent(kb.End))
	b.typeQuery(`.In("fine`)
	b.accept("fines")
	b.run(chromedp.KeyEvent(kb.End))
	b.typeQuery(`.Al`)
	b.accept("All")
	b.typeQuery(`(`)
	b.press("Enter", 13, "\r", chromedp.ModifierCtrl)
	b.wait(`document.querySelector('td')?.innerText.includes('northern-court')`)
	if got := eval[string](b, `new URLSearchParams(location.search).get('q')`); got != `g.V("<vidora>").In("<fines>").All()` {
		t.Errorf("the address holds the query %q", got)
	}
	// Escape and Tab lead out of the editor.
	b.press("Escape", 27, "", chromedp.ModifierNone)
	b.press("Tab", 9, "", chromedp.ModifierNone)
	b.wait(`document.activeElement?.innerText === 'Run'`)
	// What was asked is remembered over a reload.
	b.open("/query")
	b.wait(`document.querySelectorAll('#left .asked')[1]?.innerText.includes('In("<fines>")')`)
	b.run(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('#left .asked')[1].querySelector('button').click()`))
	b.wait(`document.querySelector('td')?.innerText.includes('northern-court')`)
	b.click(`td a`)
	b.wait(`location.search.includes('around=northern-court') && ` + drawn)
}

func TestQueryTypedCompletion(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/query?lang=graphql")
	b.typeQuery(`{ claims(fil`)
	b.accept("filter")
	b.typeQuery(`{rela`)
	b.accept("relations")
	b.typeQuery(`["fine`)
	b.accept("fines")
	b.typeQuery(`"]}) { nodes { subject { na`) // the editor has closed all brackets; typing goes over them
	b.accept("name")
	b.press("Enter", 13, "\r", chromedp.ModifierCtrl)
	b.wait(`document.querySelector('td')?.innerText === 'Northern Court'`)
	if got := eval[string](b, `document.querySelector('th').innerText`); got != "subject.name" {
		t.Errorf("the column is called %q", got)
	}
}

func TestQueryExamples(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	for _, lang := range []string{"gizmo", "graphql", "cayley", "mql"} {
		b.open("/query?lang=" + lang)
		b.wait(`document.querySelectorAll('[data-example]').length > 0`)
		for i := range eval[int](b, `document.querySelectorAll('[data-example]').length`) {
			b.run(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelectorAll('[data-example]')[%d].click()`, i)))
			b.wait(`location.search.includes('q=') && document.querySelector('section[aria-label=Result], .notice.error, .notice.empty code')`)
			if shown := eval[bool](b, `!!document.querySelector('section[aria-label=Result] :is(td, pre)')`); !shown {
				t.Errorf("%s example %d: %s", lang, i, eval[string](b, `document.querySelector('.notice').innerText`))
			}
			b.open("/query?lang=" + lang)
			b.wait(`document.querySelectorAll('[data-example]').length > 0`)
		}
	}
}

func TestQueryResult(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/query?q=" + url.QueryEscape(`g.V().Tag("who").Out("<fines>").Tag("whom").All()`))
	b.wait(`document.querySelectorAll('section[aria-label=Result] th').length === 3`)
	b.run(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('[aria-label="Show as"] button')].find(x => x.innerText === 'JSON').click()`))
	b.wait(`JSON.parse(document.querySelector('pre.json').innerText)[0].who === '<northern-court>'`)
	b.run(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('[aria-label="Show as"] button')].find(x => x.innerText === 'Graph').click()`))
	b.wait(`location.pathname === '/' && location.search.includes('with=northern-court') && location.search.includes('with=vidora') && ` + drawn)
	// Claims are drawn as what they are about.
	b.open("/query?q=" + url.QueryEscape(`g.V("<fines>").In("<relation>").All()`))
	b.wait(`document.querySelector('td')?.innerText.includes('claim:')`)
	b.run(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('[aria-label="Show as"] button')].find(x => x.innerText === 'Graph').click()`))
	b.wait(`location.pathname === '/' && location.search.includes('with=northern-court') && location.search.includes('with=vidora')`)
}

func TestQueryError(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/query?q=" + url.QueryEscape("g.V()\n  .Ouch()\n  .All()"))
	editorReady(b)
	b.wait(`document.querySelector('.notice.error button')?.innerText.includes('line 2')`)
	b.wait(inEditor + `.querySelector('.cm-line:nth-child(2) .cm-lintRange-error')`)
	b.click(`.notice.error button`)
	b.wait(inEditor + `.activeElement?.classList.contains('cm-content')`)
	b.forgive("400")
}

func TestQueryCancelAndLimit(t *testing.T) {
	b := openTab(t, 1440, 900, crowd(300))
	b.open("/query?q=" + url.QueryEscape(`while (true) {}`))
	b.wait(`[...document.querySelectorAll('.acts button')].some(x => x.innerText === 'Cancel')`)
	b.run(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('.acts button')].find(x => x.innerText === 'Cancel').click()`))
	b.wait(`document.querySelector('.notice.error')?.innerText.includes('Cancelled')`)
	b.open("/query?q=" + url.QueryEscape(`g.V().All()`))
	b.wait(`document.querySelector('section[aria-label=Result] .warn')?.innerText.includes('limit')`)
}

func TestArticleList(t *testing.T) {
	b := openTab(t, 1440, 900, append(worldEntries(t), crowd(120))...)
	b.open("/articles")
	b.wait(`document.querySelector('[data-article="lamp-1"] td.num')?.innerText === '6'`)
	if got := eval[string](b, `document.querySelector('.lead').innerText`); !strings.HasPrefix(got, "4 articles with ") {
		t.Errorf("the list says %q", got)
	}
	b.click(`[data-article="wire/2"] a`)
	b.wait(`location.pathname === '/articles/wire%2F2' && !!document.querySelector('article')`)
}

func TestArticleMarks(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/articles/wire%2F2")
	text := worldEntries(t)[1].Article.Text
	same := func() {
		t.Helper()
		if got := eval[string](b, `document.querySelector('article').textContent`); got != text {
			t.Errorf("the article's text is\n%q, want\n%q", got, text)
		}
	}
	same()
	if n, want := eval[int](b, `document.querySelectorAll('article .trigger').length`), len(worldEntries(t)[1].Claims); n != want {
		t.Errorf("%d triggers are marked, want %d", n, want)
	}
	// A click on the word opens the statement beside it and marks who and whom.
	b.click(`article .trigger`)
	b.wait(`document.querySelector('.claims li.open')?.innerText.includes('Vidora mutes Björn Ødegård')`)
	if got := eval[string](b, `document.querySelector('article .r-subject').textContent + ' / ' + document.querySelector('article .r-object').textContent`); got != "Vidora / Björn Ødegård" {
		t.Errorf("the statement's ends are marked at %q", got)
	}
	// Trigger words without a statement.
	b.wait(`document.querySelector('.l-gaps .num')?.innerText === '1'`)
	b.click(`[data-layer=gaps]`)
	b.wait(`document.querySelector('article .gap')?.textContent === 'second'`)
	if got := eval[string](b, `document.querySelector('article .gap').title`); !strings.Contains(got, "praises") || !strings.Contains(got, "No subject") {
		t.Errorf("a gap says %q", got)
	}
	same()
	// Layers go away alone.
	b.click(`[data-layer=mentions]`)
	b.wait(`document.querySelectorAll('article .mention').length === 0 && document.querySelectorAll('article .trigger').length > 3`)
	b.click(`[data-layer=claims]`)
	b.wait(`document.querySelectorAll('article .trigger').length === 1`) // the one that is open
	same()
	b.click(`.claims li.open a.primary`)
	b.wait(`location.pathname === '/' && location.search.includes('select=edge')`)
}

func TestRemoveArticle(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/articles/echo-3")
	b.click(`[data-remove]`)
	b.wait(`document.activeElement?.innerText === 'Keep it'`)
	if got := eval[string](b, `document.querySelector('.removal').innerText`); !strings.Contains(got, "15 statements") {
		t.Errorf("it asks %q", got)
	}
	b.click(`.removal button.bad`)
	b.wait(`location.pathname === '/articles' && document.querySelectorAll('[data-article]').length === 2`)
}

func TestAddFiles(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/add")
	b.drop("north.txt=Zenith|fined|fines|Orbit", "deep/er/south.txt=Orbit|sued|sues|Zenith\nOrbit|owns|owns|Lumen", "nothing.txt=", ".DS_Store=x")
	b.wait(`document.querySelector('.progress [role=status]')?.innerText === '2 articles added with 3 statements, 1 problem'`)
	if got := eval[string](b, `document.querySelector('.problems').innerText`); got != "nothing.txt the file is empty" {
		t.Errorf("the problem is told as %q", got)
	}
	b.click(`.added a`)
	b.wait(`location.pathname === '/articles/north' && document.querySelector('h1')?.innerText === 'north'`)
	b.open("/articles")
	b.wait(`document.querySelectorAll('[data-article]').length === 5`)
}

func TestAddChosenFiles(t *testing.T) {
	b := openTab(t, 1440, 900)
	b.open("/add")
	name := filepath.Join(t.TempDir(), "zenith.txt")
	if err := os.WriteFile(name, []byte("Zenith|owns|owns|Orbit"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.run(chromedp.SetUploadFiles(chromedp.CSS(`[data-pick=files]`), []string{name}))
	b.wait(`document.querySelector('.progress [role=status]')?.innerText === '1 article added with 1 statement'`)
	// The graph is drawn with it.
	b.click(`.next a.primary`)
	b.wait(`location.pathname === '/' && ` + drawn + ` && explorer.snapshot().edges.length === 1`)
}

func TestAddPasted(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/add")
	b.run(chromedp.SendKeys(chromedp.CSS(`[name=title]`), "Zenith fined"), chromedp.SendKeys(chromedp.CSS(`[name=text]`), "Something happened."))
	b.click(`form.paste button[type=submit]`)
	b.wait(`document.querySelector('.progress [role=status]')?.innerText.includes('1 article added')`)
	if got := eval[string](b, `document.querySelector('.added').innerText`); !strings.HasPrefix(got, "zenith-fined-") {
		t.Errorf("the article is called %q", got)
	}
	b.wait(`document.querySelector('[name=text]').value === ''`) // ready for the next
}

func TestAddCancel(t *testing.T) {
	started := make(chan struct{})
	slow := func(ctx context.Context, files []Upload) iter.Seq2[Ingested, error] {
		return func(yield func(Ingested, error) bool) {
			if yield(Ingested{File: files[0].Name, Article: "first", Title: "First"}, nil) {
				close(started)
				<-ctx.Done()
				yield(Ingested{}, ctx.Err())
			}
		}
	}
	b := openTabOn(t, 1440, 900, openStore(t), Options{Ingest: slow})
	b.open("/add")
	b.drop("a.txt=x", "b.txt=y")
	<-started
	b.wait(`document.querySelector('.progress [role=status]')?.innerText.includes('Reading a.txt')`)
	// The work goes on while one looks elsewhere.
	b.click(`nav a[href="/articles"]`)
	b.wait(`location.pathname === '/articles'`)
	b.click(`nav a[href="/add"]`)
	b.wait(`document.querySelector('.progress [role=status]')?.innerText.includes('Reading a.txt')`)
	b.run(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('.progress button')].find(x => x.innerText === 'Cancel').click()`))
	b.wait(`document.querySelector('.progress [role=status]')?.innerText.startsWith('Stopped. 1 article added')`)
}

func TestReadOnlyPlaces(t *testing.T) {
	b := openTabOn(t, 1440, 900, openStore(t, worldEntries(t)...), Options{ReadOnly: true})
	b.open("/add")
	b.wait(`document.querySelector('.notice')?.innerText.includes('only reads')`)
	b.open("/articles/lamp-1")
	b.wait(`!!document.querySelector('article')`)
	if eval[bool](b, `!!document.querySelector('[data-remove]')`) {
		t.Error("a server that only reads offers to remove articles")
	}
}

func TestDisagreements(t *testing.T) {
	b := openTab(t, 1440, 900, disputedEntries(t)...)
	b.open("/disagreements")
	b.wait(`document.querySelectorAll('.event').length > 0`)
	got := eval[[]string](b, `[...document.querySelectorAll('.event:has([data-field=amount]) [data-field=amount] .position')].map(p =>
		p.querySelector('h4').innerText.replace(/\s+/g, ' ') + ' / ' + [...p.querySelectorAll('mark.amount')].map(m => m.innerText).join(', '))`)
	want := []string{"CZK 340,000 2 sources / 340,000 crowns, 340,000 crowns", "CZK 34,000 1 source / 34,000 crowns"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the positions are %q, want %q", got, want)
	}
	if hint := eval[string](b, `document.querySelector('[data-field=amount] .hint-chip').innerText`); hint != "digit slip" {
		t.Errorf("the hint is %q", hint)
	}
	words := eval[string](b, `document.querySelector('#main').innerText`)
	for _, w := range []string{"Nothing is resolved", "The Lamp · 2022-03-02", "Lumen has to pay", "Copy citation", "3 independent sources"} {
		if !strings.Contains(words, w) {
			t.Errorf("the place does not say %q", w)
		}
	}
	// Filters stand in the address.
	b.run(chromedp.Evaluate[chromedp.Void](`{ const s = document.querySelector('.filters select'); s.value = 'amount'; s.dispatchEvent(new Event('change', {bubbles: true})); }`))
	b.wait(`location.search.includes('field=amount') && document.querySelectorAll('[data-field]:not([data-field=amount])').length === 0`)
	// On to the reports of the event, to the article, and to the graph.
	b.run(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('.event a.button')].find(a => a.innerText === 'All reports of it').click()`))
	b.wait(`location.search.includes('event=') && document.querySelectorAll('figure.quoted').length >= 6`)
	b.back(`location.search.includes('field=amount') && document.querySelector('.event a.button')`)
	b.click(`.position figcaption a`)
	b.wait(`location.pathname.startsWith('/articles/') && !!document.querySelector('article .trigger[aria-pressed=true]')`)
	b.back(`location.pathname === '/disagreements' && document.querySelector('.event a.button')`)
	b.click(`.event a.button`)
	b.wait(`location.pathname === '/' && location.search.includes('select=edge')`)
}

func TestNoDisagreements(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)[0])
	b.open("/disagreements")
	b.wait(`document.querySelector('.notice.empty')?.innerText.includes('Add more articles')`)
}

// judged waits for the line that says what was changed.
func (b *tab) judged(words string) {
	b.t.Helper()
	b.wait(`!document.querySelector('dialog[open]') && document.querySelector('.judged')?.innerText.includes(` + quoteJS(words) + `)`)
}

// pressButton presses the button with these words, in the part of the page that the selector names.
func (b *tab) pressButton(part, words string) {
	b.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll(%s)].find((x) => x.innerText.trim() === %s && !x.disabled)`, quoteJS(part+" button"), quoteJS(words))
	b.wait(find)
	b.run(chromedp.Evaluate[chromedp.Void](find + `.click()`))
}

func TestJudgeClaim(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora&select=" + url.QueryEscape("edge:"+finesEdge))
	b.wait(`document.querySelectorAll('#right .evidence').length === 2`)
	b.click(`#right .evidence [data-judge]`)
	b.wait(`document.querySelector('dialog[open]')?.innerText.includes('The article does not say this')`)
	b.run(chromedp.SendKeys(chromedp.CSS(`dialog [name=note]`), "another fine"))
	b.pressButton("dialog", "Save")
	b.judged("no longer counted")
	b.wait(`document.querySelectorAll('#right .evidence').length === 1`)
	// And back.
	b.pressButton(".judged", "Undo")
	b.wait(`document.querySelectorAll('#right .evidence').length === 2`)
	b.open("/curation")
	b.wait(`document.querySelectorAll('[data-judgement]').length === 2`)
	if got := eval[string](b, `document.querySelector('tr.undone').innerText`); !strings.Contains(got, "another fine") || !strings.Contains(got, "taken back") {
		t.Errorf("the log says %q", got)
	}
}

func TestJudgeClaimInArticle(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/articles/wire%2F2")
	b.click(`article .trigger`)
	b.wait(`!!document.querySelector('.claims li.open [data-judge]')`)
	b.click(`.claims li.open [data-judge]`)
	b.wait(`document.querySelector('dialog blockquote')?.innerText === 'Vidora muted Björn Ødegård for a week.'`)
	b.pressButton("dialog", "Save")
	b.judged("no longer counted")
	b.wait(`document.querySelectorAll('.claims > li').length === 9 && document.querySelectorAll('article .trigger').length === 9`)
	b.pressButton(".judged", "Undo")
	b.wait(`document.querySelectorAll('.claims > li').length === 10`)
}

func TestHelp(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/articles")
	b.run(chromedp.KeyEvent("?"))
	b.wait(`document.querySelector('dialog[open]')?.innerText.includes('Disagreements')`)
	b.press("Escape", 27, "", chromedp.ModifierNone)
	b.wait(`!document.querySelector('dialog[open]')`)
}

func TestJudgeEntity(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	correct := func(id, form string) {
		t.Helper()
		b.open("/?around=" + id + "&select=node:" + id)
		b.wait(`!!document.querySelector('#right [data-judge]')`)
		b.click(`#right [data-judge]`)
		b.pressButton("dialog", form)
	}
	// Why is this one entity: its articles, and what they have in common.
	correct("vidora", "Why is this one?")
	b.wait(`document.querySelectorAll('dialog .members tbody tr').length === 3`)
	if got := eval[string](b, `document.querySelector('dialog .members').innerText`); !strings.Contains(got, "lamp-1") || !strings.Contains(got, "%") {
		t.Errorf("members and reasons are %q", got)
	}
	// Split one article off.
	b.click(`dialog .members tbody tr:nth-child(3) input`)
	b.pressButton("dialog", "Split off 1 article")
	b.judged("split off")
	b.pressButton(".judged", "Undo")
	b.judged("Taken back")

	correct("lumen", "Rename")
	b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector('dialog [name=name]').select()`), chromedp.KeyEvent("Lumen Search"))
	b.pressButton("dialog .judge form", "Rename")
	b.judged("is called")
	b.wait(`document.querySelector('#right h2')?.innerText === 'Lumen Search'`)

	correct("lumen", "Type")
	b.run(chromedp.Evaluate[chromedp.Void](`{ const s = document.querySelector('dialog [name=type]'); s.value = 'organization'; s.dispatchEvent(new Event('change', {bubbles: true})); }`))
	b.pressButton("dialog", "Save")
	b.judged("organization")
	b.wait(`document.querySelector('#right .kind')?.innerText === 'Organization'`)

	correct("senate", "Same as …")
	b.run(chromedp.SendKeys(chromedp.CSS(`dialog [name=other]`), "northern"))
	b.click(`dialog [data-pick=northern-court]`)
	b.pressButton("dialog", "Save")
	b.judged("are one now")
	b.wait(`location.search.includes('around=northern-court') && document.querySelector('#right h2')?.innerText === 'Northern Court' && ` + drawn)
	b.wait(`explorer.snapshot().edges.some((e) => e.includes('passes')) && explorer.snapshot().edges.some((e) => e.includes('fines'))`)
	// The log takes it back.
	b.open("/curation")
	b.wait(`document.querySelector('[data-judgement]')?.innerText.includes('are one')`)
	b.click(`[data-judgement] button`)
	b.wait(`document.querySelector('tr.undone')?.innerText.includes('are one')`)
}

func TestCurationReadOnly(t *testing.T) {
	b := openTabOn(t, 1440, 900, openStore(t, worldEntries(t)...), Options{ReadOnly: true})
	b.open("/?around=vidora&select=node:vidora")
	b.wait(`!!document.querySelector('#right [data-judge]')`)
	b.click(`#right [data-judge]`)
	b.pressButton("dialog", "Rename")
	b.wait(`document.querySelector('dialog')?.innerText.includes('only reads')`)
}

// TestEmptyStore goes to each place of a graph that holds nothing: each says
// what to do next.
func TestEmptyStore(t *testing.T) {
	b := openTab(t, 1440, 900)
	for target, words := range map[string]string{
		"/":              "newsgraph build",
		"/query":         "graph is empty",
		"/articles":      "No articles yet",
		"/disagreements": "Add more articles",
		"/curation":      "Nothing has been corrected yet",
		"/add":           "Drop files or a folder here",
	} {
		b.visit(target)
		b.wait(`document.querySelector('.app')?.innerText.includes(` + quoteJS(words) + `)`)
	}
}

// TestPlacesByKeyboard goes through the places with Tab and Enter alone.
func TestPlacesByKeyboard(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/articles")
	for _, place := range []string{"Query", "Articles", "Disagreements", "Add", "Explore"} {
		b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector('.brand').focus()`))
		for range 6 {
			b.press("Tab", 9, "", chromedp.ModifierNone)
			if eval[string](b, `document.activeElement.innerText`) == place {
				break
			}
		}
		b.press("Enter", 13, "\r", chromedp.ModifierNone)
		b.wait(`document.querySelector('nav [aria-current]')?.innerText === ` + quoteJS(place))
	}
}

// TestThemes changes the colours by the button and by the system's wish.
func TestThemes(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.theme("dark")
	b.open("/articles")
	theme := `document.documentElement.dataset.theme`
	b.wait(theme + ` === 'dark'`)
	b.theme("light")
	b.wait(theme + ` === 'light'`)
	b.click(`button.theme`)
	b.click(`button.theme`) // system, light, dark
	b.wait(theme + ` === 'dark'`)
	b.reload()
	b.wait(theme + ` === 'dark'`)
	b.click(`button.theme`)
	b.wait(theme + ` === 'light'`)
}

// TestNothingIsCutOff looks for text wider than its place, and for pages that
// scroll sideways, from the narrowest to the widest screen.
func TestNothingIsCutOff(t *testing.T) {
	if testing.Short() {
		t.Skip("short: goes through all places three times")
	}
	b := openTab(t, 1440, 900, append(disputedEntries(t), crowd(60))...)
	for _, size := range []struct{ width, height int64 }{{1024, 768}, {1440, 900}, {2560, 1300}} {
		b.resize(size.width, size.height)
		for _, p := range shotList() {
			b.open(p.target)
			if p.prepare != nil {
				p.prepare(b)
			}
			for _, what := range eval[[]string](b, `[...document.querySelectorAll('.app, .app > *, header, nav a, .tools > *, button, label, h1, h2, h3, td, th, dialog, .position, figcaption')].flatMap((e) => {
				if (!e.offsetParent || e.closest('.vh, .scroll, select')) return [];
				const r = e.getBoundingClientRect();
				const out = [];
				if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display !== 'inline' && !e.querySelector('.vh')) out.push('too narrow');
				if (r.right > innerWidth + 1 || r.left < -1) out.push('beyond the window');
				return out.map((o) => o + ': ' + e.tagName + '.' + e.className + ' ' + e.innerText.slice(0, 60));
			})`) {
				t.Errorf("%s at %d: %s", p.name, size.width, what)
			}
		}
	}
}
