// The Articles place: a list, and one article with what was read in it.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { path, type Article, type ArticlePage, type Claim, type Mention, type Page } from './api';
import { useLoaded } from './hooks';
import { runs, type Stretch } from './marks';
import { Offsets } from './offsets';
import { CopyButton, Link, Notice, type Navigate } from './parts';
import { address, explore, type ArticlePlace, type ArticlesPlace } from './view';
import { citation, plural, relationName, statuses } from './words';

const pageSize = 50;

export function Articles({ view, go }: { view: ArticlesPlace; go: Navigate }) {
  const found = useLoaded<{ articles: Article[] } & Page>(path('/api/articles', { offset: view.offset, limit: pageSize }));
  if (found.error) return <main class="page"><Notice kind="error">{found.error}</Notice></main>;
  if (!found.data) return <main class="page"><Notice kind="loading">Loading …</Notice></main>;
  const { articles, total, truncated } = found.data;
  return (
    <main class="page" id="main">
      <h1>Articles <span>{total.toLocaleString('en-GB')}</span></h1>
      {total === 0 && <Notice kind="empty"><p>No articles yet. Add some with <code>newsgraph build PATH</code> and reload.</p></Notice>}
      {articles.length > 0 && (
        <table>
          <thead><tr><th>Title</th><th>Source</th><th>Published</th><th class="num">Statements</th></tr></thead>
          <tbody>
            {articles.map((a) => (
              <tr key={a.id}>
                <td><Link go={go} href={address({ place: 'article', id: a.id, claim: '' })}>{a.title || a.id}</Link></td>
                <td>{a.source}</td>
                <td class="date">{a.published}</td>
                <td class="num">{a.claim_count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {(truncated || view.offset > 0) && (
        <div class="acts">
          {view.offset > 0 && <button type="button" onClick={() => go(address({ ...view, offset: Math.max(0, view.offset - pageSize) }))}>Newer</button>}
          {truncated && <button type="button" onClick={() => go(address({ ...view, offset: view.offset + pageSize }))}>Older</button>}
          <span class="meta">{view.offset + 1} to {view.offset + articles.length} of {total}</span>
        </div>
      )}
    </main>
  );
}

interface TextMark extends Stretch {
  claim?: Claim;
  part?: 'quote' | 'trigger';
  mention?: Mention;
}

export function ArticleText({ view, go }: { view: ArticlePlace; go: Navigate }) {
  const found = useLoaded<ArticlePage>(`/api/article/${encodeURIComponent(view.id)}`);
  const text = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!found.data || !view.claim) return;
    text.current?.querySelector('.current')?.scrollIntoView({ block: 'center' });
  }, [found.data, view.claim]);

  const show = (claim: string) => go(address({ ...view, claim: claim === view.claim ? '' : claim }), { replace: true });
  const body = useMemo(() => found.data && marked(found.data, view.claim, go, show), [found.data, view.claim]);
  if (found.error) {
    return (
      <main class="page" id="main">
        <Notice kind="error"><p>{found.error}</p><button type="button" onClick={() => go('/articles')}>All articles</button></Notice>
      </main>
    );
  }
  if (!found.data) return <main class="page"><Notice kind="loading">Loading …</Notice></main>;
  const { article, claims } = found.data;
  const current = claims.find((c) => c.id === view.claim);
  return (
    <>
      <main class="page reading" id="main">
        <p class="kind"><Link go={go} href="/articles">Articles</Link></p>
        <h1>{article.title || article.id}</h1>
        <p class="meta">
          {[article.source, article.author, article.published].filter(Boolean).join(' · ')}
          {article.url && <> · <span class="url">{article.url}</span></>}
        </p>
        <article ref={text}>{body}</article>
      </main>
      <aside id="right" aria-label="Statements in this article">
        <h2>{plural(claims.length, 'statement')}</h2>
        <p class="hint">Highlighted words carry a statement, dotted ones name an entity. The text stands as it was read, menus and captions included.</p>
        {current && (
          <div class="acts">
            {current.object?.id && (
              <button type="button" class="primary" onClick={() => go(inGraph(current))}>Show in graph</button>
            )}
            <CopyButton text={citation({ ...current, ...article, id: current.id })}>Copy citation</CopyButton>
          </div>
        )}
        <ul class="edges claims">
          {claims.map((c) => (
            <li key={c.id}>
              <button type="button" data-claim={c.id} aria-pressed={c.id === view.claim} onClick={() => show(c.id)}>
                <span>
                  <b>{c.subject?.name ?? 'somebody'}</b> {relationName(c.relation)} <b>{c.object?.name ?? ''}</b>
                  {c.status !== 'asserted' && <small> {statuses.find((s) => s.status === c.status)?.name.toLowerCase()}</small>}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </aside>
    </>
  );
}

/** Where a claim is drawn. The graph gives each entity one unnamed agent of its own. */
function inGraph(c: Claim): string {
  const object = c.object!.id!;
  const subject = c.subject?.id ?? `unknown:${object}`;
  return address(explore([c.subject?.id ?? object], { selected: `edge:${subject}|${c.relation}|${object}` }));
}

/** The article's text with every claim and mention marked in place. */
function marked({ article, claims, mentions }: ArticlePage, current: string, go: Navigate, show: (claim: string) => void) {
  const offsets = new Offsets(article.text);
  const marks: TextMark[] = [
    ...claims.map((c): TextMark => ({ start: c.start, end: c.end, claim: c, part: 'quote' })),
    ...claims.map((c): TextMark => ({ start: c.trigger_start, end: c.trigger_end, claim: c, part: 'trigger' })),
    ...mentions.map((m): TextMark => ({ start: m.start, end: m.end, mention: m })),
  ];
  return runs(0, offsets.bytes, marks).map((run) => {
    const text = offsets.slice(run.start, run.end);
    const quotes = run.marks.filter((m) => m.part === 'quote');
    const triggers = run.marks.filter((m) => m.part === 'trigger');
    const trigger = triggers.find((m) => m.claim!.id === current) ?? triggers[0];
    const mention = run.marks.filter((m) => m.mention).sort((a, b) => a.end - a.start - (b.end - b.start))[0]?.mention;
    const here = quotes.some((m) => m.claim!.id === current);
    const classes = [quotes.length ? 'quote' : '', here ? 'current' : ''].filter(Boolean).join(' ') || undefined;
    if (trigger) {
      return (
        <button type="button" class={`trigger ${classes ?? ''}`} data-claim={trigger.claim!.id}
          title={`${trigger.claim!.subject?.name ?? 'somebody'} ${relationName(trigger.claim!.relation)} ${trigger.claim!.object?.name ?? ''}`}
          onClick={() => show(trigger.claim!.id)}>{text}</button>
      );
    }
    if (mention) {
      return (
        <Link go={go} class={`mention ${classes ?? ''}`} title={mention.name}
          href={address(explore([mention.entity], { selected: `node:${mention.entity}` }))}>{text}</Link>
      );
    }
    return classes ? <span class={classes}>{text}</span> : text;
  });
}
