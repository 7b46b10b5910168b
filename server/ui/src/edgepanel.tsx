// The panel of one relation, with every sentence behind it, and that of many
// relations between the same two.
import { useEffect, useState } from 'preact/hooks';
import { byReports, nameOf, type PanelProps } from './act';
import { path, type ClaimView, type Edge, type NewsEvent, type Page } from './api';
import { Sides } from './disagreed';
import { Evidence } from './evidence';
import { useLoaded } from './hooks';
import { EdgeList } from './lists';
import { remembered } from './model';
import { CopyButton, FamilyIcon, Notice } from './parts';
import { pairKey } from './shown';
import { address } from './view';
import { disputed, edgeStatus, families, familyKey, plural, relationName, statuses } from './words';

const firstPage = 100; // sentences
const lastPage = 1000; // the most that the server gives

export function EdgePanel(props: PanelProps & { edge: Edge }) {
  const { edge, shown, view, act } = props;
  const between = byReports(shown.edges.filter((e) => e.id !== edge.id && pairKey(e) === pairKey(edge)));
  const family = families.find((f) => f.key === familyKey(edge.family))!;
  const dates = [edge.first_date, edge.last_date].filter((d, i, all) => d && all.indexOf(d) === i).join(' to ');
  const listed = statuses.filter((s) => edge.statuses[s.status]);
  const end = (id: string) => <button type="button" class="name" onClick={() => act.select(`node:${id}`)}>{nameOf(props, id)}</button>;
  return (
    <section>
      <p class="kind"><FamilyIcon family={family.key} />{family.name}</p>
      <h2>{end(edge.source)} <em>{relationName(edge.relation)}</em> {end(edge.target)}</h2>
      <p class="meta">
        <span class="bar" role="img" aria-label={`${Math.round(edge.confidence * 100)} percent sure`}>
          <meter min={0} max={1} value={edge.confidence} />
        </span>
        {Math.round(edge.confidence * 100)}% sure · {plural(edge.claims, 'statement')} in {plural(edge.articles, 'article')}{dates && ` · ${dates}`}
      </p>
      {(listed.length > 1 || edgeStatus(edge) !== 'asserted') && (
        <p class="chips">{listed.map((s) => <span key={s.status} class={`chip s-${s.status}`}>{s.name} {edge.statuses[s.status]}</span>)}</p>
      )}
      <div class="acts">
        <CopyButton text={location.origin + address({ ...view, selected: `edge:${edge.id}` })}>Copy link</CopyButton>
        <button type="button" onClick={() => act.select('')}>Close</button>
      </div>
      <AllEvidence {...props} />
      {between.length > 0 && (
        <>
          <h3>Also between these two <span>{between.length}</span></h3>
          <EdgeList {...props} edges={between} />
        </>
      )}
    </section>
  );
}

function AllEvidence({ edge, view, act }: PanelProps & { edge: Edge }) {
  const [limit, setLimit] = useState(firstPage);
  const dated = edge.first_date ? { from: view.from, to: view.to } : {};
  const found = useLoaded<{ claims: ClaimView[] } & Page>(
    path('/api/claims', { subject: edge.source, object: edge.target, relation: edge.relation, limit, asof: view.asOf, ...dated }),
  );
  const claims = found.data?.claims;
  const split = claims && disputed(edge);
  const list = (some: ClaimView[]) => some.map((c) => <Evidence key={c.id} claim={c} go={act.go} />);
  return (
    <>
      {found.error && <Notice kind="error">{found.error}</Notice>}
      {!claims && !found.error && <Notice kind="loading">Reading the articles …</Notice>}
      {claims && <Disagreements claims={claims} act={act} />}
      {split && (
        <>
          <p class="warn">Disputed: it is stated and also denied. Both sides are cited below.</p>
          <h3>They say so <span>{claims.filter((c) => c.status !== 'negated').length}</span></h3>
          {list(claims.filter((c) => c.status !== 'negated'))}
          <h3>They deny it <span>{claims.filter((c) => c.status === 'negated').length}</span></h3>
          {list(claims.filter((c) => c.status === 'negated'))}
        </>
      )}
      {claims && !split && (
        <>
          <h3>Evidence <span>{found.data!.total}</span></h3>
          {list(claims)}
        </>
      )}
      {claims?.length === 0 && <Notice kind="empty">No statement is stored for this relation any more. Reload the page.</Notice>}
      {found.data?.truncated && (
        <p class="hint">
          {claims!.length} of {found.data.total} statements shown, the newest first.{' '}
          {limit < lastPage && <button type="button" class="inline" onClick={() => setLimit(lastPage)}>Show all</button>}
        </p>
      )}
    </>
  );
}

const mostEvents = 5; // of one relation whose disagreements are told

/** What the events behind these claims are told differently. */
function Disagreements({ claims, act }: { claims: ClaimView[]; act: PanelProps['act'] }) {
  const ids = [...new Set(claims.map((c) => c.event).filter(Boolean))].slice(0, mostEvents) as string[];
  const [events, setEvents] = useState<NewsEvent[]>([]);
  useEffect(() => {
    let gone = false;
    // An event that cannot be read takes nothing from the evidence, which stands below anyway.
    Promise.all(ids.map((id) => remembered<NewsEvent>(`/api/event/${encodeURIComponent(id)}`).catch(() => null))).then((found) => {
      if (!gone) setEvents(found.flatMap((e) => (e?.disagreements?.length ? [e] : [])));
    });
    return () => {
      gone = true;
    };
  }, [ids.join()]);
  return <Sides events={events} go={act.go} />;
}

export function PairPanel(props: PanelProps & { pair: string }) {
  const { pair, shown, view, act } = props;
  const edges = byReports(shown.edges.filter((e) => pairKey(e) === pair));
  const first = edges[0];
  if (!first) return <p class="hint">No relation between these two passes the filters.</p>;
  const open = view.open.includes(pair);
  return (
    <section>
      <h2>{nameOf(props, first.source)} <em>and</em> {nameOf(props, first.target)}</h2>
      <p class="meta">{plural(edges.length, 'relation')} between these two.</p>
      <div class="acts">
        <button type="button" data-act="open-pair" onClick={() => act.openPair(pair, !open)}>{open ? 'Draw as one line' : 'Draw apart'}</button>
        <button type="button" onClick={() => act.select('')}>Close</button>
      </div>
      <EdgeList {...props} edges={edges} />
    </section>
  );
}
