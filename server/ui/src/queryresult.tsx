// The answer to a query: as a table, as JSON, or as a graph in Explore.
import { useMemo, useState } from 'preact/hooks';
import { get, post, type ClaimView } from './api';
import { Link, Notice, type Navigate } from './parts';
import { address, explore } from './view';
import { plural } from './words';

export interface Answer {
  lang: string;
  rows: unknown;
  truncated: boolean;
  milliseconds: number;
}

interface Tabular {
  columns: string[];
  rows: Record<string, unknown>[];
}

const firstRows = 200; // more make the page slow to lay out

export function Result({ answer, go }: { answer: Answer; go: Navigate }) {
  const [asJSON, setAsJSON] = useState(false);
  const [all, setAll] = useState(false);
  const [problem, setProblem] = useState('');
  const table = useMemo(() => tabular(answer.rows), [answer]);
  const part = useMemo(() => (answer.lang === 'graphql' ? cut(answer.rows) : ''), [answer]);
  const drawable = useMemo(() => nodesOf(answer), [answer]);
  if (empty(answer.rows)) {
    return <Notice kind="empty"><p>Nothing matches. A path in Gizmo answers once it ends in <code>.All()</code> or the like; in Gizmo and MQL entities and relations stand in angle brackets, like <code>"&lt;fines&gt;"</code>; type inside a string and the editor offers those that there are.</p></Notice>;
  }
  const draw = async () => {
    try {
      const ids = await entitiesOf(answer, drawable);
      if (ids.length === 0) setProblem('None of these is an entity of the graph.');
      else go(address(explore([], { with: ids })));
    } catch (err) {
      setProblem((err as Error).message);
    }
  };
  const text = asJSON || !table ? JSON.stringify(answer.rows, null, 2) : '';
  return (
    <section aria-label="Result">
      <div class="bar-top">
        <div class="tabs" role="group" aria-label="Show as">
          <button type="button" aria-pressed={!asJSON && !!table} disabled={!table} title={table ? undefined : 'This answer has no rows'} onClick={() => setAsJSON(false)}>Table</button>
          <button type="button" aria-pressed={asJSON || !table} onClick={() => setAsJSON(true)}>JSON</button>
          <button type="button" disabled={drawable.length === 0} onClick={draw} title={drawable.length ? 'Draws the entities of this answer and all relations among them' : 'No entity in this answer'}>
            Graph
          </button>
        </div>
        <span class="meta" role="status">
          {table ? plural(table.rows.length, 'row') : 'Answer'} in {Math.round(answer.milliseconds)} ms
        </span>
        <Download answer={answer} table={table} />
      </div>
      {answer.truncated && <p class="warn">The limit cut this answer. Ask for less, or page through it with Skip and Limit.</p>}
      {part && <p class="warn">{part} shown. Ask for more with <code>first</code>, or for what comes behind with <code>after</code>.</p>}
      {problem && <Notice kind="error">{problem}</Notice>}
      {text
        ? <pre class="json" tabIndex={0} aria-label="Answer as JSON">{text.length > 400_000 && !all ? text.slice(0, 400_000) + '\n…' : text}</pre>
        : <Table columns={table!.columns} rows={all ? table!.rows : table!.rows.slice(0, firstRows)} go={go} />}
      {!all && ((table && !asJSON && table.rows.length > firstRows) || text.length > 400_000) && (
        <p class="hint">{table && !asJSON ? `${firstRows} of ${plural(table.rows.length, 'row')} shown. ` : 'The beginning is shown. '}
          <button type="button" onClick={() => setAll(true)}>Show all</button></p>
      )}
    </section>
  );
}

function Download({ answer, table }: { answer: Answer; table: Tabular | null }) {
  const save = (name: string, kind: string, text: string) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: kind }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <div class="tabs">
      {table && <button type="button" onClick={() => save('query.csv', 'text/csv', csv(table))}>Save CSV</button>}
      <button type="button" onClick={() => save('query.json', 'application/json', JSON.stringify(answer.rows, null, 2) + '\n')}>Save JSON</button>
    </div>
  );
}

