// What is on the screen, as the address says it. Everything that decides the
// picture stands here, so that a reload, the back button and a copied link
// show it again.
import { exploreParams, parseExplore, type Explore } from './exploreview';
import { parsePlace, placeAddress, type Place } from './places';

export { explore, isTop, steps, type Explore } from './exploreview';
export type { ArticlePlace, ArticlesPlace, QueryPlace } from './places';

export type View = Explore | Place;

/** Reads an address; what it cannot understand counts as left out. */
export function parse(pathname: string, search: string): View {
  const q = new URLSearchParams(search);
  return parsePlace(pathname, q) ?? parseExplore(q);
}

/** The address of a view. */
export function address(v: View): string {
  if (v.place !== 'explore') return placeAddress(v);
  const text = exploreParams(v).toString();
  return text ? `/?${text}` : '/';
}
