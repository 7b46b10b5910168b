package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// drag moves the mouse with its left button held, from one place of the page
// to another.
func (b *tab) drag(from, to point, modifiers int64) {
	b.t.Helper()
	mouse := func(kind input.DispatchMouseEventType, p point) {
		call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: p.X, Y: p.Y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1, Modifiers: modifiers})
	}
	call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseMoved, X: from.X, Y: from.Y, Modifiers: modifiers})
	mouse(input.DispatchMouseEventTypeMousePressed, from)
	for i := 1.0; i <= 5; i++ {
		mouse(input.DispatchMouseEventTypeMouseMoved, point{from.X + (to.X-from.X)*i/5, from.Y + (to.Y-from.Y)*i/5})
	}
	mouse(input.DispatchMouseEventTypeMouseReleased, to)
}

const shift = 8 // of a mouse event's modifiers

func (b *tab) at(key string) point {
	b.t.Helper()
	return eval[point](b, `explorer.locate(`+quoteJS(key)+`)`)
}

// settled waits until the drawing is that of the address and at rest.
func (b *tab) settled() {
	b.t.Helper()
	// The address changes first; what follows from it comes with the next frames.
	b.run(chromedp.Evaluate[chromedp.Void](`window.rendered = false;
		requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => { window.rendered = true }, 50)))`))
	b.wait(`window.rendered && ` + drawn + ` && explorer.lettering.settled`)
}

// same fails where two pictures differ.
func same(t *testing.T, what string, got, want picture) {
	t.Helper()
	if g, w := strings.Join(got.Edges, " "), strings.Join(want.Edges, " "); g != w {
		t.Errorf("%s: relations\n%s, want\n%s", what, g, w)
	}
	if g, w := slices.Sorted(maps.Keys(got.Nodes)), slices.Sorted(maps.Keys(want.Nodes)); !slices.Equal(g, w) {
		t.Errorf("%s: entities %v, want %v", what, g, w)
		return
	}
	for id, p := range want.Nodes {
		if q := got.Nodes[id]; q != p {
			t.Errorf("%s: %s stands at %v, want %v", what, id, q, p)
		}
	}
}

func TestSearchIsFast(t *testing.T) {
	b := openTab(t, 1440, 900, web(300, 900)...)
	b.open("/")
	b.run(chromedp.KeyEvent("/"))
	b.wait(`document.activeElement?.getAttribute('role') === 'combobox'`)
	b.run(chromedp.Evaluate[chromedp.Void](`window.took = []; document.activeElement.addEventListener('input', () => { const began = performance.now();
		new MutationObserver((_, o) => { if (document.querySelector('#hits [data-hit]')) { took.push(performance.now() - began); o.disconnect(); } }).observe(document.body, {childList: true, subtree: true}); })`))
	b.run(chromedp.KeyEvent("c"))
	b.wait(`took.length === 1`)
	if ms := eval[float64](b, `took[0]`); ms > 150 {
		t.Errorf("results came after %.0f ms, want 150", ms)
	}
}

// TestEgo looks at the network of one entity: 16 neighbours, 24 relations.
func TestEgo(t *testing.T) {
	b := openTab(t, 1440, 900, star(16, 24))
	b.open("/?around=hub")
	b.settled()
	type area struct{ X1, X2, Y1, Y2 float64 }
	areas := eval[struct {
		Names  []area
		Labels [][]area
	}](b, `explorer.lettering.areas()`)
	if len(areas.Names) != 17 || len(areas.Labels) < 22 {
		t.Errorf("%d names and %d labels of 17 and 24 are written", len(areas.Names), len(areas.Labels))
	}
	const touch = 2.5 // pixels by which rooms may meet, since letters do not fill them
	meet := func(a, b area) bool {
		return a.X1+touch < b.X2-touch && a.X2-touch > b.X1+touch && a.Y1+touch < b.Y2-touch && a.Y2-touch > b.Y1+touch
	}
	for i, a := range areas.Names {
		for j, other := range areas.Names[:i] {
			if meet(a, other) {
				t.Errorf("names %d and %d overlap: %v, %v", i, j, a, other)
			}
		}
		for j, label := range areas.Labels {
			if slices.ContainsFunc(label, func(piece area) bool { return meet(a, piece) }) {
				t.Errorf("name %d and label %d overlap", i, j)
			}
		}
		if a.X1 < 0 || a.Y1 < 0 || a.X2 > eval[float64](b, `explorer.camera.size.width`) || a.Y2 > eval[float64](b, `explorer.camera.size.height`) {
			t.Errorf("name %d is cut off: %v", i, a)
		}
	}
	// On an ellipse: no neighbour is much nearer than its place on the largest one asks for.
	p := b.picture()
	var rx, ry float64
	for _, q := range p.Nodes {
		rx, ry = max(rx, q.X, -q.X), max(ry, q.Y, -q.Y)
	}
	for id, q := range p.Nodes {
		if r := q.X*q.X/rx/rx + q.Y*q.Y/ry/ry; id != "hub" && r < 0.5 {
			t.Errorf("%s stands at %v, inside the ellipse of %.0f and %.0f", id, q, rx, ry)
		}
	}
	// Every line shows its direction, every word is large enough.
	if n := eval[int](b, `explorer.cy.edges().filter(e => e.style('target-arrow-shape') !== 'triangle').size()`); n != 0 {
		t.Errorf("%d relations have no head", n)
	}
	if least := eval[float64](b, `Math.min(...explorer.cy.nodes().map(n => n.data('font')))`); least < 10 {
		t.Errorf("names of %v pixels", least)
	}
}

