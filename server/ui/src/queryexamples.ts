// Queries that run with one click, about what the graph at hand holds.
import type { Subgraph } from './api';
import { relationName, short } from './words';

export interface Example {
  lang: string;
  name: string;
  text: string;
}

/** Examples around the most reported relation that has two named ends. */
export function examples(top: Subgraph | null): Example[] {
  const edge = top?.edges.find((e) => !e.source.startsWith('unknown:') && /^\w+$/.test(e.relation) && !/[<>"\\]/.test(e.source + e.target));
  if (!top || !edge) return [];
  const name = (id: string) => short(top.nodes.find((n) => n.id === id)?.name ?? id, 26);
  const { source, relation, target } = edge;
  const verb = relationName(relation);
  return [
    { lang: 'gizmo', name: `Who ${verb} whom`, text: `g.V().Tag("who").Out("<${relation}>").Tag("whom").All()` },
    { lang: 'gizmo', name: `Who ${verb} ${name(target)}`, text: `g.V("<${target}>").In("<${relation}>").All()` },
    { lang: 'gizmo', name: `How ${name(source)} relates to others`, text: `g.V("<${source}>").Out(null, "relation").Has("<rdfs:label>").Save("<rdfs:label>", "name").All()` },
    {
      lang: 'gizmo', name: 'Claims that are not stated as fact',
      text: 'g.V().Has("<rdf:type>", "<Claim>")\n  .Except(g.V().Has("<status>", "asserted"))\n  .Save("<status>", "status").Save("<relation>", "relation")\n  .Save("<quote>", "quote").Limit(50).All()',
    },
    {
      lang: 'gizmo', name: 'Amounts, with who and whom',
      text: 'g.V().Has("<rdf:type>", "<Claim>").Tag("claim")\n  .Save("<subject>", "who").Save("<relation>", "relation")\n  .Save("<object>", "whom").Save("<amount>", "amount").Limit(50).All()',
    },
    {
      lang: 'graphql', name: `Who ${verb} whom, with the words`,
      text: `{\n  claims(filter: {relations: ["${relation}"]}) {\n    nodes {\n      subject { name }\n      object { name }\n      status\n      date { value }\n      amount { value currency }\n      evidence { quote { text } }\n      article { title published }\n    }\n  }\n}`,
    },
    {
      lang: 'graphql', name: `What is around ${name(target)}`,
      text: `{\n  entity(id: "${target}") {\n    name\n    neighbours(first: 50) {\n      nodes { id name type claimCount articleCount }\n    }\n  }\n}`,
    },
    {
      lang: 'graphql', name: 'Events that several articles report',
      text: '{\n  events(first: 30) {\n    nodes {\n      subjects { name }\n      relation\n      objects { name }\n      start\n      sourceCount\n      disagreements { field }\n    }\n  }\n}',
    },
    {
      lang: 'graphql', name: `Paths from ${name(source)} to ${name(target)}`,
      text: `{\n  paths(from: "${source}", to: "${target}") {\n    paths {\n      nodes { id name }\n    }\n  }\n}`,
    },
    { lang: 'cayley', name: `Who ${verb} ${name(target)}`, text: `{\n  nodes(id: "<${target}>") {\n    id\n    ${relation} @rev { id }\n  }\n}` },
    { lang: 'cayley', name: `What is around ${name(target)}`, text: `{\n  nodes(id: "<${target}>") {\n    *\n  }\n}` },
    { lang: 'mql', name: 'Organizations', text: '[{\n  "id": null,\n  "<rdf:type>": "<Organization>"\n}]' },
    { lang: 'mql', name: `What ${name(source)} ${verb}`, text: `[{\n  "id": "<${source}>",\n  "<${relation}>": null\n}]` },
  ];
}
