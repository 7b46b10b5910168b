import type { Edge, Entity } from './api';
import { FamilyIcon, TypeIcon } from './parts';
import type { Explore } from './view';
import { edgeStatus, families, familyKey, statuses, types } from './words';

/** Whether the filters let an entity through. */
export function showsNode(view: Explore, n: Entity): boolean {
  return view.around.includes(n.id) || !view.hiddenTypes.includes(n.type);
}

/** Whether the filters let a relation through: one shown status is enough. */
export function showsEdge(view: Explore, e: Edge): boolean {
  return !view.hiddenFamilies.includes(familyKey(e.family))
    && e.confidence * 100 >= view.confidence
    && Object.keys(e.statuses).some((s) => !view.hiddenStatuses.includes(s));
}

/** The left side: filters that are the legend at the same time. */
export function Filters({ view, nodes, edges, change }: {
  view: Explore; nodes: Entity[]; edges: Edge[]; change: (more: Partial<Explore>) => void;
}) {
  const toggle = (list: string[], value: string) => (list.includes(value) ? list.filter((v) => v !== value) : [...list, value]);
  const byType = tally(nodes.map((n) => n.type));
  const byFamily = tally(edges.map((e) => familyKey(e.family)));
  const byStatus = tally(edges.map(edgeStatus));
  const filtered = view.hiddenTypes.length + view.hiddenFamilies.length + view.hiddenStatuses.length > 0 || view.confidence > 0;
  return (
    <aside id="left" aria-label="Filters and legend">
      <h2 class="vh">Filters and legend</h2>
      <h3>Entities</h3>
      {types.filter((t) => byType.has(t.type) || view.hiddenTypes.includes(t.type)).map((t) => (
        <label key={t.type}>
          <input type="checkbox" data-type={t.type} checked={!view.hiddenTypes.includes(t.type)}
            onChange={() => change({ hiddenTypes: toggle(view.hiddenTypes, t.type) })} />
          <TypeIcon type={t.type} />
          <span>{t.name}</span>
          <span class="num">{byType.get(t.type) ?? 0}</span>
        </label>
      ))}
      <h3>Relations</h3>
      {families.filter((f) => byFamily.has(f.key) || view.hiddenFamilies.includes(f.key)).map((f) => (
        <label key={f.key}>
          <input type="checkbox" data-family={f.key} checked={!view.hiddenFamilies.includes(f.key)}
            onChange={() => change({ hiddenFamilies: toggle(view.hiddenFamilies, f.key) })} />
          <FamilyIcon family={f.key} />
          <span>{f.name}</span>
          <span class="num">{byFamily.get(f.key) ?? 0}</span>
        </label>
      ))}
      <h3>Status</h3>
      {statuses.filter((s) => byStatus.has(s.status) || view.hiddenStatuses.includes(s.status)).map((s) => (
        <label key={s.status}>
          <input type="checkbox" data-status={s.status} checked={!view.hiddenStatuses.includes(s.status)}
            onChange={() => change({ hiddenStatuses: toggle(view.hiddenStatuses, s.status) })} />
          <svg class="dash" width="30" height="8" viewBox="0 0 30 8" aria-hidden="true">
            <path d="M0 4h30" stroke-width="2.2" stroke-dasharray={s.dash.join(' ') || undefined} />
          </svg>
          <span>{s.name}</span>
          <span class="num">{byStatus.get(s.status) ?? 0}</span>
        </label>
      ))}
      <h3><label for="confidence">At least {view.confidence}% sure</label></h3>
      <input id="confidence" type="range" min="0" max="95" step="5" value={view.confidence}
        onInput={(e) => change({ confidence: Number(e.currentTarget.value) })} />
      <p class="note">Thicker lines are stated more often.</p>
      {filtered && (
        <button type="button" class="wide" onClick={() => change({ hiddenTypes: [], hiddenFamilies: [], hiddenStatuses: [], confidence: 0 })}>
          Show everything
        </button>
      )}
    </aside>
  );
}

function tally(values: string[]): Map<string, number> {
  const out = new Map<string, number>();
  for (const v of values) out.set(v, (out.get(v) ?? 0) + 1);
  return out;
}