func TestManyRelationsBetweenTwo(t *testing.T) {
	b := openTab(t, 1440, 900, star(2, 8))
	b.open("/?around=hub")
	b.settled()
	if got := b.picture().Edges; len(got) != 2-1+1 || !strings.HasPrefix(strings.Join(got, " "), "hub|") && !slices.ContainsFunc(got, func(id string) bool { return strings.HasPrefix(id, "pair:") }) {
		t.Errorf("drawn are %v, want one line for the seven and one for the single", got)
	}
	pair := eval[string](b, `explorer.cy.edges('.bundle').first().id()`)
	if label := eval[string](b, `explorer.cy.edges('.bundle').first().data('label')`); label != "7" {
		t.Errorf("the line says %q", label)
	}
	b.clickDrawn(pair, 1)
	b.wait(`location.search.includes('open=') && explorer.snapshot().edges.length === 8`)
	b.wait(`document.querySelectorAll('#right section [data-edge]').length === 7`)
	b.click(`[data-act=open-pair]`)
	b.wait(`explorer.snapshot().edges.length === 2`)
}

func TestExpandAsks(t *testing.T) {
	b := openTab(t, 1440, 900, append(worldEntries(t), crowd(45))...)
	b.open("/?around=hub&how=0:reported:10::")
	before := b.picture()
	if len(before.Nodes) != 11 {
		t.Fatalf("%d entities drawn, want 11", len(before.Nodes))
	}
	b.open("/?with=hub&with=vidora&select=node:hub")
	b.click(`[data-act=expand]`)
	b.wait(`!!document.querySelector('dialog[open] [data-bring=person]')`)
	said := eval[string](b, `document.querySelector('dialog[open]').innerText`)
	for _, words := range []string{"45 neighbours", "Most reported", "Most recent", "Person 45", "meets 45"} {
		if !strings.Contains(said, words) {
			t.Errorf("the dialog does not say %q:\n%s", words, said)
		}
	}
	b.click(`dialog[open] [data-order=recent]`)
	b.click(`dialog[open] [data-bring=person]`)
	b.click(`dialog[open] button[type=submit]`)
	b.wait(`location.search.includes('how=0%3Arecent%3A30%3Aperson') && ` + drawn)
	b.settled()
	grown := b.picture()
	if len(grown.Nodes) != 32 {
		t.Errorf("%d entities after an expansion by 30, want 32", len(grown.Nodes))
	}
	// Collapse takes away what came, and nothing else.
	b.click(`[data-act=collapse]`)
	b.wait(`!location.search.includes('around=') && ` + drawn)
	b.settled()
	if got := slices.Sorted(maps.Keys(b.picture().Nodes)); !slices.Equal(got, []string{"hub", "vidora"}) {
		t.Errorf("after collapsing: %v", got)
	}
}

