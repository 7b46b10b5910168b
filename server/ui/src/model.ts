// What a view draws, loaded: the networks it names, and all relations among
// the entities in them. Filters do not touch it (shown.ts), so that they
// answer at once and nothing moves.
import { get, path, type Edge, type Entity, type Subgraph } from './api';
import { onGraphChanged } from './changed';
import { isTop, type Explore } from './exploreview';
import type { Paths } from './walks';
import { entityName } from './words';

/** One of the networks a view is put together from. */
export interface Part extends Subgraph {
  center: string; // the entity it lies around, or empty
}

export interface Model {
  key: string;
  nodes: Map<string, Entity>;
  edges: Map<string, Edge>;
  parts: Part[]; // in the order they were asked for
  paths: Paths | null;
  renamed: Map<string, string>; // ids that the address has, to those they stand for: an article's handle, or one that was joined with another
}

export const topLimit = 40;
export const mostRead = 500; // entities that are drawn without asking
export const mostDrawn = 2000;

/** Tells views apart that load something else. */
export function modelKey(v: Explore): string {
  return JSON.stringify([v.path, v.with, v.around, v.around.map((id) => v.how[id] ?? null), v.limit, v.asOf]);
}

export async function load(v: Explore): Promise<Model> {
  const asof = v.asOf;
  const parts: Part[] = [];
  let paths: Paths | null = null;
  if (isTop(v)) {
    parts.push({ ...(await remembered<Subgraph>(path('/api/top', { limit: topLimit, asof }))), center: '' });
  }
  const [pathPart, withPart, ...egos] = await Promise.all([
    v.path.length === 2 ? remembered<Paths>(path('/api/paths', { from: v.path[0], to: v.path[1], limit: 3, asof })) : null,
    v.with.length ? among(v.with, { asof }) : null,
    ...v.around.map((id) => ego(v, id)),
  ]);
  if (pathPart) {
    paths = pathPart;
    // Without a path both ends are drawn all the same.
    parts.push({ ...(pathPart.paths.length ? pathPart : await among(v.path, { asof })), center: '' });
  }
  if (withPart) parts.push({ ...withPart, center: '' });
  egos.forEach((part, i) => parts.push({ ...part!, center: part!.nodes[0]?.id ?? v.around[i]! })); // the center comes first

  const model: Model = { key: modelKey(v), nodes: new Map(), edges: new Map(), parts, paths, renamed: new Map() };
  const note = (asked: string[], got: (string | undefined)[]) => asked.forEach((id, i) => {
    if (got[i] && got[i] !== id) model.renamed.set(id, got[i]);
  });
  note(v.around, egos.map((part) => part!.nodes[0]?.id));
  if (withPart?.nodes.length === v.with.length) note(v.with, withPart.nodes.map((n) => n.id));
  const ends = paths?.paths[0]?.nodes;
  if (ends) note(v.path, [ends[0], ends.at(-1)]);

  for (const part of parts) {
    for (const n of part.nodes) model.nodes.set(n.id, { ...n, name: entityName(n) });
  }
  const plain = parts.length === 1 && !pathPart && !Object.keys(v.how).length;
  const all = plain ? parts[0]! : await among([...model.nodes.keys()].slice(0, mostDrawn), { asof });
  for (const e of all.edges) model.edges.set(e.id, e);
  return model;
}

function ego(v: Explore, id: string): Promise<Subgraph> {
  const how = v.how[id];
  return remembered<Subgraph>(path('/api/ego', {
    around: id, depth: 1, limit: (how?.limit ?? v.limit) + 1, asof: v.asOf,
    ...(how && { order: how.order === 'recent' ? 'recent' : '', type: how.types, relation: how.relations }),
  }));
}

/** Exactly these entities with every relation among them: a limit never cuts what was asked for by name. */
export async function among(ids: string[], filter: { from?: string; to?: string; asof?: string }): Promise<Subgraph> {
  if (ids.length === 0) return { nodes: [], edges: [], truncated: false, total: 0 };
  const found = await remembered<Subgraph>(path('/api/ego', { around: ids, depth: 1, limit: ids.length, ...filter }));
  return { ...found, truncated: false, total: found.nodes.length };
}

const memory = new Map<string, Promise<unknown>>();
const remembers = 200; // answers

/** An answer of the server, kept so that undo and collapse ask for nothing. */
export function remembered<T>(url: string): Promise<T> {
  let found = memory.get(url) as Promise<T> | undefined;
  if (!found) {
    found = get<T>(url);
    found.catch(() => memory.delete(url));
    memory.set(url, found);
    if (memory.size > remembers) memory.delete(memory.keys().next().value!);
  }
  return found;
}

onGraphChanged(() => memory.clear());

/** The view with the ids that things have now. */
export function renamedView(v: Explore, { renamed }: Model): Partial<Explore> {
  const now = (id: string) => renamed.get(id) ?? id;
  const list = (ids: string[]) => [...new Set(ids.map(now))];
  const keys = <T,>(map: Record<string, T>) => Object.fromEntries(Object.entries(map).map(([id, value]) => [now(id), value]));
  const selected = v.selected.startsWith('node:') ? `node:${now(v.selected.slice(5))}` : v.selected;
  return { around: list(v.around), with: list(v.with), path: v.path.map(now), how: keys(v.how), pins: keys(v.pins), hidden: list(v.hidden), selected };
}
