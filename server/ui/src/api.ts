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
  amount: (Quoted & { value: number; currency: string }) | null;
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
}

export interface Format {
  id: string;
  ext: string[];
}

/** What the server says about a failure, fit to be shown. */
export class Failure extends Error {}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answer<T>(path, signal ? { signal } : {});
}

export async function post<T>(path: string, body: string, signal?: AbortSignal): Promise<T> {
  return answer<T>(path, { method: 'POST', body, headers: { 'Content-Type': 'text/plain' }, ...(signal ? { signal } : {}) });
}

async function answer<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (err) {
    if (err instanceof DOMException && err.name === 'AbortError') throw err;
    throw new Failure('The server does not answer. Is newsgraph still running?');
  }
  const body: unknown = await response.json().catch(() => null);
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

const egoCache = new Map<string, Promise<Subgraph>>();

/** The ego network of one entity, kept for the life of the page so that expanding asks for the new part only. */
export function ego(id: string, limit: number): Promise<Subgraph> {
  const url = path('/api/ego', { around: id, depth: 1, limit });
  let found = egoCache.get(url);
  if (!found) {
    found = get<Subgraph>(url);
    found.catch(() => egoCache.delete(url));
    egoCache.set(url, found);
  }
  return found;
}