func TestUndo(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora&select=node:ministry-of-links")
	b.settled()
	start := b.picture()
	b.click(`[data-act=expand]`)
	b.wait(`location.search.includes('around=ministry-of-links') && ` + drawn)
	b.settled()
	grown := b.picture()
	b.run(chromedp.Focus(chromedp.CSS("#graph")), chromedp.KeyEvent("h"))
	b.wait(`location.search.includes('hide=ministry-of-links')`)
	b.settled()
	hidden := b.picture()
	if _, there := hidden.Nodes["ministry-of-links"]; there || len(hidden.Nodes) >= len(grown.Nodes) {
		t.Errorf("hiding leaves %d of %d entities", len(hidden.Nodes), len(grown.Nodes))
	}
	b.click(`[data-act=undo]`)
	b.wait(`!location.search.includes('hide=')`)
	b.settled()
	same(t, "undo of hiding", b.picture(), grown)
	b.run(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	b.wait(`!location.search.includes('around=ministry-of-links') && ` + drawn)
	b.settled()
	same(t, "undo of expanding", b.picture(), start)
	b.click(`[data-act=redo]`)
	b.wait(`location.search.includes('around=ministry-of-links') && ` + drawn)
	b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-act=redo]').click()`))
	b.wait(`location.search.includes('hide=')`)
	b.settled()
	same(t, "redo", b.picture(), hidden)

	// Fifty steps, and not one more.
	b.open("/?around=vidora")
	for i := range 55 {
		b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-act=as-` + []string{"table", "graph"}[i%2] + `]').click()`))
		b.wait(fmt.Sprintf(`location.search.includes('as=table') === %v`, i%2 == 0))
	}
	steps := 0
	for ; steps < 60 && !eval[bool](b, `document.querySelector('[data-act=undo]').disabled`); steps++ {
		b.run(chromedp.Evaluate[chromedp.Void](`window.was = location.href; document.querySelector('[data-act=undo]').click()`))
		b.wait(`location.href !== was`)
	}
	if steps != 50 {
		t.Errorf("%d steps undone, want 50", steps)
	}
}

// TestAddressHoldsPicture: what is expanded, hidden, pinned and filtered is
// there again after a reload, and in another browser that gets the address.
func TestAddressHoldsPicture(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora&around=ministry-of-links")
	b.settled()
	from := b.at("node:chirp")
	b.drag(from, point{from.X - 70, from.Y + 40}, 0)
	b.wait(`location.search.includes('pin=chirp')`)
	b.click(`[data-family=speech]`)
	b.wait(`location.search.includes('nofamily=speech')`)
	b.clickDrawn("node:lantern-radio", 1)
	b.wait(`document.querySelector('#right h2')?.innerText === 'Lantern Radio'`)
	b.click(`[data-act=hide]`)
	b.wait(`location.search.includes('hide=lantern-radio')`)
	b.settled()
	want := b.picture()
	if want.Nodes["chirp"] == (point{}) || len(want.Nodes) < 6 {
		t.Fatalf("picture %v", want)
	}
	b.run(chromedp.Reload())
	b.settled()
	same(t, "reload", b.picture(), want)
	address := eval[string](b, `location.pathname + location.search`)
	b.open("/articles")
	b.open(address)
	b.settled()
	same(t, "copied address", b.picture(), want)

	other := openTab(t, 1440, 900, worldEntries(t)...)
	other.open(address)
	other.settled()
	same(t, "another browser", other.picture(), want)
	other.clickDrawn("node:chirp", 1)
	other.wait(`document.querySelector('[data-act=pin]')?.getAttribute('aria-pressed') === 'true'`)
	other.click(`[data-act=pin]`)
	other.wait(`!location.search.includes('pin=')`)
	other.settled()
	if got := other.picture().Nodes["chirp"]; got == want.Nodes["chirp"] {
		t.Errorf("unpinned, it stays at %v", got)
	}
}

func TestPaths(t *testing.T) {
	b := openTab(t, 1440, 900, append(worldEntries(t), crowd(3))...)
	b.open("/?around=senate&select=node:senate")
	b.click(`[data-act=path]`)
	b.wait(`document.activeElement?.getAttribute('aria-label') === 'The other end'`)
	b.run(chromedp.KeyEvent("lumen"))
	b.wait(`document.querySelector('#ends [aria-selected=true] .hit-name')?.innerText === 'Lumen'`)
	b.run(chromedp.KeyEvent(kb.Enter))
	b.wait(`location.search.startsWith('?path=senate&path=lumen') && ` + drawn)
	b.settled()
	b.wait(`document.querySelectorAll('.path li').length >= 3 && document.querySelectorAll('.path li .evidence mark.trigger').length >= 3`)
	hops := eval[[]string](b, `[...document.querySelector('.path').querySelectorAll('li [data-edge]')].map(e => e.dataset.edge)`)
	if want := []string{"senate|passes|quiet-screens-act", "open-lines|criticizes|quiet-screens-act", "open-lines|attacks|lumen"}; !slices.Equal(hops, want) {
		t.Errorf("the path is %v, want %v", hops, want)
	}
	b.open("/?path=hub&path=vidora")
	b.wait(`document.querySelector('#right')?.innerText.includes('none within 4 hops')`)
	if n := len(b.picture().Nodes); n != 2 {
		t.Errorf("without a path %d entities are drawn, want both ends", n)
	}
}

