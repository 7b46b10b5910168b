// What the panels and the toolbar can do to the drawing.
import type { Edge } from './api';
import { isTop, type Explore, type How } from './exploreview';
import type { Model } from './model';
import type { Navigate } from './parts';
import type { Shown } from './shown';

export interface Actions {
  go: Navigate;
  change(more: Partial<Explore>, replace?: boolean): void;
  select(key: string): void;
  pick(ids: string[], toggle: boolean): void;
  focus(id: string): void;
  expand(id: string, how?: How): void; // asks first where there is much
  collapse(id: string): void;
  hide(ids: string[]): void;
  hideOthers(ids: string[]): void;
  pin(ids: string[], on: boolean): void;
  openPair(key: string, on: boolean): void;
  findPath(from: string): void; // asks for the other end
}

/** What every panel of the Explore place is given. */
export interface PanelProps {
  view: Explore;
  model: Model;
  shown: Shown;
  act: Actions;
}

export function nameOf({ model }: { model: Model }, id: string): string {
  return model.nodes.get(id)?.name ?? id;
}

/** The most reported first. */
export function byReports(edges: Edge[]): Edge[] {
  return [...edges].sort((a, b) => b.claims - a.claims || (a.id < b.id ? -1 : 1));
}

/** What an expansion adds to: the first look becomes a ground of entities that stay. */
export function ground(view: Explore, model: Model | null): string[] {
  return isTop(view) && model ? [...model.nodes.keys()] : view.with;
}
