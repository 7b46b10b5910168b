// The panel of several entities that were chosen together.
import { ground, type PanelProps } from './act';
import { NodeList } from './lists';
import { address, explore } from './view';
import { plural } from './words';

export function PickedPanel(props: PanelProps) {
  const { view, shown, act } = props;
  const nodes = view.picked.map((id) => shown.nodes.get(id)).filter((n) => n !== undefined);
  const ids = nodes.map((n) => n.id);
  const pinned = ids.length > 0 && ids.every((id) => id in view.pins);
  const closed = ids.filter((id) => !view.around.includes(id));
  return (
    <section>
      <h2>{plural(nodes.length, 'entity', 'entities')} chosen</h2>
      <p class="hint">Shift and click adds or takes away one, Shift and drag takes all in a box.</p>
      <div class="acts">
        <button type="button" data-act="pin-picked" onClick={() => act.pin(ids, !pinned)}>{pinned ? 'Unpin' : 'Pin'}</button>
        <button type="button" data-act="hide-picked" onClick={() => act.hide(ids)}>Hide</button>
        <button type="button" data-act="keep-picked" onClick={() => act.hideOthers(ids)}>Hide others</button>
        <button type="button" data-act="expand-picked" disabled={closed.length === 0 || closed.length > 10}
          title={closed.length > 10 ? 'At most ten at once' : undefined}
          onClick={() => act.change({ around: [...view.around, ...closed], with: ground(view, props.model), picked: [] })}>Expand all</button>
        <button type="button" data-act="only-picked" onClick={() => act.go(address(explore([], { with: ids })))}>Open alone</button>
        {ids.length === 2 && (
          <button type="button" data-act="path-picked" onClick={() => act.go(address(explore([], { path: ids, asOf: view.asOf })))}>Paths between</button>
        )}
        <button type="button" onClick={() => act.pick([], false)}>Clear</button>
      </div>
      <NodeList {...props} nodes={nodes} />
    </section>
  );
}