func TestFilters(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora")
	b.settled()
	number := func(selector string) int {
		return eval[int](b, `Number(document.querySelector('`+selector+`').closest('label').querySelector('.num').innerText)`)
	}
	people := number("[data-type=person]")
	law := number("[data-family=law]")
	if n := len(b.picture().Edges); law == 0 || law >= n {
		t.Errorf("%d relations of law among %d", law, n)
	}
	b.click(`[data-family=platform]`)
	b.wait(fmt.Sprintf(`Number(document.querySelector('[data-type=person]').closest('label').querySelector('.num').innerText) < %d`, people))
	if again := number("[data-family=law]"); again != law {
		t.Errorf("the count of law went from %d to %d with another family", law, again)
	}
	b.click(`[data-act=show-everything]`)
	b.wait(`!location.search.includes('nofamily')`)

	// Certainty: lines of three kinds, and a slider.
	lines := eval[map[string]string](b, `Object.fromEntries(explorer.cy.edges().map(e => [e.id(), e.data('line')]))`)
	for id, want := range map[string]string{"ministry-of-links|orders|vidora": "solid", "ministry-of-links|blocks|vidora": "dotted"} {
		if got := lines[id]; got != want {
			t.Errorf("%s is drawn %s, want %s", id, got, want)
		}
	}
	b.run(chromedp.Focus(chromedp.CSS("#confidence")))
	for range 14 {
		b.run(chromedp.KeyEvent(kb.ArrowRight))
	}
	b.wait(`location.search.includes('confidence=70') && !explorer.snapshot().edges.includes('ministry-of-links|blocks|vidora')`)
	if !slices.Contains(b.picture().Edges, "ministry-of-links|orders|vidora") {
		t.Error("what is 90 percent sure is hidden at 70")
	}

	// A slider that is pulled is one step of undo.
	b.click(`[data-act=undo]`)
	b.wait(`!location.search.includes('confidence')`)
}

