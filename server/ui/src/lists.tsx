// Lists of relations and entities in the side panel. Whatever is drawn stands
// in one of them as a button, since a canvas is blank to a screen reader.
import { useState } from 'preact/hooks';
import { byReports, nameOf, type PanelProps } from './act';
import type { Edge, Entity } from './api';
import { FamilyIcon, TypeIcon } from './parts';
import { edgeLabel, familyKey, plural, short } from './words';

const longest = 80; // letters of a name in a list; a proposition can be a whole sentence
const page = 100; // rows that are written at once

export function EdgeList(props: PanelProps & { edges: Edge[]; limit?: number; value?: (e: Edge) => string }) {
  const { edges, act, view, limit, value } = props;
  const [more, setMore] = useState(page);
  const name = (id: string) => short(nameOf(props, id), longest);
  const rows = edges.slice(0, limit ?? more);
  return (
    <>
      <ul class="edges">
        {rows.map((e) => (
          <li key={e.id}>
            <button type="button" data-edge={e.id} aria-pressed={view.selected === `edge:${e.id}`} onClick={() => act.select(`edge:${e.id}`)}>
              <FamilyIcon family={familyKey(e.family)} />
              <span><b>{name(e.source)}</b> {edgeLabel(e)} <b>{name(e.target)}</b></span>
            </button>
            <span class="num" title={plural(e.claims, 'statement')}>{value ? value(e) : e.claims}</span>
          </li>
        ))}
      </ul>
      {limit === undefined && edges.length > more && (
        <button type="button" class="wide" onClick={() => setMore(more + 4 * page)}>{plural(edges.length - more, 'more relation')}</button>
      )}
    </>
  );
}

export function NodeList({ nodes, act, view }: PanelProps & { nodes: Entity[] }) {
  return (
    <ul class="nodes">
      {nodes.map((n) => (
        <li key={n.id}>
          <button type="button" data-node={n.id} aria-pressed={view.selected === `node:${n.id}`} onClick={() => act.select(`node:${n.id}`)}>
            <TypeIcon type={n.type} /><span>{short(n.name, longest)}</span>
          </button>
          <span class="num" title={plural(n.degree, 'link')}>{n.degree}</span>
        </li>
      ))}
    </ul>
  );
}

/** All that is drawn, for those who do not see it. */
export function AllRelations(props: PanelProps & { open: boolean }) {
  const { shown, open } = props;
  const [unfolded, setUnfolded] = useState(open);
  if (shown.edges.length === 0) return null;
  return (
    <details class="all" open={unfolded} onToggle={(e) => setUnfolded(e.currentTarget.open)}>
      <summary>All {plural(shown.edges.length, 'drawn relation')}</summary>
      {unfolded && <EdgeList {...props} edges={byReports(shown.edges)} />}
    </details>
  );
}
