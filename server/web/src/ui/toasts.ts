// The list of short messages at the corner of the page. Not tied to React: anything may say something.

export interface Toast {
  readonly id: number;
  readonly kind: 'info' | 'good' | 'bad';
  readonly title: string;
  readonly text?: string;
  /** A button beside it; the toast goes when it is pressed, if it gives true. */
  readonly action?: { readonly label: string; readonly run: () => boolean | Promise<boolean> };
  /** Stays until it is dismissed. */
  readonly stays: boolean;
}

const kMostShown = 5;
let list: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  list = next;
  for (const listener of listeners) listener();
}

export function toasts(): readonly Toast[] {
  return list;
}

export function onToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows a message for some seconds, or until it is dismissed (`stays`: what must not be missed). */
export function toast(
  message: Omit<Toast, 'id' | 'stays' | 'kind'> & Partial<Pick<Toast, 'stays' | 'kind'>>,
): number {
  last += 1;
  const next = [...list, { kind: 'info' as const, stays: false, ...message, id: last }];
  // What stays is never pushed out by what goes by itself.
  while (next.length > kMostShown) {
    const passing = next.findIndex((one) => !one.stays);
    if (passing < 0) break;
    next.splice(passing, 1);
  }
  set(next);
  return last;
}

export function dismiss(id: number): void {
  set(list.filter((one) => one.id !== id));
}
