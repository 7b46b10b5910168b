// The Query place: an editor for Gizmo, GraphQL and MQL, examples that run
// with one click, what was asked before, and the answer.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { get, path, post, postJSON, type Stats, type Subgraph } from './api';
import type { Found, Schema, Vocabulary } from './completion';
import type { Editor, Fault } from './editor';
import { useLoaded } from './hooks';
import { Notice, type Navigate } from './parts';
import { asked, forget, remember } from './queryhistory';
import { examples } from './queryexamples';
import { Result, type Answer } from './queryresult';
import { address, type QueryPlace } from './view';

const languages = [
  { id: 'gizmo', name: 'Gizmo', hint: 'JavaScript that walks the graph' },
  { id: 'graphql', name: 'GraphQL', hint: 'Typed: entities, claims, evidence, articles, paths' },
  { id: 'cayley', name: 'GraphQL of Cayley', hint: 'Fields are relations, @rev walks them backwards' },
  { id: 'mql', name: 'MQL', hint: 'A JSON pattern; null is what you ask for' },
];

const introspection = `{ __schema { queryType { name } types { name kind inputFields { name type { ...ref } } fields { name description
  args { name type { ...ref } } type { ...ref } } } } }
fragment ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`;

let schema: Promise<Schema | null> | null = null;

function vocabulary(): Vocabulary {
  let relations: Promise<[string, number][]> | null = null;
  return {
    relations() {
      relations ??= get<Stats>('/api/stats').then((s) => Object.entries(s.relations ?? {}).sort((a, b) => b[1] - a[1]), () => []);
      return relations;
    },
    search: (words, signal) => get<{ entities: Found[] }>(path('/api/search', { q: words, limit: 12 }), signal).then((r) => r.entities),
    schema() {
      schema ??= postJSON<{ data: { __schema: Schema } }>('/graphql', { query: introspection }).then((r) => r.data.__schema, () => null);
      return schema;
    },
  };
}

/** An error that GraphQL reports beside the data. */
interface Complaint {
  message: string;
  locations?: { line: number; column: number }[];
}

class QueryError extends Error {
  constructor(message: string, readonly at: Fault | null) {
    super(message);
  }
}

async function ask(lang: string, text: string, signal: AbortSignal): Promise<{ rows: unknown; truncated: boolean }> {
  if (lang === 'graphql') {
    const found = await postJSON<{ data?: unknown; errors?: Complaint[]; extensions?: { truncated?: boolean } }>('/graphql', { query: text }, signal);
    const first = found.errors?.[0];
    if (first) throw new QueryError(found.errors!.map((e) => e.message).join('\n'), first.locations?.[0] ? { ...first.locations[0], message: first.message } : null);
    return { rows: found.data ?? null, truncated: !!found.extensions?.truncated };
  }
  const found = await post<{ result?: unknown; data?: unknown; truncated?: boolean }>(
    path('/api/v2/query', { lang: lang === 'cayley' ? 'graphql' : lang }), text, signal);
  return { rows: found.result ?? found.data ?? null, truncated: !!found.truncated };
}

/** Where an error says that it is: "line 2, column 5". */
function faultOf(message: string): Fault | null {
  const at = /\bline (\d+),? column (\d+)/i.exec(message) ?? /\b(\d+):(\d+)\b/.exec(message);
  // Where it is and that the query is invalid shows already.
  const what = message.replace(/^(?:invalid query: |gizmo: |line \d+, column \d+: )+/i, '');
  return at ? { line: Number(at[1]), column: Number(at[2]), message: what || message } : null;
}

