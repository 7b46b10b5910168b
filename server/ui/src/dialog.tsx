import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A dialog over the page. Escape and the cross close it; focus goes back to where it was. */
export function Dialog({ title, close, children, wide }: { title: string; close: () => void; children: ComponentChildren; wide?: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current!.showModal();
    dialog.current!.querySelector<HTMLElement>('form input, form button')?.focus();
    return () => before?.focus();
  }, []);
  return (
    <dialog
      ref={dialog} class={wide ? 'box wide' : 'box'} aria-label={title}
      onCancel={(e) => {
        e.preventDefault();
        close();
      }}
      onMouseDown={(e) => {
        if (e.target === dialog.current) close(); // the ground beside it
      }}
      onKeyDown={(e) => e.stopPropagation()}
    >
      <div class="box-inner">
        <div class="box-head"><h2>{title}</h2><button type="button" aria-label="Close" onClick={close}>✕</button></div>
        {children}
      </div>
    </dialog>
  );
}
