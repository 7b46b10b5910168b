// Names shown to people for what the data calls otherwise, and how each kind
// of thing is drawn. The colours themselves stand in style.css.
import type { Claim, Edge, EntityType, Status } from './api';

/** A way of drawing entities; several types may share one. */
export interface TypeStyle {
  type: EntityType;
  name: string;
  colour: string; // style.css: --type-COLOUR, --fill-COLOUR
  shape: string; // of cytoscape
  path: string; // the same shape in a box of 16 by 16
}

const roundBox = 'M4 3.5h8a2.5 2.5 0 0 1 2.5 2.5v4a2.5 2.5 0 0 1-2.5 2.5H4A2.5 2.5 0 0 1 1.5 10V6A2.5 2.5 0 0 1 4 3.5z';
const circle = 'M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2z';

export const types: TypeStyle[] = [
  { type: 'person', name: 'Person', colour: 'person', shape: 'ellipse', path: circle },
  { type: 'group', name: 'Group', colour: 'person', shape: 'octagon', path: 'M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5z' },
  { type: 'organization', name: 'Organization', colour: 'organization', shape: 'round-rectangle', path: roundBox },
  { type: 'place', name: 'Place', colour: 'place', shape: 'diamond', path: 'M8 1.5 14.5 8 8 14.5 1.5 8z' },
  { type: 'event', name: 'Event', colour: 'event', shape: 'hexagon', path: 'M4.5 2h7L15 8l-3.5 6h-7L1 8z' },
  { type: 'product', name: 'Product', colour: 'work', shape: 'round-tag', path: 'M2 3h8l4.5 5-4.5 5H2z' },
  { type: 'work', name: 'Work', colour: 'work', shape: 'tag', path: 'M2 3h8l4.5 5-4.5 5H2z' },
  { type: 'law', name: 'Law', colour: 'law', shape: 'rectangle', path: 'M3 2h10v12H3z' },
  { type: 'other', name: 'Other', colour: 'law', shape: 'round-hexagon', path: 'M4.5 3h7l3 5-3 5h-7l-3-5z' },
  { type: 'phrase', name: 'Phrase', colour: 'phrase', shape: 'round-rectangle', path: 'M4 4.5h8a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-3a2 2 0 0 1 2-2z' },
];

export function typeStyle(type: string): TypeStyle {
  return types.find((t) => t.type === type) ?? types.find((t) => t.type === 'other')!;
}

/** A group of relation families that is drawn and filtered as one. */
export interface FamilyStyle {
  key: string; // style.css: --family-KEY
  name: string;
  families: string[];
}

export const families: FamilyStyle[] = [
  { key: 'law', name: 'Law and regulation', families: ['law'] },
  { key: 'platform', name: 'Platform actions', families: ['platform', 'social'] },
  { key: 'speech', name: 'Statements', families: ['speech'] },
  { key: 'conflict', name: 'Conflict and harm', families: ['conflict'] },
  { key: 'politics', name: 'Politics and events', families: ['politics', 'event'] },
  { key: 'roles', name: 'People and business', families: ['person', 'business'] },
  { key: 'place', name: 'Places and parts', families: ['place'] },
  { key: 'open', name: 'Other relations', families: [] },
];

const familyKeys = new Map(families.flatMap((f) => f.families.map((name) => [name, f.key] as const)));

/** The key of the group that a family belongs to. */
export function familyKey(family: string): string {
  return familyKeys.get(family) ?? 'open';
}

/** Three ways to draw a line, which tell how sure it is. */
export type LineStyle = 'solid' | 'dashed' | 'dotted';

export const lines: { line: LineStyle; name: string; dash: string }[] = [
  { line: 'solid', name: 'stated as fact, 80% sure or more', dash: '' },
  { line: 'dashed', name: 'alleged or planned, or 50 to 79% sure', dash: '8 4' },
  { line: 'dotted', name: 'possible or denied, or under 50% sure', dash: '2 3' },
];

