// The server's JSON, as package server describes it.

export type EntityType =
  | 'person' | 'organization' | 'place' | 'product' | 'event'
  | 'law' | 'work' | 'group' | 'other' | 'phrase';

export type Status = 'asserted' | 'alleged' | 'planned' | 'requested' | 'possible' | 'negated';

export interface Entity {
  id: string;
  name: string;
  type: EntityType;
  aliases?: string[];
  degree: number;
  claims: number;
  articles: number;
  wikidata?: string;
}

export interface Edge {
  id: string;
  source: string;
  target: string;
  relation: string;
  family: string;
  claims: number;
  articles: number;
  statuses: Partial<Record<Status, number>>;
  confidence: number;
  first_date?: string;
  last_date?: string;
  disagreements?: number;
}

export interface Subgraph {
  nodes: Entity[];
  edges: Edge[];
  truncated: boolean;
  total: number;
}

export interface Argument {
  id?: string;
  name: string;
  mention?: string;
  type: EntityType;
  start: number;
  end: number;
}

export interface Quoted {
  text: string;
  start: number;
  end: number;
}

export interface Claim {
  article: string;
  id: string;
  relation: string;
  trigger: string;
  subject: Argument | null;
  object: Argument | null;
  status: Status;
  cue?: Quoted;
  said_by: Argument | null;
  amount: (Quoted & { value: number; currency: string; also?: (Quoted & { value: number; currency: string })[] }) | null; // also: the same in other words
  date: (Quoted & { value: string }) | null;
  place: Argument | null;
  reason: Quoted | null;
  instrument?: Quoted;
  quote: string;
  start: number;
  end: number;
  trigger_start: number;
  trigger_end: number;
  confidence: number;
}

export interface ClaimView extends Claim {
  title: string;
  source: string;
  url?: string;
  published?: string;
  context: string;
  context_start: number;
  first_seen?: string;
  event?: string; // id of the event, where that has other claims
  wrong?: boolean; // curation calls it wrong
  handles?: Handles;
}

/** What the article itself calls the arguments, as "HANDLE@ARTICLE". */
export interface Handles {
  subject?: string;
  object?: string;
  said_by?: string;
  place?: string;
}

export interface Mention {
  text: string;
  start: number;
  end: number;
  entity: string;
  name: string;
  type: EntityType;
  kind: string;
}

export interface Article {
  id: string;
  title?: string;
  source?: string;
  url?: string;
  author?: string;
  published?: string;
  text: string;
  claim_count: number;
  first_seen?: string;
  copy_of?: string; // article that it is a near-duplicate of
}

export interface ArticlePage {
  article: Article;
  claims: Claim[];
  mentions: Mention[];
}

export interface Page {
  total: number;
  offset: number;
  truncated: boolean;
}

export interface Stats {
  articles: number;
  claims: number;
  entities: number;
  quads: number;
  relations: Record<string, number>;
  read_only?: boolean; // the server takes neither articles nor judgements
}

export interface Format {
  id: string;
  ext: string[];
}

export interface Ref {
  id: string;
  name: string;
  type: EntityType;
}

/** Claims that report one thing that happened. */
export interface NewsEvent {
  id: string;
  relation: string;
  family: string;
  subjects: Ref[] | null;
  objects: Ref[] | null;
  start?: string;
  end?: string;
  published?: string;
  claims: number;
  articles: number;
  sources: number; // independent ones
  disagreements: Disagreement[] | null;
}

export interface EventView extends NewsEvent {
  evidence: ClaimView[];
}

/** A field in which the sources of an event differ. */
export interface Disagreement {
  id: string;
  event: string;
  relation: string;
  field: string;
  hint?: string;
  positions: Position[];
}

export interface Position {
  value: string;
  sources: number;
  claims: ClaimView[];
}

/** One line of the curation log. */
export interface Judgement {
  id: string;
  kind: 'same' | 'different' | 'split' | 'rename' | 'retype' | 'wrong' | 'note' | 'undo';
  entities?: string[];
  claim?: string;
  name?: string;
  type?: string;
  undoes?: string;
  note?: string;
  by?: string;
  time?: string;
  undone?: boolean;
}

/** An entity as one article has it, and why it is linked to the rest. */
export interface Member {
  handle: string;
  article: string;
  name: string;
  type: EntityType;
  names: string[] | null;
  mentions: number;
  reasons: { kind: string; with?: string; score: number }[] | null;
}

/** A trigger word for which no claim was made. */
export interface Gap {
  start: number;
  end: number;
  trigger: string;
  relations: string[] | null;
  reason: string;
}

/** What the server says about a failure, fit to be shown. */
export class Failure extends Error {}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answer<T>(path, signal ? { signal } : {});
}

export async function post<T>(path: string, body: string, signal?: AbortSignal): Promise<T> {
  return answer<T>(path, { method: 'POST', body, headers: { 'Content-Type': 'text/plain' }, ...(signal ? { signal } : {}) });
}

export async function postJSON<T>(path: string, value: unknown, signal?: AbortSignal): Promise<T> {
  return answer<T>(path, { method: 'POST', body: JSON.stringify(value), headers: { 'Content-Type': 'application/json' }, ...(signal ? { signal } : {}) });
}

export async function remove(path: string): Promise<void> {
  await answer<unknown>(path, { method: 'DELETE' });
}

async function answer<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (err) {
    if (err instanceof DOMException && err.name === 'AbortError') throw err;
    throw new Failure('The server does not answer. Is newsgraph still running?');
  }
  let broken: unknown = null;
  const body: unknown = await response.json().catch((err: unknown) => {
    broken = err;
    return null;
  });
  if (broken instanceof DOMException && broken.name === 'AbortError') throw broken;
  if (response.ok && broken) throw new Failure('The answer of the server broke off. Try again.');
  if (response.ok) return body as T;
  const said = body && typeof body === 'object' && 'error' in body ? String(body.error) : response.statusText;
  throw new Failure(said);
}

/** A path with parameters; empty ones are left out, lists repeat the name. */
export function path(base: string, params: Record<string, string | number | string[] | undefined>): string {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const v of Array.isArray(value) ? value : [value]) {
      if (v !== undefined && v !== '') q.append(name, String(v));
    }
  }
  const text = q.toString();
  return text ? `${base}?${text}` : base;
}
