// One claim with its sentence, the words that carry it marked in place.
import type { Argument, ClaimView } from './api';
import { JudgeClaim } from './curation';
import { runs } from './marks';
import { Offsets } from './offsets';
import { CopyButton, Link, type Navigate } from './parts';
import { disagreements } from './places';
import { address } from './view';
import { citation, money, plainName, relationName, statuses } from './words';

interface RoleMark {
  start: number;
  end: number;
  role: string;
  name: string;
}

function roleMarks(claim: ClaimView): RoleMark[] {
  const at = (role: string, name: string, s: { start: number; end: number } | null | undefined): RoleMark[] =>
    s && s.end > s.start ? [{ role, name, start: s.start, end: s.end }] : [];
  return [
    ...at('subject', 'subject', claim.subject),
    ...at('trigger', 'relation', { start: claim.trigger_start, end: claim.trigger_end }),
    ...at('object', 'object', claim.object),
    ...[claim.amount, ...(claim.amount?.also ?? [])].flatMap((a) => at('amount', 'amount', a)),
    ...at('date', 'date', claim.date),
    ...at('place', 'place', claim.place),
    ...at('reason', 'reason', claim.reason),
    ...at('speaker', 'speaker', claim.said_by),
    ...at('cue', 'words that give the status', claim.cue),
  ];
}

/** The sentences around a claim; everything in it is text, never markup. */
export function MarkedContext({ claim }: { claim: ClaimView }) {
  const offsets = new Offsets(claim.context);
  const from = claim.context_start;
  const quote = { start: claim.start, end: claim.end, role: 'quote', name: '' };
  return (
    <blockquote>
      {runs(from, from + offsets.bytes, [...roleMarks(claim), quote]).map((run) => {
        const text = offsets.slice(run.start - from, run.end - from);
        const roles = run.marks.filter((m) => m.role !== 'quote');
        if (roles.length === 0) return <span class={run.marks.length ? undefined : 'outside'}>{text}</span>;
        return <mark class={roles.map((m) => m.role).join(' ')} title={roles.map((m) => m.name).join(', ')}>{text}</mark>;
      })}
    </blockquote>
  );
}

/** "it" in the sentence, resolved: a name where the words differ from it. */
function resolved(a: Argument | null): string {
  return a && a.mention && a.type !== 'phrase' && plainName(a.mention) !== plainName(a.name) ? a.name : '';
}

export function Evidence({ claim, go }: { claim: ClaimView; go: Navigate }) {
  const status = statuses.find((s) => s.status === claim.status)?.name ?? claim.status;
  const facts: [string, string][] = [];
  const subject = resolved(claim.subject);
  const object = resolved(claim.object);
  if (subject) facts.push([`“${claim.subject!.mention}”`, `is ${subject}`]);
  if (object) facts.push([`“${claim.object!.mention}”`, `is ${object}`]);
  if (claim.said_by) facts.push(['Says', claim.said_by.name]);
  if (claim.amount) facts.push(['Amount', money(claim.amount.value, claim.amount.currency)]);
  if (claim.date?.value) facts.push(['Date', claim.date.value]);
  if (claim.place) facts.push(['Place', claim.place.name]);
  if (claim.reason) facts.push(['Reason', claim.reason.text]);
  return (
    <figure class="evidence" data-claim={claim.id}>
      <MarkedContext claim={claim} />
      <div class="chips">
        <span class={`chip s-${claim.status}`} title={claim.cue ? `“${claim.cue.text}”` : undefined}>{status}</span>
        <span class="chip" title="Probability that this was read rightly">{Math.round(claim.confidence * 100)}% sure</span>
      </div>
      {facts.length > 0 && (
        <dl>
          {facts.map(([name, value]) => <div><dt>{name}</dt><dd>{value}</dd></div>)}
        </dl>
      )}
      <figcaption>
        <Link go={go} href={address({ place: 'article', id: claim.article, claim: claim.id })}>{claim.title || claim.article}</Link>
        <span>{[claim.source, claim.published].filter(Boolean).join(' · ')}</span>
        {claim.event && <Link go={go} href={address(disagreements({ event: claim.event }))}>Other reports of it</Link>}
      </figcaption>
      <div class="acts small">
        <CopyButton text={citation(claim)}>Copy citation</CopyButton>
        <JudgeClaim claim={claim} />
        <span class="claim-id" title={relationName(claim.relation)}>{claim.id}</span>
      </div>
    </figure>
  );
}
