// The Articles place: a list, and one article with what was read in it.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { get, path, remove, type Article, type ArticlePage, type Claim, type Gap, type Judgement, type Mention, type Page, type Stats } from './api';
import { graphChanged } from './changed';
import { JudgeClaim } from './curation';
import { useLoaded } from './hooks';
import { runs, type Stretch } from './marks';
import { Offsets } from './offsets';
import { CopyButton, Link, Notice, type Navigate } from './parts';
import type { ArticlePlace, ArticlesPlace } from './places';
import { address, explore } from './view';
import { citation, plural, relationName, statuses } from './words';

const pageSize = 50;
const mostListed = 300; // statements beside an article; a book has thousands

export function Articles({ view, go }: { view: ArticlesPlace; go: Navigate }) {
  const found = useLoaded<{ articles: Article[] } & Page>(path('/api/articles', { q: view.words, offset: view.offset, limit: pageSize }));
  const stats = useLoaded<Stats>('/api/stats');
  const [words, setWords] = useState(view.words);
  useEffect(() => setWords(view.words), [view.words]);
  const kept = useRef<typeof found.data>(null);
  if (found.data) kept.current = found.data; // the list stays while one types on
  const data = found.data ?? kept.current;
  if (found.error) return <main class="page" id="main"><h1>Articles</h1><Notice kind="error"><p>{found.error}</p><button type="button" onClick={() => go('/articles')}>All articles</button></Notice></main>;
  if (!data) return <main class="page" id="main"><h1>Articles</h1><Notice kind="loading">Loading …</Notice></main>;
  const { articles, total, truncated } = data;
  const all = stats.data;
  return (
    <main class="page wide" id="main">
      <h1>Articles <span>{total.toLocaleString('en-GB')}</span></h1>
      {all && all.articles > 0 && (
        <p class="lead">{plural(all.articles, 'article')} with {plural(all.claims, 'statement')} about {plural(all.entities, 'entity', 'entities')}.</p>
      )}
      {(total > pageSize || view.words || articles.length > 8) && (
        <div class="filters">
          <label>Only those with
            <input type="search" name="words" value={words} placeholder="words of title or source" autocomplete="off"
              onInput={(e) => {
                setWords(e.currentTarget.value);
                go(address({ place: 'articles', words: e.currentTarget.value, offset: 0 }), { replace: true });
              }} />
          </label>
        </div>
      )}
      {total === 0 && !view.words && (
        <Notice kind="empty"><p>No articles yet. <Link go={go} href={address({ place: 'add' })}>Add some</Link>, or run <code>newsgraph build PATH</code>.</p></Notice>
      )}
      {total === 0 && view.words && <Notice kind="empty"><p>No title, source or name holds “{view.words}”.</p></Notice>}
      {articles.length > 0 && (
        <table class="list">
          <thead><tr><th scope="col">Title</th><th scope="col">Source</th><th scope="col">Published</th><th scope="col" class="num">Statements</th></tr></thead>
          <tbody>
            {articles.map((a) => (
              <tr key={a.id} data-article={a.id}>
                <td>
                  <Link go={go} href={address({ place: 'article', id: a.id, claim: '' })}>{a.title || a.id}</Link>
                  {a.copy_of && <small class="copy"> copy of <Link go={go} href={address({ place: 'article', id: a.copy_of, claim: '' })}>{a.copy_of}</Link></small>}
                </td>
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
          <span class="meta">{view.offset + 1} to {view.offset + articles.length} of {total.toLocaleString('en-GB')}</span>
        </div>
      )}
    </main>
  );
}

type Role = 'subject' | 'object' | 'trigger' | 'amount' | 'date' | 'place' | 'reason' | 'speaker' | 'cue';

interface TextMark extends Stretch {
  quote?: Claim;
  trigger?: Claim;
  mention?: Mention;
  role?: Role; // in the claim that is shown
  gap?: Gap;
}

export function ArticleText({ view, go }: { view: ArticlePlace; go: Navigate }) {
  const found = useLoaded<ArticlePage>(`/api/article/${encodeURIComponent(view.id)}`);
  const stats = useLoaded<Stats>('/api/stats');
  const curation = useLoaded<{ judgements: Judgement[] }>('/api/curation');
  const wrong = useMemo(() => new Set((curation.data?.judgements ?? []).filter((j) => j.kind === 'wrong' && !j.undone).map((j) => j.claim)), [curation.data]);
  const text = useRef<HTMLElement>(null);
  const [all, setAll] = useState(false);
  const [gaps, setGaps] = useState<Gap[] | null>(null);
  const [layers, setLayers] = useState({ claims: true, mentions: true, gaps: false });

  useEffect(() => {
    setGaps(null);
    const abort = new AbortController();
    get<{ gaps: Gap[] }>(`/api/coverage/${encodeURIComponent(view.id)}`, abort.signal).then(
      (r) => setGaps(r.gaps),
      () => {}, // the server cannot read articles anew: there is no such layer
    );
    return () => abort.abort();
  }, [view.id]);
  useEffect(() => {
    if (!found.data || !view.claim) return;
    text.current?.querySelector('.current')?.scrollIntoView({ block: 'center' });
  }, [found.data, view.claim]);

  const show = (claim: string) => go(address({ ...view, claim: claim === view.claim ? '' : claim }), { replace: true });
  const body = useMemo(
    () => found.data && marked(
      { ...found.data, claims: found.data.claims.filter((c) => !wrong.has(c.id)) }, layers.gaps ? gaps ?? [] : [], layers, view.claim, go, show),
    [found.data, wrong, view.claim, layers, gaps]);
  if (found.error) {
    return (
      <main class="page" id="main">
        <Notice kind="error"><p>{found.error}</p><button type="button" onClick={() => go('/articles')}>All articles</button></Notice>
      </main>
    );
  }
  if (!found.data) return <main class="page" id="main"><Notice kind="loading">Loading …</Notice></main>;
  const { article, mentions } = found.data;
  const claims = found.data.claims.filter((c) => !wrong.has(c.id));
  const mistaken = found.data.claims.filter((c) => wrong.has(c.id));
  const layer = (name: keyof typeof layers, label: string, count: number, title: string) => (
    <label class={`layer l-${name}`} title={title}>
      <input type="checkbox" data-layer={name} checked={layers[name]} onChange={() => setLayers({ ...layers, [name]: !layers[name] })} />
      <span>{label}</span> <span class="num">{count}</span>
    </label>
  );
  return (
    <>
      <main class="page reading" id="main">
        <p class="kind"><Link go={go} href="/articles">Articles</Link></p>
        <h1>{article.title || article.id}</h1>
        <p class="meta">
          {[article.source, article.author, article.published].filter(Boolean).join(' · ')}
          {article.url && <> · <span class="url">{article.url}</span></>}
        </p>
        {article.copy_of && (
          <p class="warn">Nearly the same text as <Link go={go} href={address({ place: 'article', id: article.copy_of, claim: '' })}>{article.copy_of}</Link>; both count as one source.</p>
        )}
        <article ref={text}>{body}</article>
      </main>
      <aside id="right" aria-label="Statements in this article">
        <h2>{plural(claims.length, 'statement')}</h2>
        <div class="layers" role="group" aria-label="Show in the text">
          {layer('claims', 'Statements', claims.length, 'Words that carry a statement are marked; their sentences are tinted')}
          {layer('mentions', 'Entities', mentions.length, 'Dotted words name an entity')}
          {gaps && layer('gaps', 'Without a statement', gaps.length, 'Words that often carry a relation, where none was found')}
        </div>
        {gaps && layers.gaps && (
          <p class="hint">{gaps.length === 0 ? 'Every word that may carry a known relation has its statement.' : 'The program may have missed something there. Point at a word to see what.'}</p>
        )}
        <ul class="edges claims">
          {(all ? claims : claims.filter((c, i) => i < mostListed || c.id === view.claim)).map((c) => (
            <li key={c.id} class={c.id === view.claim ? 'open' : undefined}>
              <button type="button" data-claim={c.id} aria-pressed={c.id === view.claim} onClick={() => show(c.id)}>
                <span>
                  <b>{c.subject?.name ?? 'somebody'}</b> {relationName(c.relation)} <b>{c.object?.name ?? ''}</b>
                  {c.status !== 'asserted' && <small> {statuses.find((s) => s.status === c.status)?.name.toLowerCase()}</small>}
                </span>
              </button>
              {c.id === view.claim && (
                <div class="acts small">
                  {(c.object?.id ?? c.subject?.id) && <Link go={go} class="button primary" href={inGraph(c)}>Show in graph</Link>}
                  <CopyButton text={citation({ ...c, ...article, id: c.id })}>Copy citation</CopyButton>
                  <JudgeClaim claim={c} />
                </div>
              )}
            </li>
          ))}
        </ul>
        {!all && claims.length > mostListed && (
          <p class="hint">{mostListed} of {plural(claims.length, 'statement')} listed. <button type="button" onClick={() => setAll(true)}>List all</button></p>
        )}
        {mistaken.length > 0 && (
          <details class="mistaken">
            <summary>{plural(mistaken.length, 'statement')} called wrong</summary>
            <ul>{mistaken.map((c) => <li key={c.id}>{sentence(c)}</li>)}</ul>
            <p class="hint"><Link go={go} href="/curation">Corrections</Link> has the way back.</p>
          </details>
        )}
        {claims.length === 0 && <p class="hint">Nothing was found in this text. That is not to say that there is nothing in it.</p>}
        {stats.data && !stats.data.read_only && <Remove article={article} claims={claims.length} go={go} />}
      </aside>
    </>
  );
}

/** Asks once more before an article goes. */
function Remove({ article, claims, go }: { article: Article; claims: number; go: Navigate }) {
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState('');
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asking) no.current?.focus();
  }, [asking]);
  if (!asking) return <p class="removal"><button type="button" data-remove onClick={() => setAsking(true)}>Remove this article …</button></p>;
  return (
    <div class="removal" role="group" aria-label="Remove this article">
      <p>This takes the article out of the store{claims > 0 && <>, with {plural(claims, 'statement')} and every relation that only it reports</>}. To have it back, add its file again.</p>
      {error && <Notice kind="error">{error}</Notice>}
      <div class="acts">
        <button type="button" class="bad" onClick={() => remove(`/api/article/${encodeURIComponent(article.id)}`).then(() => {
          graphChanged();
          go('/articles');
        }, (err: Error) => setError(err.message))}>Remove it</button>
        <button type="button" ref={no} onClick={() => setAsking(false)}>Keep it</button>
      </div>
    </div>
  );
}

