// The Explore place: filters, drawing, details. It turns the address into
// networks, networks into positions, and what the user does into addresses.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ego, get, type Edge, type Entity, type Subgraph } from './api';
import { Details, type Shown } from './details';
import { keep, kept, type Undoing } from './history';
import { Filters, showsEdge, showsNode } from './filters';
import { box, Graph, link } from './graph';
import { arrange as arrangeHere, type Positions, type Task } from './layout';
import { Notice, type Navigate } from './parts';
import { address, steps, type Explore } from './view';
import { edgeLabel, entityName, plural } from './words';

const topLimit = 40;
const inlineLimit = 80; // entities whose layout takes some 50 ms, less than starting a worker may

let worker: Worker | null = null;
let tasks = 0;
const waiting = new Map<number, (positions: Positions) => void>();

/** Small pictures are laid out at once, large ones off the main thread. */
async function arrange(task: Task): Promise<Positions> {
  if (task.boxes.length <= inlineLimit) return arrangeHere(task);
  if (!worker) {
    worker = new Worker('/assets/layout.js', { type: 'module' });
    worker.onmessage = (e: MessageEvent<{ number: number; positions: [string, Point][] }>) => {
      waiting.get(e.data.number)?.(new Map(e.data.positions));
      waiting.delete(e.data.number);
    };
  }
  const number = ++tasks;
  return new Promise((resolve) => {
    waiting.set(number, resolve);
    worker!.postMessage({ number, task });
  });
}

interface Model {
  key: string;
  nodes: Map<string, Entity>;
  edges: Map<string, Edge>;
  parts: Subgraph[];
}

async function load(around: string[], limit: number): Promise<Model> {
  const parts = around.length === 0
    ? [await get<Subgraph>(`/api/top?limit=${topLimit}`)]
    : await Promise.all(around.map((id) => ego(id, limit + 1)));
  const model: Model = { key: modelKey(around, limit), nodes: new Map(), edges: new Map(), parts };
  for (const part of parts) {
    for (const n of part.nodes) model.nodes.set(n.id, { ...n, name: entityName(n) });
    for (const e of part.edges) model.edges.set(e.id, e);
  }
  return model;
}

function modelKey(around: string[], limit: number): string {
  return JSON.stringify([around, limit]);
}

/**
 * Places the parts one after the other, as they were asked for, so that an
 * address gives the picture that led to it. What has a place keeps it.
 */
async function place(model: Model, around: string[], known: Positions): Promise<Positions> {
  let positions: Positions = new Map([...known].filter(([id]) => model.nodes.has(id)));
  const drawn = new Map<string, Entity>();
  for (const [i, part] of model.parts.entries()) {
    for (const n of part.nodes) drawn.set(n.id, model.nodes.get(n.id)!);
    const alone = model.parts.length === 1 && around.length === 1;
    const links = [...model.edges.values()].filter((e) => drawn.has(e.source) && drawn.has(e.target));
    const placed = await arrange({
      boxes: [...drawn.values()].map((n) => box(n, alone && n.id === around[0])),
      links: links.map(link),
      placed: [...positions].filter(([id]) => drawn.has(id)),
      center: around[i] ?? '',
    });
    positions = new Map([...positions, ...placed]);
  }
  return positions;
}

