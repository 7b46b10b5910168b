// The Explore place: filters, drawing, details. It turns the address into
// networks, networks into positions, and what the user does into addresses.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { path } from './api';
import { Details } from './details';
import { useGraph } from './drawing';
import { ExpandDialog } from './expanddialog';
import { explore, type Explore } from './exploreview';
import { Filters } from './filters';
import { gizmo } from './gizmo';
import type { Undoing } from './history';
import { keyboard } from './keyboard';
import { modelKey, mostRead, renamedView } from './model';
import { Communities, CommunityTable, MapLegend, OverviewMap } from './overview';
import type { Navigate } from './parts';
import { QueryDialog } from './querydialog';
import { SavedViews } from './savedviews';
import { PathDialog } from './search';
import { Shortcuts } from './shortcuts';
import { counts, sift } from './shown';
import { announcement, Empty, Status, TooMany } from './status';
import { Strip, type Asked } from './strip';
import { Table } from './table';
import { Timeline } from './timeline';
import { useActions } from './useactions';
import { useLoaded } from './hooks';
import { useModel, usePeriod } from './usemodel';
import { address } from './view';
import type { Overview } from './walks';

interface Props {
  view: Explore;
  go: Navigate;
  theme: string;
  undoing: Undoing;
}

export function ExplorePlace({ view, go, theme, undoing }: Props) {
  const { model, error } = useModel(view);
  const period = usePeriod(view, model);
  const [asked, ask] = useState<Asked>('');
  const { act, expanding, pathing, settle } = useActions(view, go, model);
  const map = useLoaded<Overview>(view.as === 'overview' ? path('/api/overview', { asof: view.asOf }) : null);

  const current = model?.key === modelKey(view) ? model : null;
  useEffect(() => {
    if (current && current.renamed.size > 0) go(address({ ...view, ...renamedView(view, current) }), { replace: true, quiet: true });
  }, [current]);
  const shown = useMemo(() => (model ? sift(view, model, period) : { nodes: new Map(), edges: [] }), [model, view, period]);
  const found = useMemo(() => (model ? counts(view, model, period) : null), [model, view, period]);
  const tooMany = !!model && model.nodes.size > mostRead && !view.all && view.as === 'graph';

  const holder = useRef<HTMLDivElement>(null);
  // Until what a new address asks for is here, the drawing stays as it is.
  const { graph, drawn } = useGraph(holder, { view, model: tooMany || view.as !== 'graph' ? null : model, stale: current === null, shown, act, theme });
  const keys = (e: KeyboardEvent) => keyboard(e, { view, shown, act, graph: graph.current, undoing, ask });
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement;
      if (!target.closest('#graph, dialog, input, textarea, select, [contenteditable]')) keys(e);
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  });

  const overview = view.as === 'overview';
  // The panels are long: they are only made anew when what they show has changed.
  const filters = useMemo(() => found && <Filters view={view} counts={found} act={act} />, [view, found]);
  const details = useMemo(() => model && <Details view={view} model={model} shown={shown} act={act} />, [view, model, shown]);
  const timeline = useMemo(() => model && found && model.nodes.size > 0 && <Timeline view={view} model={model} act={act} counts={found} />, [view, model, found]);
  const ready = overview ? map.data !== null : view.as === 'table' || tooMany ? current !== null : drawn;
  const failed = error || map.error;
  return (
    <>
      {overview && map.data ? <MapLegend map={map.data} /> : filters && !overview ? filters : <aside id="left" aria-label="Filters and legend" />}
      <main id="main" aria-label="Graph" data-drawn={ready && !failed ? 'yes' : 'no'}>
        <Strip view={view} shown={shown} act={act} undoing={undoing} ask={ask} graph={() => graph.current}>
          <Status view={view} model={model} shown={shown} failed={!!failed} overview={map.data} act={act} />
        </Strip>
        <div class="stage">
          {view.as === 'graph' && !tooMany && (
            <div id="graph" ref={holder} role="application" tabIndex={0} onKeyDown={keys}
              aria-label="Drawing of relations. Arrow keys walk, Enter focuses, E expands, Escape clears, question mark lists all keys. The side panel lists the same relations." />
          )}
          {view.as === 'table' && model && <Table view={view} model={model} shown={shown} act={act} />}
          {overview && map.data && <OverviewMap map={map.data} view={view} go={go} theme={theme} />}
          {tooMany && <TooMany view={view} model={model} act={act} />}
          <Empty view={view} model={model} shown={shown} error={failed} loading={!ready} act={act} />
          {view.as === 'graph' && !tooMany && (
            <div class="zoom">
              <button type="button" aria-label="Zoom in" onClick={() => graph.current?.camera.zoomBy(1.3)}>+</button>
              <button type="button" aria-label="Zoom out" onClick={() => graph.current?.camera.zoomBy(1 / 1.3)}>−</button>
              <button type="button" aria-label="Fit to screen" title="Fit to screen (0)" onClick={() => graph.current?.camera.fit()}>⤢</button>
            </div>
          )}
        </div>
        {!overview && timeline}
        <div class="vh" aria-live="polite">{announcement(view, shown)}</div>
      </main>
      {overview
        ? <aside id="right" aria-label="Details">{map.data && <><Communities map={map.data} view={view} go={go} /><details class="all"><summary>As a table</summary><CommunityTable map={map.data} view={view} go={go} /></details></>}</aside>
        : details}
      {expanding && model?.nodes.has(expanding) && (
        <ExpandDialog node={model.nodes.get(expanding)!} asOf={view.asOf} close={settle} expand={(how) => {
          settle();
          act.expand(expanding, how);
        }} />
      )}
      {pathing && (
        <PathDialog from={model?.nodes.get(pathing)?.name ?? pathing} close={settle} choose={(to) => {
          settle();
          if (to.id !== pathing) go(address(explore([], { path: [pathing, to.id], asOf: view.asOf })));
        }} />
      )}
      {asked === 'keys' && <Shortcuts close={() => ask('')} />}
      {asked === 'views' && <SavedViews view={view} go={go} close={() => ask('')} />}
      {asked === 'query' && model && <QueryDialog text={gizmo(view, shown, shown.edges.length < model.edges.size)} go={go} close={() => ask('')} />}
    </>
  );
}

