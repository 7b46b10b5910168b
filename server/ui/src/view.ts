// What is on the screen, as the address says it. Everything that decides the
// picture stands here, so that a reload, the back button and a copied link
// show it again.
import { statuses, families, types } from './words';

export interface Explore {
  place: 'explore';
  around: string[]; // entities whose networks are drawn, in the order they were asked for
  limit: number; // entities drawn for each of them
  selected: string; // "node:ID", "edge:ID" or empty
  hiddenTypes: string[];
  hiddenFamilies: string[];
  hiddenStatuses: string[];
  confidence: number; // 0 to 100; weaker relations are hidden
}

export interface QueryPlace {
  place: 'query';
  lang: string;
  text: string;
}

export interface ArticlesPlace {
  place: 'articles';
  offset: number;
}

export interface ArticlePlace {
  place: 'article';
  id: string;
  claim: string; // the claim that is shown, or empty
}

export type View = Explore | QueryPlace | ArticlesPlace | ArticlePlace;

export const steps = [40, 120, 400]; // entities drawn around a center

export function explore(around: string[] = [], more: Partial<Explore> = {}): Explore {
  return {
    place: 'explore', around, limit: steps[0]!, selected: '',
    hiddenTypes: [], hiddenFamilies: [], hiddenStatuses: [], confidence: 0, ...more,
  };
}

/** Reads an address; what it cannot understand counts as left out. */
export function parse(pathname: string, search: string): View {
  const q = new URLSearchParams(search);
  if (pathname === '/query') {
    return { place: 'query', lang: q.get('lang') ?? 'gizmo', text: q.get('q') ?? '' };
  }
  if (pathname === '/articles') {
    return { place: 'articles', offset: Math.max(0, Math.trunc(Number(q.get('offset'))) || 0) };
  }
  const article = /^\/articles\/(.+)$/.exec(pathname);
  if (article) {
    return { place: 'article', id: decode(article[1]!), claim: q.get('claim') ?? '' };
  }
  const known = (name: string, values: string[]) =>
    (q.get(name) ?? '').split(',').filter((v) => values.includes(v));
  const limit = Number(q.get('limit'));
  return explore([...new Set(q.getAll('around'))].slice(0, 30), {
    limit: steps.includes(limit) ? limit : steps[0]!,
    selected: /^(node|edge):/.test(q.get('select') ?? '') ? q.get('select')! : '',
    hiddenTypes: known('notype', types.map((t) => t.type)),
    hiddenFamilies: known('nofamily', families.map((f) => f.key)),
    hiddenStatuses: known('nostatus', statuses.map((s) => s.status)),
    confidence: Math.min(95, Math.max(0, Math.trunc(Number(q.get('confidence'))) || 0)),
  });
}

/** The address of a view. */
export function address(v: View): string {
  const q = new URLSearchParams();
  let path = '/';
  switch (v.place) {
    case 'query':
      path = '/query';
      if (v.lang !== 'gizmo') q.set('lang', v.lang);
      if (v.text) q.set('q', v.text);
      break;
    case 'articles':
      path = '/articles';
      if (v.offset) q.set('offset', String(v.offset));
      break;
    case 'article':
      path = `/articles/${encodeURIComponent(v.id)}`;
      if (v.claim) q.set('claim', v.claim);
      break;
    case 'explore':
      for (const id of v.around) q.append('around', id);
      if (v.limit !== steps[0]) q.set('limit', String(v.limit));
      if (v.hiddenTypes.length) q.set('notype', v.hiddenTypes.join(','));
      if (v.hiddenFamilies.length) q.set('nofamily', v.hiddenFamilies.join(','));
      if (v.hiddenStatuses.length) q.set('nostatus', v.hiddenStatuses.join(','));
      if (v.confidence) q.set('confidence', String(v.confidence));
      if (v.selected) q.set('select', v.selected);
  }
  const text = q.toString();
  return text ? `${path}?${text}` : path;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
