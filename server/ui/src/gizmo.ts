// The view as a query in Gizmo, for those who want to go on from it by hand.
import type { Explore } from './exploreview';
import type { Shown } from './shown';

const mostNamed = 200; // entities that are listed in a query

function iri(id: string): string {
  return JSON.stringify(`<${id}>`);
}

/**
 * Claims about what is shown. A view of networks names their centers, any
 * other one all its entities; relations are named where a filter hides some.
 */
export function gizmo(v: Explore, shown: Shown, hidesRelations: boolean): string {
  const networks = v.around.length > 0 && v.with.length === 0 && v.path.length === 0;
  const lines: string[] = [];
  if (networks) {
    lines.push('// Claims with one of these as subject or object.', `var shown = g.V(${v.around.map(iri).join(', ')})`);
  } else {
    const ids = [...shown.nodes.keys()].filter((id) => !id.startsWith('unknown:')).slice(0, mostNamed);
    lines.push('// Claims among these entities.', `var shown = g.V(\n  ${ids.map(iri).join(',\n  ')})`);
  }
  const both = 'shown.In("<subject>").And(shown.In("<object>"))';
  lines.push(`var claims = ${networks ? 'shown.In(["<subject>", "<object>"])' : both}.Unique()`);
  if (hidesRelations) {
    const relations = [...new Set(shown.edges.map((e) => e.relation))].sort();
    lines.push(`claims = claims.And(g.V(${relations.map(iri).join(', ')}).In("<relation>"))`);
  }
  lines.push('claims', '  .Save("<subject>", "subject").Save("<relation>", "relation").Save("<object>", "object")', '  .Save("<status>", "status").Save("<quote>", "quote")', '  .All()');
  return lines.join('\n');
}
