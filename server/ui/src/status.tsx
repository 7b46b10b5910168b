// What is shown, what a limit cut, and what to do where there is nothing.
import { nameOf, type Actions } from './act';
import { explore, isTop, steps, type Explore } from './exploreview';
import { mostRead, type Model } from './model';
import { Link, Notice } from './parts';
import type { Shown } from './shown';
import { address } from './view';
import type { Overview } from './walks';
import { edgeLabel, plural } from './words';

interface Given {
  view: Explore;
  model: Model | null;
  shown: Shown;
  act: Actions;
}

/** The line above the drawing. */
export function Status({ view, model, shown, failed, overview, act }: Given & { failed: boolean; overview: Overview | null }) {
  if (failed) return <>Nothing drawn</>;
  if (view.as === 'overview') return <>{overview ? `${plural(overview.communities.length, 'community', 'communities')}, ${plural(overview.nodes.length, 'entity', 'entities')}` : '…'}</>;
  if (!model) return <>…</>;
  const counted = `${plural(shown.nodes.size, 'entity', 'entities')}, ${plural(shown.edges.length, 'relation')}`;
  if (isTop(view)) return <>Most reported · {counted}</>;
  const alone = view.around.length === 1 && !view.with.length && !view.path.length;
  const cut = model.parts.find((p) => p.truncated && p.center);
  const more = steps.find((s) => s > view.limit);
  return (
    <>
      {alone && <>{nameOf({ model }, view.around[0]!)} · </>}
      {view.path.length === 2 && <>{plural(model.paths?.paths.length ?? 0, 'path')} · </>}
      {counted}
      {cut && <> · {cut.nodes.length} of {cut.total} shown </>}
      {cut && more && !view.how[cut.center] && <button type="button" class="inline" onClick={() => act.change({ limit: more })}>Show more</button>}
    </>
  );
}

/** What stands in the place of the drawing when there is none. */
export function Empty({ view, model, shown, error, loading, act }: Given & { error: string; loading: boolean }) {
  if (error) {
    return (
      <Notice kind="error">
        <p>{error}</p>
        {view.asOf && <button type="button" onClick={() => act.change({ asOf: '' })}>As known today, not on {view.asOf}</button>}
        <button type="button" onClick={() => act.go('/')}>Show the most reported relations</button>
      </Notice>
    );
  }
  if (loading && !model) return <Notice kind="loading">Loading the graph …</Notice>;
  if (!model || view.as === 'overview') return null;
  if (model.nodes.size === 0 && isTop(view) && !view.asOf) {
    return (
      <Notice kind="empty">
        <p>There is nothing in the graph yet.</p>
        <p><Link go={act.go} href={address({ place: 'add' })}>Add articles</Link> here, or with <code>newsgraph build PATH</code> and reload.</p>
      </Notice>
    );
  }
  if (model.nodes.size === 0) {
    return (
      <Notice kind="empty">
        <p>{view.asOf ? `No article published by ${view.asOf} tells of this.` : 'None of these entities is in the graph.'}</p>
        {view.asOf && <button type="button" onClick={() => act.change({ asOf: '' })}>As known today</button>}
        <button type="button" onClick={() => act.go('/')}>Show the most reported relations</button>
      </Notice>
    );
  }
  if (model.edges.size > 0 && shown.edges.length === 0) {
    return (
      <Notice kind="empty">
        <p>The filters hide every relation.</p>
        <button type="button" onClick={() => act.change({
          hiddenTypes: [], hiddenFamilies: [], hiddenStatuses: [], confidence: 0, from: '', to: '', undated: true, asOf: '', hidden: [],
        })}>Show everything</button>
      </Notice>
    );
  }
  return null;
}

/** More than one can read: filter, or look from afar. */
export function TooMany({ view, model, act }: { view: Explore; model: Model; act: Actions }) {
  return (
    <Notice kind="empty">
      <p>{plural(model.nodes.size, 'entity', 'entities')} are more than one can read: {mostRead} are drawn without asking.</p>
      <p>Ask for fewer around each entity, or look from afar.</p>
      <div class="acts">
        {view.limit !== steps[0] && <button type="button" class="primary" onClick={() => act.change({ limit: steps[0]! })}>{steps[0]} around each</button>}
        <button type="button" onClick={() => act.go(address(explore([], { as: 'overview' })))}>See the communities</button>
        <button type="button" onClick={() => act.change({ as: 'table' })}>As a table</button>
        <button type="button" data-act="draw-all" onClick={() => act.change({ all: true })}>Draw all the same</button>
      </div>
    </Notice>
  );
}

/** What a screen reader says after a selection. */
export function announcement(view: Explore, shown: Shown): string {
  const id = view.selected.slice(5);
  const name = (n: string) => shown.nodes.get(n)?.name ?? n;
  if (view.picked.length > 0) return `${plural(view.picked.length, 'entity', 'entities')} chosen`;
  if (view.selected.startsWith('node:')) {
    const count = shown.edges.filter((e) => e.source === id || e.target === id).length;
    return `${name(id)} selected, ${plural(count, 'relation')}`;
  }
  const edge = shown.edges.find((e) => e.id === id);
  return edge ? `${name(edge.source)} ${edgeLabel(edge)} ${name(edge.target)} selected` : '';
}