export function ExplorePlace({ view, go, theme, undoing }: { view: Explore; go: Navigate; theme: string; undoing: Undoing }) {
  void undoing;
  const holder = useRef<HTMLDivElement>(null);
  const graph = useRef<Graph | null>(null);
  const [model, setModel] = useState<Model | null>(null);
  const [error, setError] = useState('');
  const [drawn, setDrawn] = useState('');
  const key = modelKey(view.around, view.limit);
  const latest = useRef({ view, go, settled: false });
  latest.current = { view, go, settled: drawn === key };

  const change = (more: Partial<Explore>, replace = false) => {
    const now = latest.current;
    now.go(address({ ...now.view, ...more }), { replace });
  };
  const select = (selected: string) => {
    if (selected !== latest.current.view.selected) change({ selected });
  };
  const expand = (id: string) => {
    const { around } = latest.current.view;
    if (around.length === 0) change({ around: [id], selected: `node:${id}` });
    else if (!around.includes(id)) change({ around: [...around, id], selected: `node:${id}` });
  };

  useEffect(() => {
    const made = new Graph(holder.current!, {
      select,
      expand,
      moved: () => {
        if (!latest.current.settled) return; // the picture still is that of the address before
        keep({ positions: made.positions(), viewport: { ...made.viewport(), ...made.size } });
      },
    });
    graph.current = made;
    (window as unknown as { explorer: Graph }).explorer = made; // browser tests look at the drawing through it
    return () => {
      graph.current = null;
      made.destroy();
    };
  }, []);

  useEffect(() => {
    let gone = false;
    setError('');
    load(view.around, view.limit).then(
      (m) => {
        if (!gone) setModel(m);
      },
      (err: Error) => {
        if (!gone) setError(err.message);
      },
    );
    return () => {
      gone = true;
    };
  }, [key]);

  useEffect(() => {
    if (!model || model.key !== key) return;
    let gone = false;
    const before = kept();
    place(model, view.around, new Map(before.positions ?? [])).then((positions) => {
      const g = graph.current;
      if (gone || !g) return;
      g.draw({ nodes: [...model.nodes.values()], edges: [...model.edges.values()], centers: view.around }, positions);
      applyFilters(g, latest.current.view, model);
      g.select(latest.current.view.selected);
      const { viewport } = before;
      const complete = before.positions?.length === model.nodes.size;
      if (viewport && complete && viewport.width === g.size.width && viewport.height === g.size.height) g.setViewport(viewport);
      else g.fit();
      keep({ positions: g.positions(), viewport: { ...g.viewport(), ...g.size } });
      setDrawn(key);
    });
    return () => {
      gone = true;
    };
  }, [model, key]);

  useEffect(() => {
    if (graph.current && model && drawn === key) applyFilters(graph.current, view, model);
  }, [view.hiddenTypes.join(), view.hiddenFamilies.join(), view.hiddenStatuses.join(), view.confidence]);

  useEffect(() => {
    if (drawn !== key) return;
    graph.current?.select(view.selected);
    graph.current?.reveal(view.selected);
  }, [view.selected]);

  useEffect(() => graph.current?.restyle(), [theme]);

  const shown = useMemo((): Shown => {
    const nodes = new Map([...(model?.nodes ?? [])].filter(([, n]) => showsNode(view, n)));
    const edges = [...(model?.edges.values() ?? [])].filter((e) => showsEdge(view, e) && nodes.has(e.source) && nodes.has(e.target));
    const tied = new Set(edges.flatMap((e) => [e.source, e.target]));
    for (const id of [...nodes.keys()]) {
      if (!tied.has(id) && !view.around.includes(id) && model!.edges.size > 0) nodes.delete(id);
    }
    return { nodes, edges };
  }, [model, view]);

  const keys = (e: KeyboardEvent) => {
    const arrows: Record<string, [number, number]> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = arrows[e.key];
    const at = view.selected.startsWith('node:') ? view.selected.slice(5) : view.around[0] ?? [...shown.nodes.keys()][0] ?? '';
    if (step && at) {
      e.preventDefault();
      const next = graph.current?.neighbour(at, ...step);
      if (next) select(`node:${next}`);
      else if (!view.selected) select(`node:${at}`);
    } else if (e.key === 'Enter' && view.selected.startsWith('node:')) {
      e.preventDefault();
      expand(at);
    } else if (e.key === 'Escape') select('');
    else if (e.key === '+' || e.key === '=') graph.current?.zoomBy(1.25);
    else if (e.key === '-') graph.current?.zoomBy(0.8);
    else if (e.key === '0') graph.current?.fit();
  };

  return (
    <>
      <Filters view={view} nodes={[...(model?.nodes.values() ?? [])]} edges={[...(model?.edges.values() ?? [])]} change={(more) => change(more, true)} />
      <main id="main" aria-label="Graph" data-drawn={drawn === key && !error ? 'yes' : 'no'}>
        <div id="graph" ref={holder} role="application" tabIndex={0} onKeyDown={keys}
          aria-label="Drawing of relations. Arrow keys walk, Enter expands, Escape clears. The side panel lists the same relations." />
        <div class="pill" role="status">{error ? 'Nothing drawn' : status(view, model, shown, change)}</div>
        {!error && !model && <Notice kind="loading">Loading the graph …</Notice>}
        {error && (
          <Notice kind="error">
            <p>{error}</p>
            <button type="button" onClick={() => go('/')}>Show the most reported relations</button>
          </Notice>
        )}
        {!error && model && model.nodes.size === 0 && (
          <Notice kind="empty"><p>There is nothing in the graph yet. Add articles with <code>newsgraph build PATH</code> and reload.</p></Notice>
        )}
        {!error && model && model.nodes.size > 0 && shown.edges.length === 0 && (
          <Notice kind="empty"><p>The filters on the left hide every relation.</p></Notice>
        )}
        <div class="zoom">
          <button type="button" aria-label="Save as picture" title="Save as picture" onClick={() => graph.current && save(graph.current)}>⤓</button>
          <button type="button" aria-label="Zoom in" onClick={() => graph.current?.zoomBy(1.3)}>+</button>
          <button type="button" aria-label="Zoom out" onClick={() => graph.current?.zoomBy(1 / 1.3)}>−</button>
          <button type="button" aria-label="Fit to screen" title="Fit to screen (0)" onClick={() => graph.current?.fit()}>⤢</button>
        </div>
        <div class="vh" aria-live="polite">{announcement(view, shown)}</div>
      </main>
      <Details view={view} shown={shown} go={go} select={select} expand={expand} />
    </>
  );
}