/** Statuses, the surest first, and the line each is drawn with at best. */
export const statuses: { status: Status; name: string; line: LineStyle }[] = [
  { status: 'asserted', name: 'Stated as fact', line: 'solid' },
  { status: 'alleged', name: 'Alleged', line: 'dashed' },
  { status: 'planned', name: 'Planned', line: 'dashed' },
  { status: 'requested', name: 'Requested', line: 'dashed' },
  { status: 'possible', name: 'Possible', line: 'dotted' },
  { status: 'negated', name: 'Negated', line: 'dotted' },
];

/** The line of a relation: the less sure of what its status and its certainty ask for. */
export function lineStyle(edge: Edge): LineStyle {
  const status = statuses.find((s) => s.status === edgeStatus(edge))!.line;
  const certainty = edge.confidence >= 0.8 ? 'solid' : edge.confidence >= 0.5 ? 'dashed' : 'dotted';
  return lines[Math.max(lines.findIndex((l) => l.line === status), lines.findIndex((l) => l.line === certainty))]!.line;
}

/** The surest status among an edge's claims. */
export function edgeStatus(edge: Edge): Status {
  return statuses.find((s) => edge.statuses[s.status])?.status ?? 'asserted';
}

/** Whether articles state the relation and deny it. */
export function disputed(edge: Edge): boolean {
  return !!edge.statuses.negated && Object.entries(edge.statuses).some(([s, n]) => s !== 'negated' && n);
}

/** Whether sources differ about it, in whether it is so or in how. */
export function contested(edge: Edge): boolean {
  return disputed(edge) || !!edge.disagreements;
}

/** "invests_in" and "open:slam" as words. */
export function relationName(relation: string): string {
  return relation.replace(/^open:/, '').replaceAll('_', ' ');
}

/** The words on an edge: its relation, and its status where that is not plain. */
export function edgeLabel(edge: Edge): string {
  const status = edgeStatus(edge);
  const note = disputed(edge) ? 'disputed' : status === 'asserted' ? '' : status;
  return (contested(edge) ? '≠ ' : '') + relationName(edge.relation) + (note ? ` (${note})` : '');
}

export function plural(n: number, one: string, many = one + 's'): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
}

/** What an entity is called; one that no text names is somebody. */
export function entityName(e: { id: string; name: string }): string {
  return e.id.startsWith('unknown:') ? 'somebody' : e.name;
}

/** A name by which two spellings of it compare. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/^(the|an?) /, '');
}

/** 2600000 RUB as "RUB 2,600,000". */
export function money(value: number, currency: string): string {
  return `${currency} ${value.toLocaleString('en-GB', { maximumFractionDigits: 2 })}`.trim();
}

/** Cuts a long name at a word. */
export function short(name: string, length: number): string {
  if (name.length <= length) return name;
  const cut = name.slice(0, length);
  const space = cut.lastIndexOf(' ');
  return (space > length / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:]+$/, '') + '…';
}

/** What a reader pastes into a footnote. */
export function citation(claim: Claim & { title?: string; source?: string; url?: string; published?: string }): string {
  const from = [claim.title, claim.source, claim.published].filter(Boolean).join(', ');
  return `“${claim.quote}” — ${from || claim.article}.${claim.url ? ` ${claim.url}` : ''} [${claim.id}]`;
}

/** What sources differ in, as a heading. */
export function fieldName(field: string): string {
  const known: Record<string, string> = { subject: 'Who', object: 'Whom or what', status: 'Whether it happened' };
  return known[field] ?? field.charAt(0).toUpperCase() + field.slice(1);
}

/** "340000 CZK" with its digits in groups; anything else as it is. */
export function valueName(value: string): string {
  const amount = /^(-?\d+(?:\.\d+)?) ?([A-Z]{3})?$/.exec(value);
  if (amount && (amount[2] || amount[1]!.length > 4)) return money(Number(amount[1]), amount[2] ?? '');
  return value || 'not said';
}
