// The Query place: a text box for Gizmo, GraphQL and MQL, examples that run
// with one click, and the answer as a table or as JSON.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { post } from './api';
import { Link, Notice, type Navigate } from './parts';
import { address, explore, type QueryPlace } from './view';
import { plural } from './words';

const languages = [
  { id: 'gizmo', name: 'Gizmo' },
  { id: 'graphql', name: 'GraphQL' },
  { id: 'mql', name: 'MQL' },
];

const examples: { lang: string; name: string; text: string }[] = [
  { lang: 'gizmo', name: 'Who bans whom', text: 'g.V().Tag("who").Out("<bans>").Tag("whom").All()' },
  { lang: 'gizmo', name: 'Who fines TikTok', text: 'g.V("<tiktok>").In("<fines>").All()' },
  { lang: 'gizmo', name: 'Claims that are not plain facts', text: 'g.V().Has("<rdf:type>", "<Claim>")\n  .Except(g.V().Has("<status>", "asserted"))\n  .Save("<status>", "status").Save("<relation>", "relation")\n  .Save("<quote>", "quote").Limit(50).All()' },
  { lang: 'gizmo', name: 'Amounts of fines', text: 'g.V("<fines>").In("<relation>").Tag("claim")\n  .Save("<subject>", "who").Save("<object>", "whom").Save("<amount>", "amount").All()' },
  { lang: 'graphql', name: 'Who fines TikTok', text: '{\n  nodes(id: "<tiktok>") {\n    id\n    fines @rev { id }\n  }\n}' },
  { lang: 'graphql', name: 'What is around TikTok', text: '{\n  nodes(id: "<tiktok>") {\n    *\n  }\n}' },
  { lang: 'mql', name: 'Organizations', text: '[{\n  "id": null,\n  "<rdf:type>": "<Organization>"\n}]' },
];

interface Answer {
  rows: unknown;
  truncated: boolean;
  milliseconds: number;
}

export function Query({ view, go }: { view: QueryPlace; go: Navigate }) {
  const [text, setText] = useState(view.text);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState('');
  const [running, setRunning] = useState(false);
  const [asJSON, setAsJSON] = useState(false);
  const [again, setAgain] = useState(0);

  useEffect(() => setText(view.text), [view.text]);

  useEffect(() => {
    if (!view.text) {
      setAnswer(null);
      setError('');
      return;
    }
    const abort = new AbortController();
    const began = performance.now();
    setRunning(true);
    post<{ result?: unknown; data?: unknown; truncated?: boolean }>(`/api/v2/query?lang=${encodeURIComponent(view.lang)}`, view.text, abort.signal).then(
      (found) => {
        setAnswer({ rows: found.result ?? found.data ?? null, truncated: !!found.truncated, milliseconds: performance.now() - began });
        setError('');
        setRunning(false);
      },
      (err: Error) => {
        if (abort.signal.aborted) return;
        setAnswer(null);
        setError(err.message);
        setRunning(false);
      },
    );
    return () => abort.abort();
  }, [view.lang, view.text, again]);

  const run = (lang: string, q: string) => {
    if (lang === view.lang && q === view.text) setAgain(again + 1);
    else go(address({ place: 'query', lang, text: q }));
  };
  const table = useMemo(() => (answer ? tabular(answer.rows) : null), [answer]);
  return (
    <main class="page query" id="main">
      <h1>Query</h1>
      <div class="examples" role="group" aria-label="Examples">
        {examples.filter((e) => e.lang === view.lang).map((e) => (
          <button type="button" key={e.name} onClick={() => run(e.lang, e.text)}>{e.name}</button>
        ))}
      </div>
      <form onSubmit={(e) => {
        e.preventDefault();
        run(view.lang, text);
      }}>
        <div class="bar-top">
          <div class="tabs" role="group" aria-label="Language">
            {languages.map((l) => (
              <button type="button" key={l.id} aria-pressed={view.lang === l.id}
                onClick={() => go(address({ place: 'query', lang: l.id, text: '' }))}>{l.name}</button>
            ))}
          </div>
          <span class="meta">Ctrl + Enter runs</span>
        </div>
        <textarea
          aria-label="Query" spellcheck={false} rows={Math.min(16, Math.max(5, text.split('\n').length + 1))} value={text}
          placeholder="Write a query, or pick an example above."
          onInput={(e) => setText(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
              e.preventDefault();
              run(view.lang, text);
            }
          }}
        />
        <div class="acts">
          <button type="submit" class="primary" disabled={!text.trim() || running}>{running ? 'Running …' : 'Run'}</button>
          {answer && table && (
            <button type="button" aria-pressed={asJSON} onClick={() => setAsJSON(!asJSON)}>{asJSON ? 'Table' : 'JSON'}</button>
          )}
          {answer && (
            <span class="meta" role="status">
              {table ? plural(table.rows.length, 'row') : 'Answer'} in {Math.round(answer.milliseconds)} ms
              {answer.truncated && ' · cut at the limit; ask for less or page with Limit and Skip'}
            </span>
          )}
        </div>
      </form>
      {error && <Notice kind="error">{error}</Notice>}
      {answer && empty(answer.rows) && <Notice kind="empty"><p>No result.</p></Notice>}
      {answer && !empty(answer.rows) && (table && !asJSON ? <Table {...table} go={go} /> : <pre class="json" tabIndex={0}>{JSON.stringify(answer.rows, null, 2)}</pre>)}
    </main>
  );
}

interface Tabular {
  columns: string[];
  rows: Record<string, unknown>[];
}

/** Rows that are flat objects make a table; anything else is shown as JSON. */
function tabular(value: unknown): Tabular | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const rows = value.map((row) => (row && typeof row === 'object' && !Array.isArray(row) ? row as Record<string, unknown> : { value: row }));
  if (rows.some((row) => Object.values(row).some((v) => v !== null && typeof v === 'object'))) return null;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  // Cayley calls the end of a path "id"; it reads best last.
  columns.sort((a, b) => Number(a === 'id') - Number(b === 'id'));
  return { columns, rows };
}

function empty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function Table({ columns, rows, go }: Tabular & { go: Navigate }) {
  return (
    <div class="scroll">
      <table>
        <thead><tr>{columns.map((c) => <th key={c}>{c}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>{columns.map((c) => <td key={c}><Value value={row[c]} go={go} /></td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ value, go }: { value: unknown; go: Navigate }) {
  const text = value === null || value === undefined ? '' : String(value);
  const iri = /^<([^<>:]+)>$/.exec(text)?.[1];
  if (!iri) return <>{text}</>;
  return <Link go={go} href={address(explore([iri], { selected: `node:${iri}` }))}>{iri}</Link>;
}
