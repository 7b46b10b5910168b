// Asked before an expansion that would bring more than one can read.
import { useState } from 'preact/hooks';
import { path, type Entity } from './api';
import { Dialog } from './dialog';
import type { How } from './exploreview';
import { useLoaded } from './hooks';
import { Notice, TypeIcon } from './parts';
import type { Neighbourhood } from './walks';
import { plural, relationName, typeStyle } from './words';

export const askAbove = 30; // neighbours

const amounts = [15, 30, 60, 120];
const orders: { order: How['order']; name: string }[] = [
  { order: 'reported', name: 'Most reported' },
  { order: 'recent', name: 'Most recent' },
];

export function ExpandDialog({ node, asOf, close, expand }: { node: Entity; asOf: string; close: () => void; expand: (how: How) => void }) {
  const found = useLoaded<Neighbourhood>(path(`/api/neighbours/${encodeURIComponent(node.id)}`, { asof: asOf }));
  const [how, setHow] = useState<How>({ order: 'reported', limit: 30, types: [], relations: [] });
  const counted = (counts: Record<string, number>) => Object.entries(counts).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const toggle = (list: string[], value: string) => (list.includes(value) ? list.filter((v) => v !== value) : [...list, value]);
  const total = found.data?.total ?? node.degree;
  return (
    <Dialog title={`Expand ${node.name}`} close={close}>
      <p class="meta">{plural(total, 'neighbour')}. Which of them?</p>
      {found.error && <Notice kind="error">{found.error}</Notice>}
      <form onSubmit={(e) => {
        e.preventDefault();
        expand(how);
      }}>
        <div class="choices" role="group" aria-label="Which first">
          {orders.map((o) => (
            <button type="button" key={o.order} data-order={o.order} aria-pressed={how.order === o.order} onClick={() => setHow({ ...how, order: o.order })}>{o.name}</button>
          ))}
          <label>at most{' '}
            <select value={how.limit} onChange={(e) => setHow({ ...how, limit: Number(e.currentTarget.value) })}>
              {amounts.map((n) => <option key={n} value={n}>{n}</option>)}
              {total > 120 && <option value={400}>{Math.min(total, 400)}</option>}
            </select>
          </label>
        </div>
        {found.data && (
          <>
            <h3>Only these types</h3>
            <p class="chips">
              {counted(found.data.types).map(([type, n]) => (
                <button type="button" class="chip" key={type} data-bring={type} aria-pressed={how.types.includes(type)}
                  onClick={() => setHow({ ...how, types: toggle(how.types, type) })}><TypeIcon type={type} />{typeStyle(type).name} {n}</button>
              ))}
            </p>
            <h3>Only these relations</h3>
            <p class="chips">
              {counted(found.data.relations).slice(0, 24).map(([relation, n]) => (
                <button type="button" class="chip" key={relation} data-bring={relation} aria-pressed={how.relations.includes(relation)}
                  onClick={() => setHow({ ...how, relations: toggle(how.relations, relation) })}>{relationName(relation)} {n}</button>
              ))}
            </p>
          </>
        )}
        <div class="acts"><button type="submit" class="primary">Expand</button><button type="button" onClick={close}>Cancel</button></div>
      </form>
    </Dialog>
  );
}
