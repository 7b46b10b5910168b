// The queries that were run in this browser, the newest first.

export interface Asked {
  lang: string;
  text: string;
}

const key = 'newsgraph-queries';
const most = 50;

export function asked(): Asked[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(found) ? found.filter((a): a is Asked => typeof a?.lang === 'string' && typeof a?.text === 'string').slice(0, most) : [];
  } catch {
    return []; // storage is switched off, or something else wrote there
  }
}

/** Puts a query on top of the list and returns the list. */
export function remember(query: Asked): Asked[] {
  const list = [query, ...asked().filter((a) => a.lang !== query.lang || a.text !== query.text)].slice(0, most);
  store(list);
  return list;
}

export function forget(): void {
  store([]);
}

function store(list: Asked[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // the list lasts as long as the page
  }
}
