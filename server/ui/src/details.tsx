// The right side: what the selection is, and a list of all that is drawn.
import type { ClaimView, Edge, Entity, Page, Stats } from './api';
import { path } from './api';
import { Evidence } from './evidence';
import { useLoaded } from './hooks';
import { CopyButton, FamilyIcon, Notice, TypeIcon, type Navigate } from './parts';
import { address, explore, steps, type Explore } from './view';
import { disputed, edgeLabel, edgeStatus, families, familyKey, plainName, plural, relationName, short, statuses, typeStyle } from './words';

export interface Shown {
  nodes: Map<string, Entity>;
  edges: Edge[]; // that pass the filters
}

const longest = 80; // letters of a name in a list; a proposition can be a whole sentence

interface Props {
  view: Explore;
  shown: Shown;
  go: Navigate;
  select: (key: string) => void;
  expand: (id: string) => void;
}

export function Details(props: Props) {
  const { view, shown } = props;
  const id = view.selected.slice(5);
  const node = view.selected.startsWith('node:') ? shown.nodes.get(id) : undefined;
  const edge = view.selected.startsWith('edge:') ? shown.edges.find((e) => e.id === id) : undefined;
  return (
    <aside id="right" aria-label="Details">
      {node ? <NodeDetails {...props} node={node} /> : edge ? <EdgeDetails {...props} edge={edge} /> : <Home {...props} />}
      {shown.edges.length > 0 && (
        <details class="all" open={!node && !edge && view.around.length > 0}>
          <summary>All {plural(shown.edges.length, 'drawn relation')}</summary>
          <EdgeList {...props} edges={byReports(shown.edges)} />
        </details>
      )}
    </aside>
  );
}

function byReports(edges: Edge[]): Edge[] {
  return [...edges].sort((a, b) => b.claims - a.claims || (a.id < b.id ? -1 : 1));
}

function EdgeList({ edges, shown, select, view, limit }: Props & { edges: Edge[]; limit?: number }) {
  const name = (id: string) => short(shown.nodes.get(id)?.name ?? id, longest);
  return (
    <ul class="edges">
      {edges.slice(0, limit).map((e) => (
        <li key={e.id}>
          <button type="button" data-edge={e.id} aria-pressed={view.selected === `edge:${e.id}`} onClick={() => select(`edge:${e.id}`)}>
            <FamilyIcon family={familyKey(e.family)} />
            <span><b>{name(e.source)}</b> {edgeLabel(e)} <b>{name(e.target)}</b></span>
          </button>
          <span class="num" title={plural(e.claims, 'statement')}>{e.claims}</span>
        </li>
      ))}
    </ul>
  );
}