/** RFC 4180, with a byte order mark, without which Excel misreads what is not ASCII. */
function csv({ columns, rows }: Tabular): string {
  const cell = (v: unknown) => {
    const text = v === null || v === undefined ? '' : typeof v === 'object' ? JSON.stringify(v) : String(v);
    // A cell that begins like this would be run as a formula.
    const plain = /^[=+\-@\t\r]/.test(text) && !/^-?\d/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  return '\ufeff' + [columns, ...rows.map((row) => columns.map((c) => row[c]))].map((r) => r.map(cell).join(',') + '\r\n').join('');
}

/** Rows that are objects make a table; in an answer of GraphQL the rows are the one list that it holds. */
export function tabular(value: unknown): Tabular | null {
  const list = Array.isArray(value) ? value : soleList(value);
  if (!list || list.length === 0) return null;
  const rows = list.map((row): Record<string, unknown> => (isObject(row) ? flat(row) : { value: row }));
  const keys = new Set(rows.flatMap((row) => Object.keys(row)));
  // An object that is null in some rows has columns of its own in others.
  const columns = [...keys].filter((c) => ![...keys].some((k) => k.startsWith(`${c}.`)));
  // Cayley calls the end of a path "id"; it reads best last.
  if (!columns.includes('name')) columns.sort((a, b) => Number(a === 'id') - Number(b === 'id'));
  return { columns, rows };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The list in nested objects, where there is just one. */
function soleList(value: unknown): unknown[] | null {
  if (!isObject(value)) return null;
  const lists = Object.values(value).map((v) => (Array.isArray(v) ? v : soleList(v))).filter((l) => l !== null);
  return lists.length === 1 ? lists[0]! : null;
}

/** {a: {b: 1}} as {"a.b": 1}. */
function flat(row: Record<string, unknown>, before = ''): Record<string, unknown> {
  return Object.assign({}, ...Object.entries(row).map(([name, v]) => (isObject(v) ? flat(v, `${before}${name}.`) : { [before + name]: v })));
}

/** What a page of a list in GraphQL says about the rest of it. */
function cut(value: unknown): string {
  if (Array.isArray(value)) return value.map(cut).find(Boolean) ?? '';
  if (!isObject(value)) return '';
  const shown = [value.nodes, value.edges].find(Array.isArray)?.length;
  const info = isObject(value.pageInfo) ? value.pageInfo : {};
  if (shown !== undefined && typeof value.totalCount === 'number' && value.totalCount > shown) return `${shown} of ${value.totalCount.toLocaleString('en-GB')}`;
  if (info.hasNextPage === true) return 'The beginning';
  return Object.values(value).map(cut).find(Boolean) ?? '';
}

function empty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(empty);
}

const named = /^<([^<>]+)>$/;
const notEntity = /^(?:claim|article|rdf|rdfs|event):/;

/** Identifiers in an answer of which a graph may be drawn. */
function nodesOf(answer: Answer): string[] {
  const ids = new Set<string>();
  const walk = (value: unknown, key: string) => {
    if (Array.isArray(value)) value.forEach((v) => walk(v, key));
    else if (value && typeof value === 'object') Object.entries(value).forEach(([k, v]) => walk(v, answer.lang === 'graphql' && /article/i.test(key) ? key : k));
    else if (typeof value === 'string') {
      if (answer.lang !== 'graphql') {
        const iri = named.exec(value)?.[1];
        if (iri && !/^(?:article|rdf|rdfs):/.test(iri)) ids.add(iri);
      } else if (key === 'id' && !notEntity.test(value)) ids.add(value);
    }
  };
  walk(answer.rows, '');
  return [...ids].slice(0, 300);
}

/** Those of the identifiers that are entities; a claim gives its subject and object. */
async function entitiesOf(answer: Answer, ids: string[]): Promise<string[]> {
  if (answer.lang === 'graphql') return ids;
  const list = (some: string[]) => some.map((id) => JSON.stringify(`<${id}>`)).join(', ');
  const claims = ids.filter((id) => id.startsWith('claim:'));
  const others = ids.filter((id) => !id.startsWith('claim:'));
  const scripts = [];
  if (others.length) scripts.push(`g.V(${list(others)}).Save("<rdf:type>", "type").All()`);
  if (claims.length) scripts.push(`g.V(${list(claims)}).Out(["<subject>", "<object>"]).Save("<rdf:type>", "type").All()`);
  const found = await post<{ result: { id: string; type: string }[] | null }>('/api/v2/query?lang=gizmo&limit=2000', scripts.join('\n'));
  const entities = (found.result ?? []).filter((r) => r.type !== '<Claim>' && r.type !== '<Article>');
  return [...new Set(entities.map((r) => named.exec(r.id)?.[1] ?? ''))].filter(Boolean);
}

function Table({ columns, rows, go }: Tabular & { go: Navigate }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Rows">
      <table>
        <thead><tr>{columns.map((c) => <th key={c} scope="col">{c}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>{columns.map((c) => <td key={c} class={typeof row[c] === 'number' ? 'num' : undefined}><Value value={row[c]} go={go} /></td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ value, go }: { value: unknown; go: Navigate }) {
  if (Array.isArray(value)) return <>{value.map((v, i) => <>{i > 0 && ', '}<Value value={v} go={go} /></>)}</>;
  if (isObject(value)) {
    const only = Object.values(value);
    return only.length === 1 ? <Value value={only[0]} go={go} /> : <code>{JSON.stringify(value)}</code>;
  }
  const text = value === null || value === undefined ? '' : String(value);
  if (/^claim:[0-9a-f]{12}$/.test(text)) return <ClaimLink id={text} go={go} />;
  const iri = named.exec(text)?.[1];
  if (!iri || /^rdfs?:/.test(iri)) return <>{text}</>;
  const article = /^article:(.+)$/.exec(iri)?.[1];
  if (article) return <Link go={go} href={address({ place: 'article', id: article, claim: '' })}>{iri}</Link>;
  if (iri.startsWith('claim:')) return <ClaimLink id={iri} go={go} />;
  return <Link go={go} href={address(explore([iri], { selected: `node:${iri}` }))}>{iri}</Link>;
}

/** Opens the article at the words of a claim. */
function ClaimLink({ id, go }: { id: string; go: Navigate }) {
  return (
    <button type="button" class="inline claim-id" title="Read it in its article"
      onClick={() => get<ClaimView>(`/api/claim/${encodeURIComponent(id)}`).then((c) => go(address({ place: 'article', id: c.article, claim: c.id })), () => {})}>{id}</button>
  );
}
