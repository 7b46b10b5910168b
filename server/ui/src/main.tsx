// The explorer: header, places, and the address that says which is shown.
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ArticleText, Articles } from './articles';
import { path, type Format } from './api';
import { ExplorePlace } from './explore';
import { useLoaded } from './hooks';
import { Link, type Navigate } from './parts';
import { Query } from './query';
import { Search } from './search';
import { address, explore, parse, type View } from './view';

type Theme = 'light' | 'dark' | 'system';

const themeKey = 'newsgraph-theme';

function storedTheme(): Theme {
  try {
    const found = localStorage.getItem(themeKey);
    return found === 'light' || found === 'dark' ? found : 'system';
  } catch {
    return 'system'; // storage is switched off
  }
}

const dark = matchMedia('(prefers-color-scheme: dark)');

function applyTheme(theme: Theme): string {
  const name = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  document.documentElement.dataset.theme = name;
  return name;
}

/** Whether the drawing goes on from the one before, so that what is drawn keeps its place. */
function continues(from: View, to: View): boolean {
  if (from.place !== 'explore' || to.place !== 'explore' || from.limit !== to.limit) return false;
  if (from.around.length === 0 || to.around.length === 0) return from.around.length === to.around.length;
  const grown = from.around.every((id, i) => to.around[i] === id);
  const collapsed = to.around.length > 1 && to.around.every((id) => from.around.includes(id));
  return grown || collapsed;
}

function App() {
  const [view, setView] = useState<View>(() => parse(location.pathname, location.search));
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const [shade, setShade] = useState(() => applyTheme(storedTheme()));

  const go: Navigate = (to, how = {}) => {
    const url = new URL(to, location.origin);
    const next = parse(url.pathname, url.search);
    const now = parse(location.pathname, location.search);
    const state: unknown = continues(now, next) ? history.state : {};
    if (how.replace || to === location.pathname + location.search) history.replaceState(state, '', to);
    else history.pushState(state, '', to);
    setView(next);
  };

  useEffect(() => {
    const back = () => setView(parse(location.pathname, location.search));
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);

  useEffect(() => {
    const change = () => setShade(applyTheme(theme));
    change();
    dark.addEventListener('change', change);
    return () => dark.removeEventListener('change', change);
  }, [theme]);

  useEffect(() => {
    const names: Record<View['place'], string> = { explore: 'Explore', query: 'Query', articles: 'Articles', article: 'Article' };
    document.title = `${names[view.place]} · newsgraph`;
  }, [view.place]);

  const nextTheme: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
  const pickTheme = () => {
    const next = nextTheme[theme];
    try {
      localStorage.setItem(themeKey, next);
    } catch {
      // storage is switched off: the choice lasts as long as the page
    }
    setTheme(next);
  };

  return (
    <div class={`app ${view.place}`}>
      <header>
        <Link href="/" go={go} class="brand" title="The most reported relations">
          <img src="/assets/icon.svg" width="22" height="22" alt="" /><span>newsgraph</span>
        </Link>
        <nav aria-label="Places">
          <Link href={address(explore())} go={go} current={view.place === 'explore'}>Explore</Link>
          <Link href="/query" go={go} current={view.place === 'query'}>Query</Link>
          <Link href="/articles" go={go} current={view.place === 'articles' || view.place === 'article'}>Articles</Link>
        </nav>
        <Search go={go} />
        <div class="tools">
          <Export around={view.place === 'explore' ? view.around : []} />
          <button type="button" class="theme" onClick={pickTheme} title={`Colours: ${theme}`} aria-label={`Colours: ${theme}. Change`}>
            {theme === 'system' ? '◐' : theme === 'light' ? '☀' : '☾'}
          </button>
        </div>
      </header>
      {view.place === 'explore' && <ExplorePlace view={view} go={go} theme={shade} />}
      {view.place === 'query' && <Query view={view} go={go} />}
      {view.place === 'articles' && <Articles view={view} go={go} />}
      {view.place === 'article' && <ArticleText view={view} go={go} />}
    </div>
  );
}

const formatNames: Record<string, string> = {
  nquads: 'N-Quads', jsonld: 'JSON-LD', graphml: 'GraphML', gexf: 'GEXF', json: 'JSON', csv: 'CSV',
};

/** Download links: the networks in view, or the whole graph. */
function Export({ around }: { around: string[] }) {
  const formats = useLoaded<Format[]>('/api/v2/formats').data ?? [];
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (e: Event) => {
      if (menu.current?.open && (e instanceof KeyboardEvent ? e.key === 'Escape' : !menu.current.contains(e.target as Node))) menu.current.open = false;
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  return (
    <details class="menu" ref={menu}>
      <summary>Export</summary>
      <div class="sheet">
        <p>{around.length ? 'The networks in view, with every statement' : 'The whole graph, with every statement'}</p>
        {formats.map((f) => (
          <a key={f.id} href={path('/api/export', { format: f.id, around, depth: around.length ? 1 : undefined })} download>
            <span>{formatNames[f.id] ?? f.id}</span><small>{f.ext[0]}</small>
          </a>
        ))}
      </div>
    </details>
  );
}

render(<App />, document.getElementById('app')!);
