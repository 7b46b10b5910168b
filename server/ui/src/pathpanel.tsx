// The panel of the paths between two entities, each hop with its evidence.
import { useEffect, useState } from 'preact/hooks';
import { nameOf, type PanelProps } from './act';
import { path, type ClaimView, type Edge } from './api';
import { MarkedContext } from './evidence';
import { remembered } from './model';
import { FamilyIcon, Link, Notice } from './parts';
import { address } from './view';
import { edgeLabel, familyKey, plural } from './words';

export function PathPanel(props: PanelProps) {
  const { view, model, act } = props;
  const [from, to] = view.path as [string, string];
  const found = model.paths?.paths ?? [];
  return (
    <section class="paths">
      <h2>{nameOf(props, from)} <em>to</em> {nameOf(props, to)}</h2>
      <div class="acts">
        <button type="button" onClick={() => act.change({ path: [to, from] })}>Swap</button>
        <button type="button" onClick={() => act.findPath(from)}>Path to another…</button>
        <button type="button" onClick={() => act.focus(from)}>Focus {nameOf(props, from)}</button>
      </div>
      {found.length === 0 && (
        <Notice kind="empty">
          <p>No path: none within {model.paths?.hops || 4} hops.</p>
          <p>Try an entity that both are near to, or add articles that tell of them together.</p>
        </Notice>
      )}
      {found.map((p, i) => (
        <div key={p.nodes.join('\n')} class="path">
          <h3>Path {i + 1} <span>{plural(p.edges.length, 'hop')}</span></h3>
          <ol>
            {p.edges.map((ids, hop) => (
              <li key={hop}><Hop {...props} edges={ids.map((id) => model.edges.get(id)).filter((e) => e !== undefined)} /></li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}

/** One hop: its relations, and the newest sentence behind the first of them. */
function Hop(props: PanelProps & { edges: Edge[] }) {
  const { edges, act, view } = props;
  const [claim, setClaim] = useState<ClaimView | null>(null);
  const first = edges[0];
  useEffect(() => {
    if (!first) return;
    let gone = false;
    remembered<{ claims: ClaimView[] }>(path('/api/claims', { subject: first.source, object: first.target, relation: first.relation, limit: 1, asof: view.asOf })).then(
      ({ claims }) => {
        if (!gone) setClaim(claims[0] ?? null);
      },
      () => {}, // the relation itself stays a button that opens all its evidence
    );
    return () => {
      gone = true;
    };
  }, [first?.id, view.asOf]);
  return (
    <>
      <ul class="edges">
        {edges.map((e) => (
          <li key={e.id}>
            <button type="button" data-edge={e.id} onClick={() => act.select(`edge:${e.id}`)}>
              <FamilyIcon family={familyKey(e.family)} />
              <span><b>{nameOf(props, e.source)}</b> {edgeLabel(e)} <b>{nameOf(props, e.target)}</b></span>
            </button>
            <span class="num" title={plural(e.claims, 'statement')}>{e.claims}</span>
          </li>
        ))}
      </ul>
      {claim && (
        <figure class="evidence brief" data-claim={claim.id}>
          <MarkedContext claim={claim} />
          <figcaption>
            <Link go={act.go} href={address({ place: 'article', id: claim.article, claim: claim.id })}>{claim.title || claim.article}</Link>
            <span>{claim.published}</span>
          </figcaption>
        </figure>
      )}
    </>
  );
}