/** Where a claim is drawn. The graph gives each entity one unnamed agent of its own. */
function inGraph(c: Claim): string {
  const object = c.object?.id;
  if (!object) return address(explore([c.subject!.id!], { selected: `node:${c.subject!.id}` }));
  const subject = c.subject?.id ?? `unknown:${object}`;
  return address(explore([c.subject?.id ?? object], { selected: `edge:${subject}|${c.relation}|${object}` }));
}

function roleMarks(c: Claim): TextMark[] {
  const at = (role: Role, s: Stretch | null | undefined): TextMark[] => (s && s.end > s.start ? [{ role, start: s.start, end: s.end }] : []);
  return [
    ...at('subject', c.subject), ...at('object', c.object), ...[c.amount, ...(c.amount?.also ?? [])].flatMap((a) => at('amount', a)), ...at('date', c.date),
    ...at('place', c.place), ...at('reason', c.reason), ...at('speaker', c.said_by), ...at('cue', c.cue),
  ];
}

/** The article's text with claims, mentions and gaps marked in place; marks may nest and overlap. */
function marked(
  { article, claims, mentions }: ArticlePage, gaps: Gap[], layers: { claims: boolean; mentions: boolean },
  current: string, go: Navigate, show: (claim: string) => void,
) {
  const offsets = new Offsets(article.text);
  const chosen = claims.find((c) => c.id === current);
  const marks: TextMark[] = [
    ...(layers.claims ? claims : claims.filter((c) => c === chosen)).flatMap((c): TextMark[] => [
      { start: c.start, end: c.end, quote: c },
      { start: c.trigger_start, end: c.trigger_end, trigger: c },
    ]),
    ...(layers.mentions ? mentions.map((m): TextMark => ({ start: m.start, end: m.end, mention: m })) : []),
    ...(chosen ? roleMarks(chosen) : []),
    ...gaps.map((g): TextMark => ({ start: g.start, end: g.end, gap: g })),
  ];
  return runs(0, offsets.bytes, marks).map((run) => {
    const text = offsets.slice(run.start, run.end);
    const quotes = run.marks.flatMap((m) => (m.quote ? [m.quote] : []));
    const triggers = run.marks.flatMap((m) => (m.trigger ? [m.trigger] : []));
    const mention = run.marks.filter((m) => m.mention).sort((a, b) => a.end - a.start - (b.end - b.start))[0]?.mention;
    const gap = run.marks.find((m) => m.gap)?.gap;
    const classes = [
      quotes.length > 1 ? 'quote deep' : quotes.length ? 'quote' : '',
      chosen && quotes.includes(chosen) ? 'current' : '',
      ...run.marks.flatMap((m) => (m.role ? [`r-${m.role}`] : [])),
      gap ? 'gap' : '',
    ].filter(Boolean).join(' ') || undefined;
    if (triggers.length) {
      // One word may carry several claims: pressing it goes through them.
      const at = triggers.findIndex((c) => c.id === current);
      const next = triggers[at + 1] ?? (at >= 0 ? triggers[at]! : triggers[0]!);
      return (
        <button type="button" class={`trigger ${classes ?? ''}`} data-claim={(triggers[at] ?? next).id} aria-pressed={at >= 0}
          title={triggers.map(sentence).join('\n')} onClick={() => show(next.id)}>{text}</button>
      );
    }
    if (mention) {
      return (
        <Link go={go} class={`mention ${classes ?? ''}`} title={mention.name}
          href={address(explore([mention.entity], { selected: `node:${mention.entity}` }))}>{text}</Link>
      );
    }
    if (gap) return <mark class={classes} title={gapWords(gap)}>{text}</mark>;
    return classes ? <span class={classes}>{text}</span> : text;
  });
}

function sentence(c: Claim): string {
  return `${c.subject?.name ?? 'somebody'} ${relationName(c.relation)} ${c.object?.name ?? ''}`.trim();
}

function gapWords(g: Gap): string {
  const may = (g.relations ?? []).map(relationName).join(', ');
  return `May stand for: ${may || g.trigger}.${g.reason ? ` ${g.reason}` : ''}`;
}
