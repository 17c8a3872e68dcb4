// A live client in a world that is moved by hand, and what it was told.
import assert from 'node:assert/strict';
import {
  type ClientStore,
  type InterviewError,
  LiveClient,
  type LiveOptions,
  type LiveState,
  type Notice,
} from '../../../bindings/js/src/index.js';
import { kLink, LiveWorld } from './live_world.js';
import { testSeed } from './random.js';

export class Guest {
  readonly client: LiveClient;
  readonly notices: Notice[] = [];
  readonly states: LiveState[] = [];
  readonly delays: number[] = [];
  readonly notKept: string[] = [];
  why: InterviewError | null = null;

  constructor(options: LiveOptions, store: ClientStore | null = null) {
    const events = {
      onNotices: (notices: readonly Notice[]) => this.notices.push(...notices),
      onState: (state: LiveState, why: InterviewError | null, delayMs: number) => {
        this.states.push(state);
        this.why = why;
        if (state === 'waiting') this.delays.push(delayMs);
      },
      onNotKept: (why: InterviewError) => this.notKept.push(why.code),
    };
    this.client = new LiveClient(kLink, options, events, store);
    this.client.start();
  }

  get text(): string {
    return [...this.client.session.view.docs.values()][0]?.text ?? '';
  }
  type(text: string): void {
    const doc = [...this.client.session.view.docs.values()][0];
    assert.ok(doc);
    this.client.session.replace(doc.id, doc.length, 0, text);
    this.client.flush();
  }
  openDoc(): void {
    this.client.session.send({ type: 'open_doc', name: 'main.py', text: '' });
    this.client.flush();
  }
  get idle(): boolean {
    return this.client.session.live && !this.client.session.hasPending();
  }
  told<Type extends Notice['type']>(type: Type): Extract<Notice, { type: Type }>[] {
    return this.notices.filter((notice): notice is Extract<Notice, { type: Type }> => notice.type === type);
  }
}

export async function inWorld(
  act: (world: LiveWorld) => Promise<void>,
  limits: Record<string, number> = {},
): Promise<void> {
  const world = new LiveWorld(testSeed());
  try {
    await world.openRoom(limits);
    await act(world);
  } finally {
    world.oracle.stop();
  }
}
