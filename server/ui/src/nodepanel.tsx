// The panel of one entity.
import { byReports, nameOf, type PanelProps } from './act';
import { path, type Edge, type Entity } from './api';
import { JudgeEntity } from './curation';
import { useLoaded } from './hooks';
import { CopyButton, FamilyIcon, TypeIcon } from './parts';
import { address, explore, steps } from './view';
import type { Neighbourhood } from './walks';
import { edgeLabel, families, familyKey, plainName, plural, relationName, short, typeStyle } from './words';

const longest = 80; // letters of a name in a list

export function NodePanel(props: PanelProps & { node: Entity }) {
  const { node, shown, view, act } = props;
  const mine = byReports(shown.edges.filter((e) => e.source === node.id || e.target === node.id));
  const drawn = new Set(mine.flatMap((e) => [e.source, e.target])).size - (mine.length ? 1 : 0);
  const open = view.around.includes(node.id);
  const pinned = node.id in view.pins;
  const aliases = otherNames(node);
  return (
    <section>
      <p class="kind"><TypeIcon type={node.type} />{typeStyle(node.type).name}</p>
      <h2>{node.name}</h2>
      {aliases.length > 0 && <p class="aliases">also {aliases.slice(0, 8).join(', ')}{aliases.length > 8 ? ' …' : ''}</p>}
      <p class="meta">{plural(node.degree, 'neighbour')} · {plural(node.claims, 'statement')} · {plural(node.articles, 'article')}{node.wikidata && ` · Wikidata ${node.wikidata}`}</p>
      <div class="acts">
        {!open && (
          <button type="button" class="primary" data-act="expand" onClick={() => act.expand(node.id)} disabled={node.degree <= drawn}>
            {node.degree <= drawn ? 'All drawn' : `Expand (${node.degree - drawn} more)`}
          </button>
        )}
        {open && view.around.length + view.with.length + view.path.length > 1 && (
          <button type="button" data-act="collapse" onClick={() => act.collapse(node.id)}>Collapse</button>
        )}
        {open && node.degree > drawn && view.limit < steps.at(-1)! && !view.how[node.id] && (
          <button type="button" class="primary" onClick={() => act.change({ limit: steps.find((s) => s > view.limit)! })}>Show more</button>
        )}
        {!(open && view.around.length === 1 && !view.with.length && !view.path.length) && (
          <button type="button" data-act="focus" onClick={() => act.focus(node.id)}>Focus</button>
        )}
        <button type="button" data-act="path" onClick={() => act.findPath(node.id)}>Path to…</button>
        <button type="button" data-act="pin" aria-pressed={pinned} onClick={() => act.pin([node.id], !pinned)}>{pinned ? 'Unpin' : 'Pin'}</button>
        <button type="button" data-act="hide" onClick={() => act.hide([node.id])}>Hide</button>
        <button type="button" data-act="hide-others" onClick={() => act.hideOthers([node.id, ...near(mine, node.id)])}>Hide others</button>
        <JudgeEntity entity={node} />
        <CopyButton text={location.origin + address(explore([node.id], { selected: `node:${node.id}` }))}>Copy link</CopyButton>
      </div>
      {drawn < node.degree && <Brings {...props} drawn={drawn} />}
      {families.map((f) => {
        const edges = mine.filter((e) => familyKey(e.family) === f.key);
        if (edges.length === 0) return null;
        return (
          <div key={f.key}>
            <h3 class="family"><FamilyIcon family={f.key} />{f.name} <span>{edges.length}</span></h3>
            <ul class="edges plain">{edges.map((e) => <Tie key={e.id} {...props} edge={e} />)}</ul>
          </div>
        );
      })}
      {mine.length === 0 && <p class="hint">No drawn relation. Expand it, or let more through the filters on the left.</p>}
    </section>
  );
}

function near(edges: Edge[], id: string): string[] {
  return edges.map((e) => (e.source === id ? e.target : e.source));
}

function Tie(props: PanelProps & { node: Entity; edge: Edge }) {
  const { edge: e, node, act } = props;
  const name = (id: string) => short(nameOf(props, id), longest);
  return (
    <li>
      <button type="button" data-edge={e.id} onClick={() => act.select(`edge:${e.id}`)}>
        {e.source === node.id
          ? <span>{edgeLabel(e)} → <b>{name(e.target)}</b></span>
          : <span><b>{name(e.source)}</b> → {edgeLabel(e)}</span>}
      </button>
      <span class="num" title={plural(e.claims, 'statement')}>{e.claims}</span>
    </li>
  );
}

/** What an expansion would bring, counted before it is made; each count expands by that alone. */
function Brings({ node, drawn, view, act }: PanelProps & { node: Entity; drawn: number }) {
  const found = useLoaded<Neighbourhood>(path(`/api/neighbours/${encodeURIComponent(node.id)}`, { asof: view.asOf })).data;
  const open = view.around.includes(node.id);
  const counted = (counts: Record<string, number>) => Object.entries(counts).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const only = (types: string[], relations: string[]) => act.expand(node.id, { order: 'reported', limit: steps[0]!, types, relations });
  return (
    <div class="brings">
      <p class="hint">{drawn} of {plural(node.degree, 'neighbour')} drawn.{found && !open && ' Expand by one kind only:'}</p>
      {found && !open && (
        <p class="chips">
          {counted(found.types).map(([type, n]) => (
            <button type="button" class="chip" key={type} data-bring={type} onClick={() => only([type], [])}><TypeIcon type={type} />{typeStyle(type).name} {n}</button>
          ))}
          {counted(found.relations).slice(0, 8).map(([relation, n]) => (
            <button type="button" class="chip" key={relation} data-bring={relation} onClick={() => only([], [relation])}>{relationName(relation)} {n}</button>
          ))}
        </p>
      )}
    </div>
  );
}

/** Other spellings, each once, without those that differ in case or article only. */
function otherNames(e: Entity): string[] {
  const seen = new Set([plainName(e.name)]);
  return (e.aliases ?? []).filter((a) => {
    const plain = plainName(a);
    if (seen.has(plain)) return false;
    seen.add(plain);
    return true;
  });
}
