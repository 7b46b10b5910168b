// The way through the views: addresses, the back button, undo and redo.
import { useEffect, useState } from 'preact/hooks';
import { isTop, unmarked } from './exploreview';
import type { Point } from './layout';
import type { Navigate } from './parts';
import { address, parse, type View } from './view';

/** What the history keeps beside the address, so that reload and back restore the very picture. */
export interface Kept {
  positions?: [string, Point][];
  viewport?: { zoom: number; pan: Point; width: number; height: number };
}

export function kept(): Kept {
  return (history.state as Kept | null) ?? {};
}

export function keep(more: Kept): void {
  history.replaceState({ ...kept(), ...more }, '');
}

interface Step {
  address: string;
  kept: Kept;
}

const most = 50; // steps that can be undone
const together = 700; // milliseconds within which changes of a slider are one step

/** The steps of work on the drawing, apart from the browser's own history, which also holds other places. */
export class Steps {
  private past: Step[] = [];
  private future: Step[] = [];
  private last = 0;

  /** Takes note of a change of the picture; marking something in it is none. */
  record(from: View, to: View, now: Step, sliding: boolean, at: number): void {
    if (from.place !== 'explore' || to.place !== 'explore' || address(unmarked(from)) === address(unmarked(to))) return;
    const continued = sliding && at - this.last < together;
    this.last = sliding ? at : 0;
    this.future = [];
    if (!continued) this.past = [...this.past, now].slice(-most);
  }

  get undoable(): number {
    return this.past.length;
  }

  get redoable(): number {
    return this.future.length;
  }

  /** The step before, or null; now becomes the one to redo. */
  back(now: Step): Step | null {
    const step = this.past.pop() ?? null;
    if (step) this.future.push(now);
    return step;
  }

  forth(now: Step): Step | null {
    const step = this.future.pop() ?? null;
    if (step) this.past.push(now);
    return step;
  }
}

/** Undo and redo as the toolbar shows them. */
export interface Undoing {
  undoable: number;
  redoable: number;
  undo(): void;
  redo(): void;
}

/** Whether the drawing goes on from the one before, so that what is drawn keeps its place. */
function continues(from: View, to: View): boolean {
  if (from.place !== 'explore' || to.place !== 'explore' || from.limit !== to.limit) return false;
  if (isTop(from) && to.with.length > 0) return true; // the first look was expanded
  if (from.with.join('\n') !== to.with.join('\n') || from.path.join('\n') !== to.path.join('\n')) return false;
  if (from.around.length === 0 || to.around.length === 0) return from.around.length === to.around.length || from.with.length + from.path.length > 0;
  const grown = from.around.every((id, i) => to.around[i] === id);
  const collapsed = to.around.every((id) => from.around.includes(id)) && (to.around.length > 1 || from.around[0] === to.around[0]);
  return grown || collapsed;
}

function here(): Step {
  return { address: location.pathname + location.search, kept: kept() };
}

/** The view that the address tells, and the ways to change it. */
export function useView(): { view: View; go: Navigate; undoing: Undoing } {
  const [view, setView] = useState<View>(() => parse(location.pathname, location.search));
  const [steps] = useState(() => new Steps());

  const go: Navigate = (to, how = {}) => {
    const url = new URL(to, location.origin);
    const next = parse(url.pathname, url.search);
    const before = parse(location.pathname, location.search);
    const now = here();
    if (!how.quiet) steps.record(before, next, now, !!how.replace, performance.now());
    const state: unknown = continues(before, next) ? history.state : {};
    if (how.replace || to === now.address) history.replaceState(state, '', to);
    else history.pushState(state, '', to);
    setView(next);
  };
  const restore = (step: Step | null) => {
    if (!step) return;
    history.pushState(step.kept, '', step.address);
    setView(parse(location.pathname, location.search));
  };

  useEffect(() => {
    const back = () => setView(parse(location.pathname, location.search));
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);

  const undoing: Undoing = {
    undoable: steps.undoable,
    redoable: steps.redoable,
    undo: () => restore(steps.back(here())),
    redo: () => restore(steps.forth(here())),
  };
  return { view, go, undoing };
}
