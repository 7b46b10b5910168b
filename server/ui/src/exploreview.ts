// What the Explore place shows, as the address says it. Everything that
// decides the picture stands here: what is drawn, what is hidden, where pinned
// entities stand, and all filters.
import type { Point } from './layout';
import { families, statuses, types } from './words';

/** How one entity was expanded, where that was not asked for in the plain way. */
export interface How {
  order: 'reported' | 'recent'; // which neighbours a limit keeps
  limit: number; // neighbours
  types: string[]; // only neighbours of these types; empty for all
  relations: string[]; // only these relations; empty for all
}

export interface Explore {
  place: 'explore';
  as: 'graph' | 'table' | 'overview';
  around: string[]; // entities whose networks are drawn, in the order they were asked for
  how: Record<string, How>; // by entity
  with: string[]; // entities drawn with all relations among them, the result of a query or a community
  path: string[]; // two entities whose paths are drawn, or none
  limit: number; // entities drawn for each of around, where how says nothing
  selected: string; // "node:ID", "edge:ID", "pair:ID" or empty
  picked: string[]; // entities chosen together, for what is done to many
  open: string[]; // pairs whose many parallel relations are drawn apart
  hidden: string[]; // entities
  pins: Record<string, Point>; // entities that stay where they were put
  hiddenTypes: string[];
  hiddenFamilies: string[];
  hiddenStatuses: string[];
  confidence: number; // 0 to 100; weaker relations are hidden
  from: string; // ISO dates, inclusive; relations of other times are hidden
  to: string;
  undated: boolean; // whether relations without a date pass from and to
  asOf: string; // ISO date; only what articles published by then say
  all: boolean; // draw it although it is more than one can read
}

export const steps = [40, 120, 400]; // entities drawn around a center

export function explore(around: string[] = [], more: Partial<Explore> = {}): Explore {
  return {
    place: 'explore', as: 'graph', around, how: {}, with: [], path: [], limit: steps[0]!, selected: '', picked: [], open: [], hidden: [], pins: {},
    hiddenTypes: [], hiddenFamilies: [], hiddenStatuses: [], confidence: 0, from: '', to: '', undated: true, asOf: '', all: false, ...more,
  };
}

/** Whether nothing was asked for: the first look at a graph. */
export function isTop(v: Explore): boolean {
  return v.around.length + v.with.length + v.path.length === 0;
}

/** The picture without what is only marked in it, for telling one step of work from the next. */
export function unmarked(v: Explore): Explore {
  return { ...v, selected: '', picked: [] };
}

const most = { around: 30, with: 500, hidden: 2000, open: 100, picked: 2000, pins: 500 };

/** Reads the parameters; what it cannot understand counts as left out. */
export function parseExplore(q: URLSearchParams): Explore {
  const known = (name: string, values: string[]) => (q.get(name) ?? '').split(',').filter((v) => values.includes(v));
  const ids = (name: string, limit: number) => [...new Set(q.getAll(name).filter(Boolean))].slice(0, limit);
  const limit = Number(q.get('limit'));
  const as = q.get('as');
  const around = ids('around', most.around);
  const path = ids('path', 2);
  return explore(around, {
    as: as === 'table' || as === 'overview' ? as : 'graph',
    how: parseHows(q.getAll('how'), around),
    with: ids('with', most.with),
    path: path.length === 2 ? path : [],
    limit: steps.includes(limit) ? limit : steps[0]!,
    selected: /^(node|edge|pair):/.test(q.get('select') ?? '') ? q.get('select')! : '',
    picked: ids('pick', most.picked),
    open: ids('open', most.open),
    hidden: ids('hide', most.hidden),
    pins: parsePins(q.getAll('pin').slice(0, most.pins)),
    hiddenTypes: known('notype', types.map((t) => t.type)),
    hiddenFamilies: known('nofamily', families.map((f) => f.key)),
    hiddenStatuses: known('nostatus', statuses.map((s) => s.status)),
    confidence: Math.min(95, Math.max(0, Math.trunc(Number(q.get('confidence'))) || 0)),
    from: isoDate(q.get('from')),
    to: isoDate(q.get('to')),
    undated: q.get('undated') !== '0',
    asOf: isoDate(q.get('asof')),
    all: q.get('all') === '1',
  });
}

/** The parameters of a view; what is as usual is left out. */
export function exploreParams(v: Explore): URLSearchParams {
  const q = new URLSearchParams();
  const each = (name: string, values: string[]) => values.forEach((value) => q.append(name, value));
  if (v.as !== 'graph') q.set('as', v.as);
  each('path', v.path);
  each('with', v.with);
  each('around', v.around);
  each('how', v.around.flatMap((id, i) => (v.how[id] ? [howText(i, v.how[id])] : [])));
  if (v.limit !== steps[0]) q.set('limit', String(v.limit));
  each('open', v.open);
  each('hide', v.hidden);
  each('pin', Object.entries(v.pins).map(([id, p]) => `${id},${p.x},${p.y}`));
  if (v.hiddenTypes.length) q.set('notype', v.hiddenTypes.join(','));
  if (v.hiddenFamilies.length) q.set('nofamily', v.hiddenFamilies.join(','));
  if (v.hiddenStatuses.length) q.set('nostatus', v.hiddenStatuses.join(','));
  if (v.confidence) q.set('confidence', String(v.confidence));
  if (v.from) q.set('from', v.from);
  if (v.to) q.set('to', v.to);
  if (!v.undated) q.set('undated', '0');
  if (v.asOf) q.set('asof', v.asOf);
  if (v.all) q.set('all', '1');
  each('pick', v.picked);
  if (v.selected) q.set('select', v.selected);
  return q;
}

/** "2:recent:30:person,place:fines,blocks" is how the third of around was expanded. */
function howText(i: number, h: How): string {
  return [i, h.order, h.limit, h.types.join(','), h.relations.map(encodeURIComponent).join(',')].join(':');
}

function parseHows(texts: string[], around: string[]): Record<string, How> {
  const out: Record<string, How> = {};
  for (const text of texts) {
    const [i, order, limit, kinds, ...relations] = text.split(':');
    const id = around[Number(i)];
    if (!id) continue;
    const list = (s: string | undefined) => (s ?? '').split(',').filter(Boolean);
    out[id] = {
      order: order === 'recent' ? 'recent' : 'reported',
      limit: Math.min(400, Math.max(1, Math.trunc(Number(limit)) || steps[0]!)),
      types: list(kinds).filter((k) => types.some((t) => t.type === k)),
      relations: list(relations.join(':')).map(decode),
    };
  }
  return out;
}

function parsePins(texts: string[]): Record<string, Point> {
  const out: Record<string, Point> = {};
  for (const text of texts) {
    const found = /^(.+),(-?[\d.]+),(-?[\d.]+)$/.exec(text);
    if (found) out[found[1]!] = { x: Number(found[2]) || 0, y: Number(found[3]) || 0 };
  }
  return out;
}

function isoDate(text: string | null): string {
  return text && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
