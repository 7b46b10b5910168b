package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/newsgraph/newsgraph/graph"
)

// findBrowser returns the browser's path, or skips: a test that was not run is
// said so, and NEWSGRAPH_BROWSER_TESTS=require makes it a failure.
func findBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("NEWSGRAPH_BROWSER_TESTS") == "require" {
		t.Fatal("no browser found: install chromium, or unset NEWSGRAPH_BROWSER_TESTS")
	}
	t.Skip("NOT TESTED: the explorer in a browser. Install chromium to run this test.")
	return ""
}

// A tab is one page of a headless browser on the explorer. It fails its test
// on any console error and on any request to another host.
type tab struct {
	t   *testing.T
	ctx context.Context
	url string // of the server, without slash

	mu       sync.Mutex
	problems []string
}

func openTab(t *testing.T, width, height int64, entries ...graph.Entry) *tab {
	t.Helper()
	return openTabOn(t, width, height, openStore(t, entries...), Options{})
}

// openTabOn serves a store with the given options. Articles can be read anew
// and added unless the options say how.
func openTabOn(t *testing.T, width, height int64, store *graph.Store, opts Options) *tab {
	t.Helper()
	browser := findBrowser(t)
	if opts.Ingest == nil {
		opts.Ingest = ingestLines(store)
	}
	if opts.Coverage == nil {
		opts.Coverage = loudly
	}
	opts.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	srv := httptest.NewServer(New(store, opts))
	t.Cleanup(srv.Close)

	flags := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.WindowSize(int(width), int(height)),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("hide-scrollbars", false), chromedp.Flag("mute-audio", true))
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), flags...)
	t.Cleanup(cancelAlloc)
	b := &tab{t: t, url: srv.URL}
	ctx, cancel := chromedp.NewContext(alloc, chromedp.WithListener(b.watch), chromedp.WithErrorf(func(string, ...any) {}))
	t.Cleanup(cancel)
	b.ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	b.resize(width, height)
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, p := range b.problems {
			t.Error(p)
		}
	})
	return b
}

