// What of a loaded model the filters let through. Pure functions.
import type { Edge, Entity } from './api';
import type { Explore } from './exploreview';
import type { Model } from './model';
import { familyKey } from './words';

export interface Shown {
  nodes: Map<string, Entity>;
  edges: Edge[];
}

/** Relations within the dates of a view, by id, as the server counts them; null where no date is set. */
export type Period = Map<string, Edge> | null;

type Facet = 'types' | 'families' | 'statuses' | 'confidence' | 'period';

/** Entities that stay although no shown relation touches them. */
function anchors(v: Explore): Set<string> {
  return new Set([...v.around, ...v.with, ...v.path]);
}

/** What passes all filters, or all but one of them, for the counts beside that one. */
export function sift(v: Explore, model: Model, period: Period, except?: Facet): Shown {
  const hidden = new Set(v.hidden);
  const kept = anchors(v);
  const nodes = new Map<string, Entity>();
  for (const n of model.nodes.values()) {
    if (!hidden.has(n.id) && (except === 'types' || kept.has(n.id) || !v.hiddenTypes.includes(n.type))) nodes.set(n.id, n);
  }
  const edges: Edge[] = [];
  const tied = new Set<string>();
  for (const e of model.edges.values()) {
    if (!nodes.has(e.source) || !nodes.has(e.target)) continue;
    if (except !== 'families' && v.hiddenFamilies.includes(familyKey(e.family))) continue;
    if (except !== 'confidence' && e.confidence * 100 < v.confidence) continue;
    if (except !== 'statuses' && Object.keys(e.statuses).every((s) => v.hiddenStatuses.includes(s))) continue;
    const now = except === 'period' || (!v.from && !v.to) ? e : inPeriod(v, e, period);
    if (!now) continue;
    edges.push(now);
    tied.add(e.source).add(e.target);
  }
  if (model.edges.size > 0) {
    for (const id of nodes.keys()) {
      if (!tied.has(id) && !kept.has(id)) nodes.delete(id);
    }
  }
  return { nodes, edges };
}

/** The relation as the articles of the period tell it; null outside. Until the server has answered, its first and last day decide. */
function inPeriod(v: Explore, e: Edge, period: Period): Edge | null {
  if (!e.first_date) return v.undated ? e : null;
  if (period) return period.get(e.id) ?? null;
  const outside = (v.from && (e.last_date ?? e.first_date) < v.from) || (v.to && e.first_date > v.to);
  return outside ? null : e;
}

/** Counts of what each value of a filter would show, all other filters being as they are. */
export interface Counts {
  types: Map<string, number>;
  families: Map<string, number>;
  statuses: Map<string, number>;
  undated: number; // relations
}

export function counts(v: Explore, model: Model, period: Period): Counts {
  const all = [...model.edges.values()];
  const families = sift(v, model, period, 'families').edges.map((e) => familyKey(e.family));
  const statuses = sift(v, model, period, 'statuses').edges.flatMap((e) => Object.keys(e.statuses));
  const types = [...sift(v, model, period, 'types').nodes.values()].map((n) => n.type);
  const undated = sift(v, model, period, 'period').edges.filter((e) => !e.first_date).length;
  return {
    types: tally([...model.nodes.values()].map((n) => n.type), types),
    families: tally(all.map((e) => familyKey(e.family)), families),
    statuses: tally(all.flatMap((e) => Object.keys(e.statuses)), statuses),
    undated,
  };
}

/** How often each value occurs; all that could occur have a row, so that rows do not jump. */
function tally(all: string[], values: string[]): Map<string, number> {
  const out = new Map<string, number>(all.map((v) => [v, 0]));
  for (const v of values) out.set(v, (out.get(v) ?? 0) + 1);
  return out;
}

/** Two entities as one key, whichever way a relation between them points. */
export function pairKey(e: { source: string; target: string }): string {
  return e.source < e.target ? `${e.source}|${e.target}` : `${e.target}|${e.source}`;
}

export const mostParallel = 4; // relations between two entities that are drawn apart

/** Relations that are drawn one by one, and pairs with so many that they make one line with a count. */
export function bundle(edges: Edge[], open: string[]): { single: Edge[]; pairs: Map<string, Edge[]> } {
  const byPair = new Map<string, Edge[]>();
  for (const e of edges) {
    const key = pairKey(e);
    byPair.set(key, [...(byPair.get(key) ?? []), e]);
  }
  const single: Edge[] = [];
  const pairs = new Map<string, Edge[]>();
  for (const [key, list] of byPair) {
    if (list.length > mostParallel && !open.includes(key)) pairs.set(key, list);
    else single.push(...list);
  }
  return { single, pairs };
}
