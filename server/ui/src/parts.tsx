// Small pieces that several places share.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { copy } from './hooks';
import { typeStyle } from './words';

/** Goes to a view; the address changes with it. */
export type Navigate = (to: string, how?: { replace?: boolean; quiet?: boolean }) => void; // quiet: no step to undo

/** A link inside the explorer. A plain click stays on the page. */
export function Link(props: {
  href: string; go: Navigate; class?: string; title?: string; current?: boolean; children: ComponentChildren;
}) {
  return (
    <a
      href={props.href}
      class={props.class}
      title={props.title}
      aria-current={props.current ? 'page' : undefined}
      onClick={(e) => {
        if (e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
        e.preventDefault();
        props.go(props.href);
      }}
    >
      {props.children}
    </a>
  );
}

export function TypeIcon({ type }: { type: string }) {
  const style = typeStyle(type);
  return (
    <svg class={`type-icon t-${style.colour}`} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={style.path} />
    </svg>
  );
}

export function FamilyIcon({ family }: { family: string }) {
  return (
    <svg class={`family-icon f-${family}`} width="22" height="10" viewBox="0 0 22 10" aria-hidden="true">
      <path d="M0 5h15" stroke-width="2.5" />
      <path d="M14 1l7 4-7 4z" class="head" />
    </svg>
  );
}

export function CopyButton({ text, children }: { text: string; children: ComponentChildren }) {
  const [done, setDone] = useState('');
  return (
    <button
      type="button"
      onClick={async () => {
        setDone((await copy(text)) ? 'Copied' : 'Not allowed to copy');
        setTimeout(() => setDone(''), 1600);
      }}
    >
      {done || children}
    </button>
  );
}

export function Notice({ kind, children }: { kind: 'loading' | 'error' | 'empty'; children: ComponentChildren }) {
  return <div class={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>{children}</div>;
}
