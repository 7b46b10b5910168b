// The addresses of the places beside Explore, whose view stands in view.ts.

export interface QueryPlace {
  place: 'query';
  lang: string;
  text: string;
}

export interface ArticlesPlace {
  place: 'articles';
  offset: number;
  words: string; // that title, source or name of the article hold
}

export interface ArticlePlace {
  place: 'article';
  id: string;
  claim: string; // the claim that is shown, or empty
}

export interface DisagreementsPlace {
  place: 'disagreements';
  field: string; // only disagreements about this field; empty: any
  relation: string; // only events of this relation; empty: any
  event: string; // only this event; empty: all
  offset: number;
}

export interface AddPlace {
  place: 'add';
}

export interface CurationPlace {
  place: 'curation';
}

export type Place = QueryPlace | ArticlesPlace | ArticlePlace | DisagreementsPlace | AddPlace | CurationPlace;

/** Reads an address; null where it is that of the Explore place. */
export function parsePlace(pathname: string, q: URLSearchParams): Place | null {
  const offset = Math.max(0, Math.trunc(Number(q.get('offset'))) || 0);
  switch (pathname) {
    case '/query':
      return { place: 'query', lang: q.get('lang') ?? 'gizmo', text: q.get('q') ?? '' };
    case '/articles':
      return { place: 'articles', offset, words: q.get('q') ?? '' };
    case '/disagreements':
      return { place: 'disagreements', field: q.get('field') ?? '', relation: q.get('relation') ?? '', event: q.get('event') ?? '', offset };
    case '/add':
      return { place: 'add' };
    case '/curation':
      return { place: 'curation' };
  }
  const article = /^\/articles\/(.+)$/.exec(pathname);
  return article ? { place: 'article', id: decode(article[1]!), claim: q.get('claim') ?? '' } : null;
}

/** The address of a place. */
export function placeAddress(v: Place): string {
  const q = new URLSearchParams();
  const set = (name: string, value: string | number) => {
    if (value) q.set(name, String(value));
  };
  let path = `/${v.place}`;
  switch (v.place) {
    case 'query':
      if (v.lang !== 'gizmo') q.set('lang', v.lang);
      set('q', v.text);
      break;
    case 'articles':
      set('q', v.words);
      set('offset', v.offset);
      break;
    case 'article':
      path = `/articles/${encodeURIComponent(v.id)}`;
      set('claim', v.claim);
      break;
    case 'disagreements':
      set('field', v.field);
      set('relation', v.relation);
      set('event', v.event);
      set('offset', v.offset);
  }
  const text = q.toString();
  return text ? `${path}?${text}` : path;
}

export function disagreements(more: Partial<DisagreementsPlace> = {}): DisagreementsPlace {
  return { place: 'disagreements', field: '', relation: '', event: '', offset: 0, ...more };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
