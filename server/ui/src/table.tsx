// The table twin of the drawing: the same relations and entities as rows.
import { useState } from 'preact/hooks';
import { nameOf, type PanelProps } from './act';
import type { Edge, Entity } from './api';
import { FamilyIcon, TypeIcon } from './parts';
import { edgeLabel, edgeStatus, familyKey, plural, short, statuses, typeStyle } from './words';

interface Column<T> {
  name: string;
  key: (row: T) => string | number;
  cell?: (row: T) => preact.ComponentChildren;
  kind?: 'num' | 'date';
}

const page = 200; // rows

export function Table(props: PanelProps) {
  const { shown, act, view } = props;
  const [kind, setKind] = useState<'relations' | 'entities'>('relations');
  const end = (id: string) => short(nameOf(props, id), 60);
  const status = (e: Edge) => statuses.find((s) => s.status === edgeStatus(e))!.name;
  const relations: Column<Edge>[] = [
    { name: 'Subject', key: (e) => end(e.source) },
    {
      name: 'Relation', key: (e) => edgeLabel(e), cell: (e) => (
        <button type="button" class="row" data-edge={e.id} aria-pressed={view.selected === `edge:${e.id}`} onClick={() => act.select(`edge:${e.id}`)}>
          <FamilyIcon family={familyKey(e.family)} />{edgeLabel(e)}
        </button>
      ),
    },
    { name: 'Object', key: (e) => end(e.target) },
    { name: 'Status', key: status },
    { name: 'Sure', key: (e) => e.confidence, cell: (e) => `${Math.round(e.confidence * 100)}%`, kind: 'num' },
    { name: 'Statements', key: (e) => e.claims, kind: 'num' },
    { name: 'Articles', key: (e) => e.articles, kind: 'num' },
    { name: 'First', key: (e) => e.first_date ?? '', kind: 'date' },
    { name: 'Last', key: (e) => e.last_date ?? '', kind: 'date' },
  ];
  const entities: Column<Entity>[] = [
    {
      name: 'Name', key: (n) => n.name, cell: (n) => (
        <button type="button" class="row" data-node={n.id} aria-pressed={view.selected === `node:${n.id}`} onClick={() => act.select(`node:${n.id}`)}>
          <TypeIcon type={n.type} />{short(n.name, 80)}
        </button>
      ),
    },
    { name: 'Type', key: (n) => typeStyle(n.type).name },
    { name: 'Neighbours', key: (n) => n.degree, kind: 'num' },
    { name: 'Statements', key: (n) => n.claims, kind: 'num' },
    { name: 'Articles', key: (n) => n.articles, kind: 'num' },
  ];
  return (
    <div class="twin">
      <div class="tabs" role="group" aria-label="Rows">
        <button type="button" aria-pressed={kind === 'relations'} onClick={() => setKind('relations')}>{plural(shown.edges.length, 'relation')}</button>
        <button type="button" aria-pressed={kind === 'entities'} onClick={() => setKind('entities')}>{plural(shown.nodes.size, 'entity', 'entities')}</button>
      </div>
      {kind === 'relations'
        ? <Rows key="r" caption="Relations" columns={relations} rows={shown.edges} id={(e) => e.id} from={5} />
        : <Rows key="n" caption="Entities" columns={entities} rows={[...shown.nodes.values()]} id={(n) => n.id} from={2} />}
    </div>
  );
}

function Rows<T>({ caption, columns, rows, id, from }: { caption: string; columns: Column<T>[]; rows: T[]; id: (row: T) => string; from: number }) {
  const [by, setBy] = useState({ column: from, down: true });
  const [limit, setLimit] = useState(page);
  const key = columns[by.column]!.key;
  const sorted = [...rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y));
    return (by.down ? -order : order) || (id(a) < id(b) ? -1 : 1);
  });
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <thead>
          <tr>
            {columns.map((c, i) => (
              <th key={c.name} scope="col" class={c.kind} aria-sort={by.column === i ? (by.down ? 'descending' : 'ascending') : 'none'}>
                <button type="button" onClick={() => setBy({ column: i, down: by.column === i ? !by.down : c.kind !== undefined })}>
                  {c.name}{by.column === i && (by.down ? ' ↓' : ' ↑')}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, limit).map((row) => (
            <tr key={id(row)}>{columns.map((c) => <td key={c.name} class={c.kind}>{c.cell ? c.cell(row) : c.key(row)}</td>)}</tr>
          ))}
        </tbody>
      </table>
      {rows.length > limit && <button type="button" class="wide" onClick={() => setLimit(limit + 5 * page)}>{limit} of {rows.length} rows shown. Show more</button>}
    </div>
  );
}
