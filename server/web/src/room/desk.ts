// What lies on this person's own desk, and is nobody else's: the open files, the one in front, whom they follow,
// what they have not read, which run they look at. Told by the notices of the room, and by the person.
import type { Notice } from '@libinterview/client';
import type { RoomStore } from './room_store.ts';

export type Channel = 'all' | 'interviewers';
export type SideView = 'problem' | 'files' | 'notes';
export type PhoneView = 'results' | 'chat' | 'call' | SideView;

export interface DeskState {
  readonly open: readonly number[];
  /** The document in the editor; 0: none. */
  readonly active: number;
  /** A connection whose caret is followed. */
  readonly following: number | null;
  readonly channel: Channel;
  readonly unread: Readonly<Record<Channel, number>>;
  /** The run that is looked at; 0: the latest. */
  readonly run: number;
  readonly side: SideView;
  readonly phone: PhoneView;
  /** What is written and not sent: it outlives the panel that it is written in. */
  readonly drafts: Readonly<Record<Channel | 'note', string>>;
  /** A problem that is being written; null: none. */
  readonly problem: { readonly title: string; readonly statement: string } | null;
  /** For screen readers, the latest; `n` tells two of the same words apart. */
  readonly said: { readonly n: number; readonly text: string };
}

const kMostOpenedUnasked = 8;

export class Desk {
  #state: DeskState = {
    open: [],
    active: 0,
    following: null,
    channel: 'all',
    unread: { all: 0, interviewers: 0 },
    run: 0,
    side: 'files',
    phone: 'results',
    drafts: { all: '', interviewers: '', note: '' },
    problem: null,
    said: { n: 0, text: '' },
  };
  readonly #room: RoomStore;
  #problemSeen = false;
  readonly #listeners = new Set<() => void>();
  /** Whether the person sees the chat at the moment; set by the chat. */
  chatSeen: () => Channel | null = () => null;

  constructor(room: RoomStore) {
    this.#room = room;
    this.#lookAtDocs();
    this.#lookAtProblem();
  }

  get state(): DeskState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Brings a document to the front. */
  show(doc: number): void {
    if (doc === this.#state.active && this.#state.open.includes(doc)) return;
    const { open } = this.#state;
    this.set({ active: doc, open: open.includes(doc) ? open : [...open, doc] });
  }

  close(doc: number): void {
    const at = this.#state.open.indexOf(doc);
    const open = this.#state.open.filter((one) => one !== doc);
    const next = open[Math.min(Math.max(at, 0), open.length - 1)] ?? 0;
    this.set({ open, active: this.#state.active === doc ? next : this.#state.active });
  }

  say(text: string): void {
    this.set({ said: { n: this.#state.said.n + 1, text } });
  }

  draft(where: Channel | 'note', text: string): void {
    this.set({ drafts: { ...this.#state.drafts, [where]: text } });
  }

  read(channel: Channel): void {
    if (this.#state.unread[channel] === 0) return;
    this.set({ unread: { ...this.#state.unread, [channel]: 0 } });
  }

  take(notice: Notice): void {
    if (notice.type === 'loaded') {
      this.#lookAtDocs();
      this.#lookAtProblem();
    }
    // Another server knows other connections.
    const { following } = this.#state;
    if (notice.type === 'caught_up' && following !== null)
      if (!this.#room.client.session.view.connections.has(following)) this.set({ following: null });
    if (notice.type === 'selected' && notice.connection === this.#state.following) this.show(notice.doc);
    if (notice.type === 'presence' && !notice.online && notice.connection === this.#state.following)
      this.set({ following: null });
    if (notice.type !== 'happened') return;
    const { event } = notice;
    const { you } = this.#room.client.session;
    if (event.kind === 'doc_opened') {
      if (event.by === you || this.#state.active === 0) this.show(event.doc);
      else if (this.#state.open.length < kMostOpenedUnasked)
        this.set({ open: [...this.#state.open, event.doc] });
    } else if (event.kind === 'doc_removed') this.close(event.doc);
    else if (event.kind === 'problem_set' && event.by !== you) this.set({ side: 'problem' });
    else if (event.kind === 'run_queued')
      this.set(event.by === you ? { run: 0, phone: 'results' } : { run: 0 });
    else if (event.kind === 'chat' && event.by !== you) {
      const channel = event.to === 'interviewers' ? 'interviewers' : 'all';
      if (this.chatSeen() !== channel)
        this.set({ unread: { ...this.#state.unread, [channel]: this.#state.unread[channel] + 1 } });
    }
  }

  /** Where there is a problem, it is what one wants to read first. */
  #lookAtProblem(): void {
    const { problem } = this.#room.client.session.view;
    if (this.#problemSeen || problem.title + problem.statement === '') return;
    this.#problemSeen = true;
    this.set({ side: 'problem' });
  }

  #lookAtDocs(): void {
    const { docs } = this.#room.client.session.view;
    const open = this.#state.open.filter((doc) => docs.has(doc));
    for (const doc of docs.keys())
      if (!open.includes(doc) && open.length < kMostOpenedUnasked) open.push(doc);
    const active = docs.has(this.#state.active) ? this.#state.active : (open[0] ?? 0);
    this.set({ open, active });
  }
}
