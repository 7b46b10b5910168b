// The right side when nothing is selected: what is worth a look.
import type { ComponentChildren } from 'preact';
import { byReports, type PanelProps } from './act';
import { path, type NewsEvent, type Stats } from './api';
import { DisagreementList } from './disagreed';
import { useLoaded } from './hooks';
import { EdgeList, NodeList } from './lists';
import { Link } from './parts';
import { contested, plural } from './words';

const few = 6;

/** The first visit. */
export function Home(props: PanelProps) {
  const stats = useLoaded<Stats>('/api/stats').data;
  const found = useLoaded<{ events: NewsEvent[]; total: number }>(path('/api/disagreements', { limit: 4 })).data;
  return (
    <section>
      <h2>Who did what to whom</h2>
      {stats && (
        <p class="meta">
          {plural(stats.claims, 'statement')} about {plural(stats.entities, 'entity', 'entities')} in {plural(stats.articles, 'article')}.
        </p>
      )}
      <p class="hint">
        Here are the most reported relations. <b>Select a line</b> to read the sentences behind it, <b>double-click an
        entity</b> to see what else it did, or press <kbd>/</kbd> and type a name.
      </p>
      <Worth {...props}>
        {found && found.total > 0 && (
          <>
            <h3>Sources disagree <span>{found.total}</span></h3>
            <DisagreementList events={found.events} go={props.act.go} />
            <p class="hint"><Link go={props.act.go} href="/disagreements">All disagreements, side by side</Link></p>
          </>
        )}
      </Worth>
    </section>
  );
}

/** Any other view. */
export function ThisView(props: PanelProps) {
  const { shown, view } = props;
  const contestedEdges = byReports(shown.edges.filter(contested));
  const around = view.around.map((id) => shown.nodes.get(id)?.name ?? id);
  return (
    <section>
      <h2>This view</h2>
      <p class="meta">
        {plural(shown.nodes.size, 'entity', 'entities')} and {plural(shown.edges.length, 'relation')}{around.length > 0 && <> around {around.join(', ')}</>}.
      </p>
      <p class="hint">Select a line to read the sentences behind it, an entity to expand it.</p>
      <Worth {...props}>
        {contestedEdges.length > 0 && (
          <>
            <h3>Sources disagree <span>{contestedEdges.length}</span></h3>
            <EdgeList {...props} edges={contestedEdges} limit={few} />
          </>
        )}
      </Worth>
    </section>
  );
}

function Worth(props: PanelProps & { children: ComponentChildren }) {
  const { shown, children } = props;
  const biggest = [...shown.nodes.values()].filter((n) => n.type !== 'phrase').sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1)).slice(0, few);
  const weakest = [...shown.edges].filter((e) => e.confidence < 0.8).sort((a, b) => a.confidence - b.confidence || (a.id < b.id ? -1 : 1)).slice(0, few);
  return (
    <>
      <h3>Most reported relations</h3>
      <EdgeList {...props} edges={byReports(shown.edges)} limit={few} />
      {children}
      <h3>Most connected</h3>
      <NodeList {...props} nodes={biggest} />
      {weakest.length > 0 && (
        <>
          <h3>Weakest evidence</h3>
          <EdgeList {...props} edges={weakest} limit={few} value={(e) => `${Math.round(e.confidence * 100)}%`} />
        </>
      )}
    </>
  );
}