func TestTimeline(t *testing.T) {
	b := openTab(t, 1440, 900, web(40, 90)...)
	ids := url.Values{"with": webIDs(web(40, 90), 40)}
	b.open("/?" + ids.Encode())
	b.settled()
	b.wait(`document.querySelectorAll('#timeline .column').length > 5`)
	all := b.picture()
	type span struct{ Left, Top, Width, Height float64 }
	bars := eval[span](b, `(({left, top, width, height}) => ({Left: left, Top: top, Width: width, Height: height}))(document.querySelector('.bars').getBoundingClientRect())`)
	y := bars.Top + bars.Height/2
	b.drag(point{bars.Left + bars.Width*0.05, y}, point{bars.Left + bars.Width*0.3, y}, 0)
	b.wait(`location.search.includes('from=') && location.search.includes('to=')`)
	b.settled()
	q, _ := url.ParseQuery(eval[string](b, `location.search.slice(1)`))
	from, to := q.Get("from"), q.Get("to")
	b.wait(fmt.Sprintf(`explorer.snapshot().edges.length < %d`, len(all.Edges)))
	undated := eval[int](b, `Number(document.querySelector('.undated .num').innerText)`)
	if undated == 0 {
		t.Error("no undated relation is counted")
	}
	with := b.picture()
	for id, p := range with.Nodes {
		if all.Nodes[id] != p {
			t.Errorf("the brush moved %s", id)
		}
	}
	b.click(`[data-filter=undated]`)
	b.wait(`location.search.includes('undated=0')`)
	b.wait(fmt.Sprintf(`explorer.snapshot().edges.length < %d`, len(with.Edges)))
	b.settled()
	// What is left is what the server tells of the period.
	period := url.Values{"around": webIDs(web(40, 90), 40), "limit": {"40"}, "from": {from}, "to": {to}}
	b.run(chromedp.Evaluate[chromedp.Void](`fetch('/api/ego?` + period.Encode() + `').then(r => r.json()).then(g => { window.period = g.edges.map(e => e.id).sort(); })`))
	b.wait(`window.period`)
	want := eval[[]string](b, `period`)
	if got := eval[[]string](b, `[...new Set(explorer.snapshot().edges.filter(id => !id.startsWith('pair:')))]`); !subset(got, want) || len(want) == 0 {
		t.Errorf("between %s and %s are drawn %v, the server has %v", from, to, got, want)
	}
	// The keyboard moves the ends, too.
	b.run(chromedp.Focus(chromedp.CSS(".brush .to")), chromedp.KeyEvent(kb.ArrowLeft))
	b.wait(fmt.Sprintf(`!location.search.includes('to=%s')`, to))
	b.click(`[data-act=all-dates]`)
	b.wait(fmt.Sprintf(`explorer.snapshot().edges.length === %d`, len(all.Edges)))

	// As known on a day: nothing that was published later.
	b.run(chromedp.Evaluate[chromedp.Void](`(() => { const i = document.querySelector('#asof'); i.value = '2020-06-30'; i.dispatchEvent(new Event('change', {bubbles: true})); })()`))
	b.wait(`location.search.includes('asof=2020-06-30') && ` + drawn)
	b.settled()
	if n := len(b.picture().Edges); n == 0 || n >= len(all.Edges) {
		t.Errorf("%d relations known then, %d today", n, len(all.Edges))
	}
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

func TestHoverDims(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora&around=ministry-of-links")
	b.settled()
	p := b.at("node:ulla-park")
	call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseMoved, X: p.X, Y: p.Y})
	b.wait(`explorer.cy.elements('.dim').nonempty()`)
	clear := eval[[]string](b, `explorer.cy.nodes().not('.dim').map(n => n.id()).sort()`)
	if want := []string{"ministry-of-links", "tor-velin", "ulla-park"}; !slices.Equal(clear, want) {
		t.Errorf("under the mouse are clear %v, want %v", clear, want)
	}
	call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseMoved, X: 300, Y: 200})
	b.wait(`explorer.cy.elements('.dim').empty()`)
}

func TestChooseMany(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora")
	b.settled()
	all := b.picture()
	b.drag(point{262, 105}, point{640, 770}, shift)
	b.wait(`location.search.includes('pick=')`)
	picked := eval[[]string](b, `new URLSearchParams(location.search).getAll('pick').sort()`)
	inside := eval[[]string](b, `explorer.cy.nodes().filter(n => { const p = explorer.locate('node:' + n.id()); return p.x > 300 && p.x < 600; }).map(n => n.id())`)
	if !subset(inside, picked) || len(picked) >= len(all.Nodes) {
		t.Errorf("the box took %v, inside were %v of %d", picked, inside, len(all.Nodes))
	}
	b.click(`[data-act=keep-picked]`)
	b.wait(fmt.Sprintf(`Object.keys(explorer.snapshot().nodes).length <= %d`, len(picked)+1))
	b.click(`[data-act=undo]`)
	b.settled()
	b.wait(fmt.Sprintf(`Object.keys(explorer.snapshot().nodes).length === %d`, len(all.Nodes)))
	// One by one, from the keyboard: space chooses.
	b.open("/?around=vidora&select=node:chirp")
	b.run(chromedp.Focus(chromedp.CSS("#graph")), chromedp.KeyEvent(" "))
	b.wait(`location.search.includes('pick=chirp')`)
	p := b.at("node:northern-court")
	call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMousePressed, X: p.X, Y: p.Y, Button: input.MouseButtonLeft, ClickCount: 1, Modifiers: shift})
	call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseReleased, X: p.X, Y: p.Y, Button: input.MouseButtonLeft, ClickCount: 1, Modifiers: shift})
	b.wait(`document.querySelector('#right h2')?.innerText === '2 entities chosen'`)
	b.click(`[data-act=path-picked]`)
	b.wait(`location.search.includes('path=chirp') && ` + drawn)
}