function Home(props: Props) {
  const stats = useLoaded<Stats>('/api/stats').data;
  const { shown, select, view } = props;
  const biggest = [...shown.nodes.values()].filter((n) => n.type !== 'phrase')
    .sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1)).slice(0, 8);
  if (view.around.length > 0) {
    return (
      <section>
        <h2>This view</h2>
        <p class="meta">{plural(shown.nodes.size, 'entity', 'entities')} and {plural(shown.edges.length, 'relation')} around {view.around.map((id) => shown.nodes.get(id)?.name ?? id).join(', ')}.</p>
        <p class="hint">Select a line to read the sentences behind it.</p>
      </section>
    );
  }
  return (
    <section>
      <h2>Who did what to whom</h2>
      {stats && (
        <p class="meta">
          {plural(stats.claims, 'statement')} about {plural(stats.entities, 'entity', 'entities')} in {plural(stats.articles, 'article')}.
        </p>
      )}
      <p class="hint">
        Here are the most reported relations. <b>Select a line</b> to read the sentences behind it, <b>double-click an
        entity</b> to see everything around it, or press <kbd>/</kbd> and type a name.
      </p>
      <h3>Most reported</h3>
      <EdgeList {...props} edges={byReports(shown.edges)} limit={8} />
      <h3>Most connected</h3>
      <ul class="nodes">
        {biggest.map((n) => (
          <li key={n.id}>
            <button type="button" data-node={n.id} onClick={() => select(`node:${n.id}`)}><TypeIcon type={n.type} /><span>{n.name}</span></button>
            <span class="num" title={plural(n.degree, 'link')}>{n.degree}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NodeDetails(props: Props & { node: Entity }) {
  const { node, shown, view, go, expand, select } = props;
  const mine = byReports(shown.edges.filter((e) => e.source === node.id || e.target === node.id));
  const drawn = new Set(mine.flatMap((e) => [e.source, e.target])).size - (mine.length ? 1 : 0);
  const open = view.around.includes(node.id);
  const aliases = otherNames(node);
  const name = (id: string) => short(shown.nodes.get(id)?.name ?? id, longest);
  return (
    <section>
      <p class="kind"><TypeIcon type={node.type} />{typeStyle(node.type).name}</p>
      <h2>{node.name}</h2>
      {aliases.length > 0 && <p class="aliases">also {aliases.slice(0, 8).join(', ')}{aliases.length > 8 ? ' …' : ''}</p>}
      <p class="meta">{plural(node.degree, 'neighbour')} · {plural(node.claims, 'statement')} · {plural(node.articles, 'article')}</p>
      <div class="acts">
        {!open && (
          <button type="button" class="primary" onClick={() => expand(node.id)} disabled={node.degree <= drawn}>
            {node.degree <= drawn ? 'All drawn' : `Expand (${node.degree - drawn} more)`}
          </button>
        )}
        {!(open && view.around.length === 1) && (
          <button type="button" onClick={() => go(address(explore([node.id], { selected: `node:${node.id}` })))}>Focus</button>
        )}
        {open && view.around.length > 1 && (
          <button type="button" onClick={() => go(address({ ...view, around: view.around.filter((id) => id !== node.id) }))}>Collapse</button>
        )}
        {open && node.degree > drawn && view.limit < steps.at(-1)! && (
          <button type="button" class="primary" onClick={() => go(address({ ...view, limit: steps.find((s) => s > view.limit)! }))}>Show more</button>
        )}
        <CopyButton text={location.origin + address(explore([node.id], { selected: `node:${node.id}` }))}>Copy link</CopyButton>
      </div>
      {drawn < node.degree && <p class="hint">{drawn} of {plural(node.degree, 'neighbour')} drawn.</p>}
      {families.map((f) => {
        const edges = mine.filter((e) => familyKey(e.family) === f.key);
        if (edges.length === 0) return null;
        return (
          <div key={f.key}>
            <h4><FamilyIcon family={f.key} />{f.name} <span>{edges.length}</span></h4>
            <ul class="edges plain">
              {edges.map((e) => (
                <li key={e.id}>
                  <button type="button" data-edge={e.id} onClick={() => select(`edge:${e.id}`)}>
                    {e.source === node.id
                      ? <span>{edgeLabel(e)} → <b>{name(e.target)}</b></span>
                      : <span><b>{name(e.source)}</b> → {edgeLabel(e)}</span>}
                  </button>
                  <span class="num" title={plural(e.claims, 'statement')}>{e.claims}</span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
      {mine.length === 0 && <p class="hint">No drawn relation. Expand it, or let more through the filters on the left.</p>}
    </section>
  );
}

/** Aliases that tell more than the name: not the same words with an article or in other letters. */
function otherNames(e: Entity): string[] {
  const seen = new Set([plainName(e.name)]);
  return (e.aliases ?? []).filter((a) => !seen.has(plainName(a)) && seen.add(plainName(a)));
}

function EdgeDetails(props: Props & { edge: Edge }) {
  const { edge, shown, view, go, select } = props;
  const found = useLoaded<{ claims: ClaimView[] } & Page>(
    path('/api/claims', { subject: edge.source, object: edge.target, relation: edge.relation, limit: 100 }),
  );
  const source = shown.nodes.get(edge.source);
  const target = shown.nodes.get(edge.target);
  const between = byReports(shown.edges.filter((e) => e.id !== edge.id
    && [edge.source, edge.target].includes(e.source) && [edge.source, edge.target].includes(e.target)));
  const family = families.find((f) => f.key === familyKey(edge.family))!;
  const dates = [edge.first_date, edge.last_date].filter((d, i, all) => d && all.indexOf(d) === i).join(' to ');
  const listed = statuses.filter((s) => edge.statuses[s.status]);
  return (
    <section>
      <p class="kind"><FamilyIcon family={family.key} />{family.name}</p>
      <h2>
        <button type="button" class="name" onClick={() => select(`node:${edge.source}`)}>{source?.name ?? edge.source}</button>
        {' '}<em>{relationName(edge.relation)}</em>{' '}
        <button type="button" class="name" onClick={() => select(`node:${edge.target}`)}>{target?.name ?? edge.target}</button>
      </h2>
      <p class="meta">
        <span class="bar" role="img" aria-label={`${Math.round(edge.confidence * 100)} percent sure`}>
          <meter min={0} max={1} value={edge.confidence} />
        </span>
        {Math.round(edge.confidence * 100)}% sure · {plural(edge.claims, 'statement')} in {plural(edge.articles, 'article')}{dates && ` · ${dates}`}
      </p>
      {(listed.length > 1 || edgeStatus(edge) !== 'asserted') && (
        <p class="chips">{listed.map((s) => <span class={`chip s-${s.status}`}>{s.name} {edge.statuses[s.status]}</span>)}</p>
      )}
      {disputed(edge) && <p class="warn">Disputed: it is stated and also negated. Read both.</p>}
      <div class="acts">
        <CopyButton text={location.origin + address({ ...view, selected: `edge:${edge.id}` })}>Copy link</CopyButton>
        <button type="button" onClick={() => select('')}>Close</button>
      </div>
      <h3>Evidence <span>{edge.claims}</span></h3>
      {found.error && <Notice kind="error">{found.error}</Notice>}
      {!found.data && !found.error && <Notice kind="loading">Reading the articles …</Notice>}
      {found.data?.claims.map((c) => <Evidence key={c.id} claim={c} go={go} />)}
      {found.data?.claims.length === 0 && <Notice kind="empty">No statement is stored for this relation any more. Reload the page.</Notice>}
      {found.data?.truncated && <p class="hint">{found.data.claims.length} of {found.data.total} statements shown, the newest first.</p>}
      {between.length > 0 && (
        <>
          <h3>Also between these two <span>{between.length}</span></h3>
          <EdgeList {...props} edges={between} />
        </>
      )}
    </section>
  );
}