function save(g: Graph): void {
  const link = document.createElement('a');
  link.href = g.image();
  link.download = 'newsgraph.png';
  link.click();
}

function applyFilters(g: Graph, view: Explore, model: Model): void {
  g.filter((id) => showsNode(view, model.nodes.get(id)!), (id) => showsEdge(view, model.edges.get(id)!));
}

/** The line above the drawing: what is shown and what a limit cut. */
function status(view: Explore, model: Model | null, shown: Shown, change: (more: Partial<Explore>) => void) {
  if (!model) return '…';
  const counts = `${plural(shown.nodes.size, 'entity', 'entities')}, ${plural(shown.edges.length, 'relation')}`;
  if (view.around.length === 0) return `Most reported · ${counts}`;
  const cut = model.parts.find((p) => p.truncated);
  const more = steps.find((s) => s > view.limit);
  const name = view.around.length === 1 ? `${model.nodes.get(view.around[0]!)?.name ?? view.around[0]} · ` : '';
  return (
    <>
      {name}{counts}
      {cut && <> · {cut.nodes.length} of {cut.total} shown </>}
      {cut && more && <button type="button" class="inline" onClick={() => change({ limit: more })}>Show more</button>}
    </>
  );
}

function announcement(view: Explore, shown: Shown): string {
  const id = view.selected.slice(5);
  const name = (n: string) => shown.nodes.get(n)?.name ?? n;
  if (view.selected.startsWith('node:')) {
    const count = shown.edges.filter((e) => e.source === id || e.target === id).length;
    return `${name(id)} selected, ${plural(count, 'relation')}`;
  }
  const edge = shown.edges.find((e) => e.id === id);
  return edge ? `${name(edge.source)} ${edgeLabel(edge)} ${name(edge.target)} selected` : '';
}