// TestExportIsWhatIsShown compares files with the drawing they were made of.
func TestExportIsWhatIsShown(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora&nofamily=speech&hide=chirp")
	b.settled()
	want := b.picture()
	// The files go where the test can read them.
	b.run(chromedp.Evaluate[chromedp.Void](`window.files = {}; window.saved = 0; { let last; const make = URL.createObjectURL; URL.createObjectURL = (blob) => make(last = blob);
		HTMLAnchorElement.prototype.click = function () { last.text().then(text => { files[this.download] = text; saved++; }); } }`))
	b.click(`.strip .menu summary`)
	formats := eval[[]string](b, `[...document.querySelectorAll('.strip [data-format]')].map(e => e.dataset.format)`)
	for _, format := range []string{"png", "svg", "graphml", "gexf", "json", "nquads", "csv"} {
		if !slices.Contains(formats, format) {
			t.Errorf("no export as %s among %v", format, formats)
		}
	}
	for i, format := range formats {
		b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector('.strip [data-format=` + format + `]').click()`))
		b.wait(fmt.Sprintf(`saved === %d`, i+1))
	}
	files := eval[map[string]string](b, `files`)
	var whole struct {
		Nodes []struct{ ID string }
		Edges []struct {
			ID     string
			Claims json.RawMessage
		}
	}
	for name, text := range files {
		switch {
		case strings.HasSuffix(name, ".png"):
			if !strings.Contains(text[:8], "PNG") || len(text) < 10_000 {
				t.Errorf("%s is no picture: %d bytes", name, len(text))
			}
			continue
		case strings.HasSuffix(name, ".json"):
			if err := json.Unmarshal([]byte(text), &whole); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case strings.HasSuffix(name, ".svg"):
			if n := strings.Count(text, "<g id="); n != len(want.Nodes)+len(want.Edges) {
				t.Errorf("the drawing has %d groups, shown are %d entities and %d relations", n, len(want.Nodes), len(want.Edges))
			}
		}
		if strings.Contains(text, "Chirp") || strings.Contains(text, "Ulla Park") {
			t.Errorf("%s holds what is not shown", name)
		}
		if !strings.Contains(text, "Northern Court") {
			t.Errorf("%s lacks what is shown", name)
		}
	}
	var nodes, edges []string
	for _, n := range whole.Nodes {
		nodes = append(nodes, n.ID)
	}
	for _, e := range whole.Edges {
		edges = append(edges, e.ID)
	}
	slices.Sort(nodes)
	slices.Sort(edges)
	if !slices.Equal(nodes, slices.Sorted(maps.Keys(want.Nodes))) || !slices.Equal(edges, want.Edges) {
		t.Errorf("JSON holds %v and %v, shown are %v", nodes, edges, want)
	}
}

func TestDisagreementIsMarked(t *testing.T) {
	b := openTab(t, 1440, 900, disputedEntries(t)...)
	b.open("/?around=vidora&select=" + url.QueryEscape("edge:vidora|removes|long-feed"))
	b.settled()
	b.wait(`document.querySelectorAll('#right .evidence').length === 2`)
	said := eval[string](b, `document.querySelector('#right').innerText.toLowerCase()`)
	for _, words := range []string{"they say so", "they deny it", "both sides are cited"} {
		if !strings.Contains(said, words) {
			t.Errorf("the panel does not say %q:\n%s", words, said)
		}
	}
	if marked := eval[bool](b, `explorer.cy.getElementById('vidora|removes|long-feed').hasClass('contested')`); !marked {
		t.Error("the line is not marked")
	}
	b.open("/")
	b.wait(`document.querySelector('#right')?.innerText.toLowerCase().includes('sources disagree')`)
	home := eval[string](b, `document.querySelector('#right').innerText.toLowerCase()`)
	for _, words := range []string{"most reported relations", "most connected", "weakest evidence", "sources disagree", "double-click"} {
		if !strings.Contains(home, words) {
			t.Errorf("the first look does not say %q:\n%s", words, home)
		}
	}
}

func TestSavedViews(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora&nofamily=speech")
	b.settled()
	want := b.picture()
	b.run(chromedp.KeyEvent("s"))
	b.wait(`!!document.querySelector('dialog[open] input[required]')`)
	b.run(chromedp.SendKeys(chromedp.CSS("dialog[open] input[required]"), "Fines <b>"), chromedp.SendKeys(chromedp.CSS("dialog[open] textarea"), "Without statements"))
	b.click(`dialog[open] button[type=submit]`)
	b.wait(`document.querySelector('.saved a')?.innerText === 'Fines <b>' && document.querySelector('.saved p').innerText === 'Without statements'`)
	b.open("/")
	b.click(`[data-act=views]`)
	b.click(`.saved a`)
	b.wait(`location.search.includes('around=vidora') && ` + drawn)
	b.settled()
	same(t, "the saved view", b.picture(), want)
	b.click(`[data-act=views]`)
	b.click(`.saved button`)
	b.wait(`document.querySelectorAll('.saved li').length === 0`)
}

func TestViewAsQuery(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	for _, target := range []string{"/?around=chirp", "/?with=vidora&with=chirp&with=lumen", "/?around=chirp&nofamily=speech"} {
		b.open(target)
		b.settled()
		b.click(`[data-act=gizmo]`)
		b.wait(`!!document.querySelector('dialog[open] pre')`)
		text := eval[string](b, `document.querySelector('dialog[open] pre').innerText`)
		if !strings.Contains(text, "g.V(") || !strings.Contains(text, "<chirp>") {
			t.Errorf("%s as a query: %s", target, text)
		}
		b.click(`dialog[open] a.primary`)
		b.wait(`location.pathname === '/query' && document.querySelectorAll('td').length > 4`)
		if rows := eval[string](b, `document.querySelector('table').innerText`); !strings.Contains(rows, "owns") || strings.Contains(rows, "mutes") {
			t.Errorf("%s gives\n%s", target, rows)
		}
	}
}

func TestMap(t *testing.T) {
	b := openTab(t, 1440, 900, web(300, 900)...)
	b.open("/")
	b.click(`[data-act=as-overview]`)
	b.wait(`document.querySelectorAll('#right [data-community]').length > 3 && ` + drawn)
	b.wait(`(() => { const c = document.querySelector('.overview canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
		const seen = new Set(); for (let i = 0; i < d.length; i += 4) seen.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); return seen.size > 20; })()`)
	b.click(`#right [data-community]`)
	b.wait(`location.search.includes('with=') && ` + drawn)
	b.settled()
	if n := len(b.picture().Nodes); n < 5 || n > 30 {
		t.Errorf("%d entities of a community drawn", n)
	}
}

func TestTooMany(t *testing.T) {
	b := openTab(t, 1440, 900, web(600, 1300)...)
	ids := webIDs(web(600, 1300), 600)
	b.open("/?" + url.Values{"with": ids[:500], "around": {ids[0], ids[2]}, "limit": {"120"}}.Encode())
	b.wait(`document.querySelector('.stage').innerText.includes('more than one can read')`)
	b.click(`[data-act=draw-all]`)
	b.settled()
	if n := len(b.picture().Nodes); n <= 500 {
		t.Errorf("%d entities are no reason to ask", n)
	}
}

func TestTableTwin(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora")
	b.settled()
	want := b.picture()
	b.run(chromedp.KeyEvent("t"))
	b.wait(`location.search.includes('as=table') && document.querySelectorAll('.twin tbody tr').length > 0`)
	rows := eval[[]string](b, `[...document.querySelectorAll('.twin [data-edge]')].map(e => e.dataset.edge).sort()`)
	if !slices.Equal(rows, want.Edges) {
		t.Errorf("the table has %v, the drawing %v", rows, want.Edges)
	}
	b.click(`.twin th:nth-child(1) button`)
	b.wait(`document.querySelector('.twin th').getAttribute('aria-sort') === 'ascending'`)
	subjects := eval[[]string](b, `[...document.querySelectorAll('.twin td:first-child')].map(e => e.innerText)`)
	if !slices.IsSortedFunc(subjects, func(a, c string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(c)) }) {
		t.Errorf("not in order: %v", subjects)
	}
	b.click(`.twin [data-edge="` + finesEdge + `"]`)
	b.wait(`document.querySelectorAll('#right .evidence').length === 2`)
	b.run(chromedp.KeyEvent("?"))
	b.wait(`document.querySelector('dialog[open]')?.innerText.includes('Enter')`)
	b.run(chromedp.KeyEvent(kb.Escape))
	b.wait(`!document.querySelector('dialog[open]')`)
}

