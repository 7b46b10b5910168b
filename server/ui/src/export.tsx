// Downloads of exactly what is shown, and of the whole graph.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Failure, path, type Format } from './api';
import type { Explore } from './exploreview';
import type { Graph } from './graph';
import { useLoaded } from './hooks';
import { png, svg } from './picture';
import type { Shown } from './shown';
import { plural } from './words';

const formatNames: Record<string, string> = {
  nquads: 'N-Quads', jsonld: 'JSON-LD', graphml: 'GraphML', gexf: 'GEXF', json: 'JSON', csv: 'CSV', ftm: 'FollowTheMoney', claims: 'Claims, JSON Lines', mentions: 'Mentions, JSON Lines',
};

const wholeOnly = 'mentions'; // a format that holds all mentions of an article, shown or not

/** Gives the user a file. */
export function download(name: string, body: Blob): void {
  const url = URL.createObjectURL(body);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** What the server is asked for when the user exports a view. */
export function exportRequest(view: Explore, shown: Shown, format: string) {
  // Where undated relations are let through, dates cannot be left to the server: it would drop these.
  const dated = (view.from || view.to) && shown.edges.every((e) => e.first_date);
  return {
    format,
    nodes: [...shown.nodes.keys()],
    edges: shown.edges.map((e) => e.id),
    filter: { ...(dated ? { from: view.from, to: view.to } : {}), ...(view.asOf ? { asof: view.asOf } : {}) },
  };
}

async function fetchFile(view: Explore, shown: Shown, format: Format): Promise<void> {
  const response = await fetch('/api/export', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(exportRequest(view, shown, format.id)),
  });
  if (!response.ok) {
    const body = (await response.json().catch(() => null)) as { error?: string } | null;
    throw new Failure(body?.error ?? response.statusText);
  }
  const named = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  download(named ?? `newsgraph${format.ext[0] ?? ''}`, await response.blob());
}

export function Export({ view, shown, graph }: { view: Explore; shown: Shown; graph: () => Graph | null }) {
  const formats = useLoaded<Format[]>('/api/v2/formats').data ?? [];
  const [error, setError] = useState('');
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (e: Event) => {
      if (menu.current?.open && (e instanceof KeyboardEvent ? e.key === 'Escape' : !menu.current.contains(e.target as Node))) menu.current.open = false;
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  const said = (work: Promise<void>) => {
    setError('');
    work.catch((err: Error) => setError(err.message));
  };
  const draw = async (name: string, make: (g: Graph) => Blob | Promise<Blob>) => {
    const g = graph();
    if (g) download(name, await make(g));
  };
  const nothing = shown.nodes.size === 0;
  return (
    <details class="menu" ref={menu}>
      <summary title="Export what is shown">Export</summary>
      <div class="sheet">
        <p>Exactly what is shown: {plural(shown.nodes.size, 'entity', 'entities')}, {plural(shown.edges.length, 'relation')}</p>
        {view.as === 'graph' && (
          <>
            <button type="button" data-format="png" disabled={nothing} onClick={() => said(draw('newsgraph.png', png))}><span>Picture</span><small>.png</small></button>
            <button type="button" data-format="svg" disabled={nothing}
              onClick={() => said(draw('newsgraph.svg', (g) => new Blob([svg(g)], { type: 'image/svg+xml' })))}><span>Drawing</span><small>.svg</small></button>
          </>
        )}
        {formats.filter((f) => f.id !== wholeOnly).map((f) => (
          <button type="button" key={f.id} data-format={f.id} disabled={nothing} onClick={() => said(fetchFile(view, shown, f))}><span>{formatNames[f.id] ?? f.id}</span><small>{f.ext[0]}</small></button>
        ))}
        {error && <p role="alert" class="warn">{error}</p>}
        <p>The whole graph</p>
        <div class="whole">
          {formats.map((f) => <a key={f.id} href={path('/api/export', { format: f.id })} download>{formatNames[f.id] ?? f.id}</a>)}
        </div>
      </div>
    </details>
  );
}
