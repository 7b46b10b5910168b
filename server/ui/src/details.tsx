// The right side: what the selection is, and a list of all that is drawn.
import type { PanelProps } from './act';
import { EdgePanel, PairPanel } from './edgepanel';
import { Home, ThisView } from './home';
import { AllRelations } from './lists';
import { NodePanel } from './nodepanel';
import { PathPanel } from './pathpanel';
import { PickedPanel } from './picked';
import { isTop } from './exploreview';

export function Details(props: PanelProps) {
  const panel = choose(props);
  return (
    <aside id="right" aria-label="Details">
      {panel}
      <AllRelations {...props} open={!props.view.selected && !isTop(props.view)} />
    </aside>
  );
}

function choose(props: PanelProps) {
  const { view, shown } = props;
  const id = view.selected.slice(5);
  if (view.picked.length > 0) return <PickedPanel {...props} />;
  if (view.selected.startsWith('node:')) {
    const node = shown.nodes.get(id);
    if (node) return <NodePanel key={id} {...props} node={node} />;
  }
  if (view.selected.startsWith('edge:')) {
    const edge = shown.edges.find((e) => e.id === id);
    if (edge) return <EdgePanel key={id} {...props} edge={edge} />;
  }
  if (view.selected.startsWith('pair:')) return <PairPanel {...props} pair={id} />;
  if (view.path.length === 2) return <PathPanel {...props} />;
  return isTop(view) ? <Home {...props} /> : <ThisView {...props} />;
}
