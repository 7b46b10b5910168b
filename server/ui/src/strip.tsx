// The row above the drawing: what is shown, and what can be done to all of it.
import type { ComponentChildren } from 'preact';
import type { Actions } from './act';
import { Export } from './export';
import type { Explore } from './exploreview';
import type { Graph } from './graph';
import type { Undoing } from './history';
import type { Shown } from './shown';

export type Asked = '' | 'views' | 'keys' | 'query';

interface Props {
  view: Explore;
  shown: Shown;
  act: Actions;
  undoing: Undoing;
  ask: (what: Asked) => void;
  graph: () => Graph | null;
  children: ComponentChildren; // what is shown, in words
}

export function Strip({ view, shown, act, undoing, ask, graph, children }: Props) {
  const as = (what: Explore['as']) => act.change({ as: what });
  return (
    <div class="strip">
      <div class="pill" role="status">{children}</div>
      <div class="tools" role="toolbar" aria-label="This view">
        <button type="button" data-act="undo" disabled={undoing.undoable === 0} onClick={undoing.undo} aria-label="Undo" title="Undo (Ctrl Z)">↶</button>
        <button type="button" data-act="redo" disabled={undoing.redoable === 0} onClick={undoing.redo} aria-label="Redo" title="Redo (Ctrl Y)">↷</button>
        <span class="group" role="group" aria-label="Shown as">
          <button type="button" data-act="as-graph" aria-pressed={view.as === 'graph'} onClick={() => as('graph')}>Graph</button>
          <button type="button" data-act="as-table" aria-pressed={view.as === 'table'} onClick={() => as('table')} title="The same as a table (T)">Table</button>
          <button type="button" data-act="as-overview" aria-pressed={view.as === 'overview'} onClick={() => as('overview')} title="The whole graph from afar">Map</button>
        </span>
        <button type="button" data-act="views" onClick={() => ask('views')} title="Saved views (S)">Views</button>
        <button type="button" data-act="gizmo" onClick={() => ask('query')} title="This view as a query in Gizmo">Gizmo</button>
        <Export view={view} shown={shown} graph={graph} />
        <button type="button" data-act="keys" onClick={() => ask('keys')} aria-label="Keys and mouse" title="Keys and mouse (?)">?</button>
      </div>
    </div>
  );
}
