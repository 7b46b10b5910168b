// The explorer: header, places, and the address that says which is shown.
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Add } from './add';
import { ArticleText, Articles } from './articles';
import { CurationLog, Judged } from './curation';
import { Disagreements } from './disagreements';
import { ExplorePlace } from './explore';
import { Help } from './help';
import { useView } from './history';
import { Link } from './parts';
import { Query } from './query';
import { Search } from './search';
import { address, explore, type View } from './view';

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

function App() {
  const { view, go, undoing } = useView();
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const [shade, setShade] = useState(() => applyTheme(storedTheme()));

  useEffect(() => {
    const change = () => setShade(applyTheme(theme));
    change();
    dark.addEventListener('change', change);
    return () => dark.removeEventListener('change', change);
  }, [theme]);

  useEffect(() => {
    const names: Record<View['place'], string> = {
      explore: 'Explore', query: 'Query', articles: 'Articles', article: 'Article',
      disagreements: 'Disagreements', add: 'Add', curation: 'Corrections',
    };
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
        {view.place === 'explore' && <h1 class="vh">Explore</h1>}
        <nav aria-label="Places">
          <Link href={address(explore())} go={go} current={view.place === 'explore'}>Explore</Link>
          <Link href="/query" go={go} current={view.place === 'query'}>Query</Link>
          <Link href="/articles" go={go} current={view.place === 'articles' || view.place === 'article'}>Articles</Link>
          <Link href="/disagreements" go={go} current={view.place === 'disagreements'}>Disagreements</Link>
          <Link href="/add" go={go} current={view.place === 'add'}>Add</Link>
        </nav>
        <Search go={go} />
        <div class="tools">
          <Link href="/curation" go={go} class="button icon" title="Corrections: what people decided, and the way back" current={view.place === 'curation'}>
            <span aria-hidden="true">✎</span><span class="vh">Corrections</span>
          </Link>
          {view.place !== 'explore' && <Help />}
          <button type="button" class="theme" onClick={pickTheme} title={`Colours: ${theme}`} aria-label={`Colours: ${theme}. Change`}>
            {theme === 'system' ? '◐' : theme === 'light' ? '☀' : '☾'}
          </button>
        </div>
      </header>
      {view.place === 'explore' && <ExplorePlace view={view} go={go} theme={shade} undoing={undoing} />}
      {view.place === 'query' && <Query view={view} go={go} />}
      {view.place === 'articles' && <Articles view={view} go={go} />}
      {view.place === 'article' && <ArticleText view={view} go={go} />}
      {view.place === 'disagreements' && <Disagreements view={view} go={go} />}
      {view.place === 'add' && <Add go={go} />}
      {view.place === 'curation' && <CurationLog go={go} />}
      <Judged go={go} />
    </div>
  );
}

render(<App />, document.getElementById('app')!);
