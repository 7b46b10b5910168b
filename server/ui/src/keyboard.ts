// What keys do in the Explore place; shortcuts.tsx lists them.
import type { Actions } from './act';
import type { Explore } from './exploreview';
import type { Graph } from './graph';
import type { Undoing } from './history';
import type { Shown } from './shown';
import type { Asked } from './strip';

interface Given {
  view: Explore;
  shown: Shown;
  act: Actions;
  graph: Graph | null;
  undoing: Undoing;
  ask: (what: Asked) => void;
}

const arrows: Record<string, [number, number]> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const panStep = 60; // pixels

export function keyboard(e: KeyboardEvent, given: Given): void {
  if (e.altKey || e.defaultPrevented) return;
  const done = e.ctrlKey || e.metaKey ? command(e, given) : onPage(e, given) || ((e.target as HTMLElement).id === 'graph' && onDrawing(e, given));
  if (done) e.preventDefault();
}

function command(e: KeyboardEvent, { undoing }: Given): boolean {
  const key = e.key.toLowerCase();
  if (key === 'z' && !e.shiftKey) undoing.undo();
  else if (key === 'y' || key === 'z') undoing.redo();
  else return false;
  return true;
}

/** Keys that work wherever the focus is, but in a text box. */
function onPage(e: KeyboardEvent, { view, act, ask }: Given): boolean {
  const id = view.selected.startsWith('node:') ? view.selected.slice(5) : '';
  switch (e.key) {
    case 'Escape':
      if (!view.selected && view.picked.length === 0) return false;
      act.select('');
      return true;
    case '?':
      ask('keys');
      return true;
    case 's':
      ask('views');
      return true;
    case 't':
      act.change({ as: view.as === 'table' ? 'graph' : 'table' });
      return true;
    case 'e':
    case 'c':
    case 'h':
    case 'p':
      if (!id) return false;
      if (e.key === 'e') act.expand(id);
      else if (e.key === 'c') act.collapse(id);
      else if (e.key === 'h') act.hide([id]);
      else act.pin([id], !(id in view.pins));
      return true;
  }
  return false;
}

function onDrawing(e: KeyboardEvent, { view, shown, act, graph }: Given): boolean {
  const at = view.selected.startsWith('node:') ? view.selected.slice(5) : view.around[0] ?? [...shown.nodes.keys()][0] ?? '';
  const step = arrows[e.key];
  if (step && e.shiftKey) graph?.camera.panBy(-step[0] * panStep, -step[1] * panStep);
  else if (step && at) {
    const next = view.selected.startsWith('node:') || view.around.length > 0 ? graph?.neighbour(at, ...step) : at;
    if (next) act.select(`node:${next}`);
    else if (!view.selected) act.select(`node:${at}`);
  } else if (e.key === 'Enter' && at && view.selected.startsWith('node:')) act.focus(at);
  else if (e.key === 'o' && view.selected.startsWith('node:')) {
    const near = shown.edges.filter((edge) => edge.source === at || edge.target === at).flatMap((edge) => [edge.source, edge.target]);
    act.hideOthers([at, ...near]);
  } else if (e.key === ' ' && at) act.pick([at], true);
  else if (e.key === '+' || e.key === '=') graph?.camera.zoomBy(1.25);
  else if (e.key === '-') graph?.camera.zoomBy(0.8);
  else if (e.key === '0') graph?.camera.fit();
  else return false;
  return true;
}