// watch notes what must not happen. It runs inside the browser's reading loop.
func (b *tab) watch(ev any) {
	note := func(format string, args ...any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.problems = append(b.problems, fmt.Sprintf(format, args...))
	}
	switch ev := ev.(type) {
	case *runtime.EventConsoleAPICalled:
		if ev.Type == "error" || ev.Type == "warning" {
			for _, a := range ev.Args {
				note("console %s: %s %s", ev.Type, a.Value, a.Description)
			}
		}
	case *runtime.EventExceptionThrown:
		note("exception: %s", ev.ExceptionDetails.Text)
		if ev.ExceptionDetails.Exception != nil {
			note("exception: %s", ev.ExceptionDetails.Exception.Description)
		}
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError || ev.Entry.Source == log.EntrySourceSecurity {
			note("browser: %s %s", ev.Entry.Text, ev.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(ev.Request.URL)
		if err != nil || u.Scheme != "data" && u.Scheme != "blob" && !strings.HasPrefix(ev.Request.URL, b.url+"/") {
			note("request to another host: %s", ev.Request.URL)
		}
	}
}

// call sends one command of the browser's protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	r, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *tab) resize(width, height int64) {
	b.t.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

func (b *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) click(selector string) { b.t.Helper(); b.run(chromedp.Click(chromedp.CSS(selector))) }

// eval returns what an expression gives.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// wait polls until an expression is true, over the loading of pages too.
func (b *tab) wait(expression string) {
	b.t.Helper()
	end := time.Now().Add(15 * time.Second)
	for {
		ctx, cancel := context.WithTimeout(b.ctx, 2*time.Second) // a page that goes away takes the answer with it
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		cancel()
		if ok {
			return
		}
		if time.Now().After(end) || b.ctx.Err() != nil {
			where, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText.slice(0, 1500)`))
			b.mu.Lock()
			defer b.mu.Unlock()
			b.t.Fatalf("waiting for %s: %v\n%s\n%s", expression, err, where, strings.Join(b.problems, "\n"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

const drawn = `document.querySelector('#main')?.dataset.drawn === 'yes'`

// visit goes to an address and waits for the page. It asks instead of listening
// for the event, which on a machine under load can pass unheard.
func (b *tab) visit(target string) {
	b.t.Helper()
	if r := call(b, cdppage.Navigate, cdppage.NavigateParams{URL: b.url + target}); r.ErrorText != "" {
		b.t.Fatalf("%s: %s", target, r.ErrorText)
	}
	b.wait(`document.readyState === 'complete'`)
}

func (b *tab) reload() {
	b.t.Helper()
	b.run(chromedp.Evaluate[chromedp.Void](`window.old = true`))
	call(b, cdppage.Reload, cdppage.ReloadParams{})
	b.wait(`!window.old && document.readyState === 'complete'`)
}

func (b *tab) open(target string) {
	b.t.Helper()
	b.visit(target)
	if target == "/" || strings.HasPrefix(target, "/?") {
		b.wait(drawn)
	} else {
		b.wait(`document.querySelector('#main h1') && !document.querySelector('.notice.loading')`)
	}
}

// back presses the back button and waits for an expression to be true.
func (b *tab) back(expression string) {
	b.t.Helper()
	b.run(chromedp.Evaluate[chromedp.Void](`setTimeout(() => history.back())`)) // the answer comes before the page goes
	b.wait(expression)
}

type point struct{ X, Y float64 }

type picture struct {
	Nodes map[string]point
	Edges []string
}

func (b *tab) picture() picture { return eval[picture](b, `explorer.snapshot()`) }

// clickDrawn clicks an entity or relation on the canvas.
func (b *tab) clickDrawn(key string, times int) {
	b.t.Helper()
	p := eval[point](b, fmt.Sprintf(`explorer.locate(%s)`, quoteJS(key)))
	mouse := func(kind input.DispatchMouseEventType, n int) {
		call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: p.X, Y: p.Y, Button: input.MouseButtonLeft, ClickCount: int64(n)})
	}
	for n := 1; n <= times; n++ {
		mouse(input.DispatchMouseEventTypeMouseMoved, 0)
		mouse(input.DispatchMouseEventTypeMousePressed, n)
		mouse(input.DispatchMouseEventTypeMouseReleased, n)
	}
}

func quoteJS(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

const finesEdge = "northern-court|fines|vidora"

func TestSearchByKeyboard(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/")
	b.run(chromedp.KeyEvent("/"))
	b.wait(`document.activeElement?.getAttribute('role') === 'combobox'`)
	b.run(chromedp.KeyEvent("l"), chromedp.KeyEvent("i"))
	b.wait(`document.querySelectorAll('#hits [role=option]').length >= 2`)
	first := eval[string](b, `document.querySelector('#hits [aria-selected=true]').innerText`)
	b.run(chromedp.KeyEvent(kb.ArrowDown))
	b.wait(`document.querySelector('#hits [aria-selected=true]').id === 'hit-1'`)
	if second := eval[string](b, `document.querySelector('#hits [aria-selected=true]').innerText`); second == first {
		t.Errorf("arrow down stays on %q", first)
	}
	b.run(chromedp.KeyEvent(kb.Backspace), chromedp.KeyEvent(kb.Backspace), chromedp.KeyEvent("vidora"))
	b.wait(`document.querySelector('#hits [aria-selected=true] .hit-name')?.innerText === 'Vidora'`)
	if row := eval[string](b, `document.querySelector('#hits [aria-selected=true]').innerText`); !strings.Contains(row, "Product") || !strings.Contains(row, "link") {
		t.Errorf("hit %q lacks type or degree", row)
	}
	b.run(chromedp.KeyEvent(kb.Enter))
	b.wait(`location.search.includes('around=vidora') && ` + drawn)
	b.wait(`document.querySelector('#right h2')?.innerText === 'Vidora'`)
	if n := len(b.picture().Nodes); n < 8 {
		t.Errorf("%d entities drawn around Vidora", n)
	}
}

func TestEvidenceMarksWords(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora")
	b.clickDrawn("edge:northern-court|fines|vidora", 1)
	b.wait(`document.querySelectorAll('#right .evidence').length === 2`)
	type marks struct{ Subject, Trigger, Object, Amount, Date, Quote string }
	got := eval[[]marks](b, `[...document.querySelectorAll('#right .evidence')].map(f => {
		const words = role => [...f.querySelectorAll('mark.' + role)].map(m => m.textContent).join('');
		return {Subject: words('subject'), Trigger: words('trigger'), Object: words('object'), Amount: words('amount'), Date: words('date'),
			Quote: f.querySelector('blockquote').textContent};
	})`)
	want := []marks{
		{"It", "fined", "the app", "4 million crowns", "June 2", ""},
		{"The Northern Court", "fined", "Vidora", "2.6 million crowns", "April 6", ""},
	}
	for i := range want {
		want[i].Quote = got[i].Quote
		if got[i] != want[i] {
			t.Errorf("evidence %d marks %+v, want %+v", i, got[i], want[i])
		}
	}
	if q := got[1].Quote; !strings.Contains(q, "“Ναι”") || !strings.Contains(q, "🎬") {
		t.Errorf("quote %q lost its letters", q)
	}
	facts := eval[string](b, `document.querySelector('#right .evidence').innerText`)
	for _, words := range []string{"is Northern Court", "CZK 4,000,000", "2021-06-02", "Stated as fact", "Port Wire", "2021-04-09", "Vidora muted critic", "Copy citation"} {
		if !strings.Contains(facts, words) {
			t.Errorf("evidence does not say %q:\n%s", words, facts)
		}
	}

	// From the sentence to the article, its text with the same words marked.
	b.click(`#right .evidence:nth-of-type(1) figcaption a`)
	b.wait(`location.pathname === '/articles/wire%2F2' && !!document.querySelector('article .trigger.current')`)
	if got := eval[string](b, `document.querySelector('article .trigger.current').textContent`); got != "fined" {
		t.Errorf("the article marks %q", got)
	}
	if got, want := eval[string](b, `document.querySelector('article').textContent`), worldEntries(t)[1].Article.Text; got != want {
		t.Errorf("the article's text is\n%q, want\n%q", got, want)
	}
	// And back into the graph.
	b.click(`#right .primary`)
	b.wait(drawn + ` && document.querySelectorAll('#right .evidence').length === 2`)
}

func TestTextStaysText(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=chirp&select=" + url.QueryEscape("edge:hollow-group|owns|chirp"))
	b.wait(`document.querySelectorAll('#right .evidence').length === 1`)
	if got := eval[string](b, `document.querySelector('#right blockquote').textContent`); !strings.Contains(got, "<script>alert(1)</script>") {
		t.Errorf("quote is %q", got)
	}
	if n := eval[int](b, `document.querySelectorAll('#app script').length`); n != 0 {
		t.Errorf("%d scripts came in with an article", n)
	}
	b.open("/articles/lamp-1")
	b.wait(`!!document.querySelector('article')`)
	if got, want := eval[string](b, `document.querySelector('article').textContent`), worldEntries(t)[0].Article.Text; got != want {
		t.Errorf("the article's text is\n%q, want\n%q", got, want)
	}
}

func TestExpandAndReload(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora")
	before := b.picture()
	b.clickDrawn("node:ministry-of-links", 2)
	b.wait(`location.search.includes('around=ministry-of-links') && ` + drawn)
	b.wait(fmt.Sprintf(`Object.keys(explorer.snapshot().nodes).length > %d`, len(before.Nodes)))
	after := b.picture()
	for id, p := range before.Nodes {
		if q := after.Nodes[id]; q != p {
			t.Errorf("expanding moved %s from %v to %v", id, p, q)
		}
	}
	same := func(what string, want picture) {
		t.Helper()
		got := b.picture()
		if strings.Join(got.Edges, " ") != strings.Join(want.Edges, " ") || len(got.Nodes) != len(want.Nodes) {
			t.Errorf("%s: %d nodes, %d edges; want %d and %d", what, len(got.Nodes), len(got.Edges), len(want.Nodes), len(want.Edges))
		}
		for id, p := range want.Nodes {
			if q := got.Nodes[id]; q != p {
				t.Errorf("%s: %s stands at %v, want %v", what, id, q, p)
			}
		}
	}
	b.reload()
	b.wait(drawn)
	same("reload", after)
	address := eval[string](b, `location.pathname + location.search`)
	b.open("/articles")
	b.open(address) // no history: the address alone
	same("copied address", after)
	b.back(`location.pathname === '/articles'`)
	b.back(`location.pathname === '/' && ` + drawn)
	same("back to the expanded view", after)
	b.back(`!location.search.includes('around=ministry-of-links')`)
	b.wait(fmt.Sprintf(`Object.keys(explorer.snapshot().nodes).length === %d`, len(before.Nodes)))
	same("back", before)
}

func TestKeyboardOnDrawing(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora&select=node:vidora")
	b.run(chromedp.Focus(chromedp.CSS("#graph")), chromedp.KeyEvent(kb.ArrowRight))
	b.wait(`location.search.includes('select=node') && !location.search.includes('select=node%3Avidora')`)
	name := eval[string](b, `document.querySelector('#right h2').innerText`)
	if said := eval[string](b, `document.querySelector('[aria-live]').textContent`); !strings.Contains(said, name+" selected") {
		t.Errorf("the live region says %q, %s is selected", said, name)
	}
	b.run(chromedp.KeyEvent(kb.Enter))
	b.wait(`location.search.split('around=').length === 2 && !location.search.includes('around=vidora') && ` + drawn)
	if focused := eval[string](b, `document.querySelector('#right h2').innerText`); focused != name {
		t.Errorf("Enter on %s focuses %s", name, focused)
	}
	b.run(chromedp.Focus(chromedp.CSS("#graph")), chromedp.KeyEvent(kb.Escape))
	b.wait(`!location.search.includes('select=')`)
	// The list of drawn relations does what a click on a line does.
	b.open("/?around=vidora")
	b.run(chromedp.Focus(chromedp.CSS(`#right [data-edge="`+finesEdge+`"]`)), chromedp.KeyEvent(kb.Enter))
	b.wait(`document.querySelectorAll('#right .evidence').length === 2`)
}

func TestUnnamedAgent(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=lantern-radio&select=" + url.QueryEscape("edge:unknown:lantern-radio|attacks|lantern-radio"))
	b.wait(`document.querySelector('#right .evidence mark.trigger')?.textContent === 'raided'`)
	if got := eval[string](b, `document.querySelector('#right h2').innerText`); !strings.HasPrefix(got, "somebody attacks Lantern Radio") {
		t.Errorf("heading %q", got)
	}
}

func TestLargeGraph(t *testing.T) {
	b := openTab(t, 1440, 900, crowd(300))
	b.open("/?around=hub&limit=400")
	if n := len(b.picture().Nodes); n != 301 {
		t.Errorf("%d entities drawn, want 301", n)
	}
	if image := eval[string](b, `explorer.cy.png({full: true})`); !strings.HasPrefix(image, "data:image/png;base64,") || len(image) < 50_000 {
		t.Errorf("the saved picture is %d bytes: %.40s", len(image), image)
	}
}

func TestFiltersStayInAddress(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/?around=vidora")
	all := b.picture()
	b.click(`[data-family=law]`)
	b.wait(fmt.Sprintf(`location.search.includes('nofamily=law') && explorer.snapshot().edges.length < %d`, len(all.Edges)))
	fewer := b.picture()
	if strings.Contains(strings.Join(fewer.Edges, " "), "fines") {
		t.Errorf("without law there are %v", fewer.Edges)
	}
	b.reload()
	b.wait(drawn)
	if got := b.picture(); strings.Join(got.Edges, " ") != strings.Join(fewer.Edges, " ") {
		t.Errorf("after reload %v, want %v", got.Edges, fewer.Edges)
	}
	buttons := eval[[]string](b, `[...document.querySelectorAll('#right details.all [data-edge]')].map(e => e.dataset.edge).sort()`)
	if strings.Join(buttons, " ") != strings.Join(fewer.Edges, " ") {
		t.Errorf("listed %v, drawn %v", buttons, fewer.Edges)
	}
}

func TestTruncatedIsSaid(t *testing.T) {
	b := openTab(t, 1440, 900, crowd(150))
	b.open("/?around=hub")
	b.wait(`document.querySelector('.pill').innerText.includes('of 151 shown')`)
	n := len(b.picture().Nodes)
	b.click(`.pill button`)
	b.wait(`location.search.includes('limit=120') && ` + drawn)
	if more := len(b.picture().Nodes); more <= n {
		t.Errorf("%d entities after asking for more, %d before", more, n)
	}
}

func TestErrorsAreShown(t *testing.T) {
	b := openTab(t, 1440, 900, worldEntries(t)...)
	b.open("/")
	b.visit("/?around=nobody")
	b.wait(`document.querySelector('.notice.error')?.innerText.includes('nobody')`)
	b.visit("/articles/nothing")
	b.wait(`document.querySelector('.notice.error')?.innerText.includes('nothing')`)
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := len(b.problems) - 1; i >= 0; i-- { // the browser itself reports the two 404s
		if strings.Contains(b.problems[i], "404") {
			b.problems = append(b.problems[:i], b.problems[i+1:]...)
		}
	}
}