export function Query({ view, go }: { view: QueryPlace; go: Navigate }) {
  const [text, setText] = useState(view.text);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<{ message: string; at: Fault | null } | null>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  const [again, setAgain] = useState(0);
  const [before, setBefore] = useState(asked);
  const top = useLoaded<Subgraph>('/api/top?limit=12');
  const editor = useRef<Editor | null>(null);
  const offered = useMemo(() => examples(top.data), [top.data]);
  const shownFault = useRef<Fault | null>(null);
  shownFault.current = error?.at ?? null;
  const mine = offered.filter((e) => e.lang === view.lang);

  useEffect(() => {
    setText(view.text);
    editor.current?.setText(view.text);
  }, [view.text, view.lang]);

  useEffect(() => {
    setError(null);
    setAnswer(null);
    editor.current?.setFault(null);
    if (!view.text.trim()) return;
    let gone = false;
    const abort = new AbortController();
    const began = performance.now();
    setRunning(abort);
    ask(view.lang, view.text, abort.signal).then(
      (found) => {
        setAnswer({ ...found, lang: view.lang, milliseconds: performance.now() - began });
        setBefore(remember({ lang: view.lang, text: view.text }));
      },
      (err: Error) => {
        if (gone) return;
        if (abort.signal.aborted) {
          setError({ message: 'Cancelled.', at: null });
          return;
        }
        const at = err instanceof QueryError ? err.at : faultOf(err.message);
        setError({ message: err.message, at });
        editor.current?.setFault(at);
      },
    ).finally(() => setRunning((now) => (now === abort ? null : now)));
    return () => {
      gone = true;
      abort.abort();
    };
  }, [view.lang, view.text, again]);

  const run = (lang: string, q: string) => {
    if (lang === view.lang && q === view.text) setAgain((n) => n + 1);
    else go(address({ place: 'query', lang, text: q }));
  };
  const latest = useRef({ text, run: () => {} });
  latest.current = { text, run: () => run(view.lang, latest.current.text) };

  return (
    <>
      <aside id="left" aria-label="Examples and history">
        <h2 class="vh">Examples and history</h2>
        <h3>Examples</h3>
        <ul class="asked">
          {mine.map((e) => (
            <li key={e.name}><button type="button" data-example={e.name} onClick={() => run(e.lang, e.text)}>{e.name}</button></li>
          ))}
        </ul>
        {top.data && offered.length === 0 && <p class="hint">The graph is empty. Examples appear once it holds an article.</p>}
        <h3>Asked before</h3>
        {before.length === 0 && <p class="hint">What you run is listed here, in this browser only.</p>}
        <ul class="asked">
          {before.map((a) => (
            <li key={a.lang + a.text}>
              <button type="button" title={a.text} onClick={() => run(a.lang, a.text)}>
                <code>{a.text.replace(/\s+/g, ' ').slice(0, 120)}</code>
                <small>{languages.find((l) => l.id === a.lang)?.name ?? a.lang}</small>
              </button>
            </li>
          ))}
        </ul>
        {before.length > 0 && (
          <button type="button" onClick={() => {
            forget();
            setBefore([]);
          }}>Forget these</button>
        )}
      </aside>
      <main class="page query" id="main">
        <h1>Query</h1>
        <form onSubmit={(e) => {
          e.preventDefault();
          run(view.lang, text);
        }}>
          <div class="bar-top">
            <div class="tabs" role="group" aria-label="Language">
              {languages.map((l) => (
                <button type="button" key={l.id} title={l.hint} aria-pressed={view.lang === l.id}
                  onClick={() => go(address({ place: 'query', lang: l.id, text: '' }))}>{l.name}</button>
              ))}
            </div>
            <span class="meta">{languages.find((l) => l.id === view.lang)?.hint}</span>
          </div>
          <QueryEditor lang={view.lang} text={text} change={setText} run={() => latest.current.run()} editor={editor} fault={shownFault} />
          <div class="acts">
            {running
              ? <button type="button" class="primary" onClick={() => running.abort()}>Cancel</button>
              : <button type="submit" class="primary" disabled={!text.trim()}>Run</button>}
            <span class="meta">
              {running ? 'Running …' : <><kbd>Ctrl</kbd> <kbd>Enter</kbd> runs, <kbd>Ctrl</kbd> <kbd>Space</kbd> offers words, <kbd>Esc</kbd> <kbd>Tab</kbd> leaves the editor</>}
            </span>
          </div>
        </form>
        {error && (
          <Notice kind="error">
            <p>{error.at?.message ?? error.message}</p>
            {error.at && <button type="button" onClick={() => editor.current?.focus()}>Go to line {error.at.line}, column {error.at.column}</button>}
          </Notice>
        )}
        {answer && <Result answer={answer} go={go} />}
        {!answer && !error && !running && (
          <Notice kind="empty"><p>Pick an example on the left, or write a query. Answers come as a table, as JSON, or as a graph that you can walk on in.</p></Notice>
        )}
      </main>
    </>
  );
}

/** The editor once its bundle is there; until then, and without it, a plain text box. */
function QueryEditor(props: { lang: string; text: string; change: (text: string) => void; run: () => void; editor: { current: Editor | null }; fault: { current: Fault | null } }) {
  const { lang, text, change, run, editor, fault } = props;
  const host = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState(false);
  const latest = useRef({ text, lang });
  latest.current = { text, lang };
  useEffect(() => {
    let gone = false;
    import('./editor').then(({ createEditor }) => {
      if (gone) return;
      editor.current = createEditor(host.current!, {
        ...latest.current, label: 'Query', vocabulary: vocabulary(), change, run,
      });
      editor.current.setFault(fault.current); // the answer may have been faster
      setReady(true);
    }, () => {}); // the text box stays
    return () => {
      gone = true;
      editor.current?.destroy();
      editor.current = null;
    };
  }, []);
  useEffect(() => editor.current?.setLanguage(lang), [lang]);
  return (
    <>
      <div id="editor" ref={host} hidden={!ready} data-ready={ready ? 'yes' : 'no'} />
      {!ready && (
        <textarea
          aria-label="Query" spellcheck={false} rows={6} value={text} onInput={(e) => change(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
              e.preventDefault();
              run();
            }
          }}
        />
      )}
    </>
  );
}