func TestNarrowAndWide(t *testing.T) {
	b := openTab(t, 1024, 768, disputedEntries(t)...)
	for _, size := range [][2]int64{{1024, 768}, {1440, 900}, {2560, 1300}} {
		b.resize(size[0], size[1])
		for _, target := range []string{"/", "/?around=vidora", "/?around=vidora&as=table", "/?as=overview", "/?around=vidora&select=" + url.QueryEscape("edge:"+finesEdge)} {
			b.open(target)
			wide := eval[[]string](b, `[...document.querySelectorAll('header, header *, .strip, .strip *, #left *, #right *, #timeline, #timeline *')].filter(e => {
				const r = e.getBoundingClientRect(); return r.width > 0 && !e.closest('.vh, .sheet, .ticks') && r.right > innerWidth + 1; }).map(e => e.tagName + '.' + e.className)`)
			if len(wide) > 0 || eval[bool](b, `document.documentElement.scrollWidth > innerWidth`) {
				t.Errorf("%s at %d pixels: beyond the window are %v", target, size[0], wide)
			}
		}
	}
}

// TestHandlesInAddress: an article's own name for an entity stands for it.
func TestHandlesInAddress(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=" + url.QueryEscape("vidora@wire/2") + "&select=" + url.QueryEscape("node:vidora@wire/2"))
	b.wait(`location.search === '?around=vidora&select=node%3Avidora'`)
	b.settled()
	b.wait(`document.querySelector('#right h2')?.innerText === 'Vidora'`)
	if !eval[bool](b, `document.querySelector('[data-act=undo]').disabled`) {
		t.Error("that is no step to undo")
	}
}

// TestBothSidesAreCited: where reports of one event differ, the relation's
// panel has each position with its source.
func TestBothSidesAreCited(t *testing.T) {
	b := openTab(t, 1440, 900, disputedEntries(t)...)
	b.open("/?around=lumen&select=" + url.QueryEscape("edge:northern-court|fines|lumen"))
	b.settled()
	b.wait(`document.querySelectorAll('#right .sides .side').length >= 2`)
	sides := eval[string](b, `[...document.querySelectorAll('#right .sides')].map(e => e.innerText).join('\n')`)
	for _, words := range []string{"340,000", "34,000", "amount", "Sources disagree"} {
		if !strings.Contains(sides, words) {
			t.Errorf("the sides do not say %q:\n%s", words, sides)
		}
	}
	if label := eval[string](b, `explorer.cy.getElementById('northern-court|fines|lumen').data('label')`); !strings.HasPrefix(label, "≠") {
		t.Errorf("the line says %q", label)
	}
}

func TestDrawingTakesTheme(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.theme("light")
	b.open("/?around=vidora")
	b.settled()
	colours := `JSON.stringify([explorer.cy.getElementById('northern-court').style('background-color'), explorer.cy.edges().first().style('line-color'), getComputedStyle(document.body).backgroundColor])`
	var light []string
	if err := json.Unmarshal([]byte(eval[string](b, colours)), &light); err != nil {
		t.Fatal(err)
	}
	b.theme("dark") // the system's choice, while the page is open
	b.wait(`getComputedStyle(document.body).backgroundColor !== '` + light[2] + `'`)
	b.wait(`explorer.cy.getElementById('northern-court').style('background-color') !== '` + light[0] + `'`)
	if line := eval[string](b, `explorer.cy.edges().first().style('line-color')`); line == light[1] {
		t.Errorf("in the dark the lines are still %s", line)
	}
	b.click(`button.theme`)
	b.wait(`explorer.cy.getElementById('northern-court').style('background-color') === '` + light[0] + `'`)
}

func TestViewsInFiles(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/")
	read := func(text string) {
		t.Helper()
		b.run(chromedp.Evaluate[chromedp.Void](`(() => { const d = new DataTransfer(); d.items.add(new File([` + quoteJS(text) + `], 'views.json'));
			const i = document.querySelector('dialog[open] input[type=file]'); i.files = d.files; i.dispatchEvent(new Event('change', {bubbles: true})); })()`))
	}
	b.click(`[data-act=views]`)
	b.wait(`!!document.querySelector('dialog[open] input[type=file]')`)
	read(`[{"name":"Elsewhere","note":"","address":"https://example.org/","saved":"2024-01-01"}, 7]`)
	b.wait(`document.querySelector('dialog[open] [role=status]')?.innerText.includes('holds no saved views')`)
	read(`[{"name":"Chirp","note":"who owns it","address":"/?around=chirp","saved":"2024-01-01"}]`)
	b.wait(`document.querySelectorAll('.saved li').length === 1`)
	b.click(`.saved a`)
	b.wait(`location.search === '?around=chirp' && ` + drawn)
}
