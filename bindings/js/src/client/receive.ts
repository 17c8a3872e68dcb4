import { InterviewError } from '../errors.js';
import { Operation } from '../ot/operation.js';
import type { Text } from '../ot/text.js';
import type { Command, EditCommand } from '../protocol/commands.js';
import type { SeenEvent } from '../protocol/events.js';
import { permissionsOf } from '../protocol/roles.js';
import type { Opening, ServerMessage } from '../protocol/server_messages.js';
import { fold, withDoc } from '../room/fold.js';
import { withEntry, withoutEntry } from '../room/room_view.js';
import type { Notice } from './notices.js';
import { editOf } from './pending.js';
import type { SessionCore } from './session_core.js';

type Of<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>;
type Edited = Extract<SeenEvent, { kind: 'edited' }>;

/**
 * What one message of the server does to a session. Throws `protocol` or `gap` if it does not fit, `stale` if
 * something was done here while a snapshot was on its way; a part of it may have been taken in then.
 */
export function take(core: SessionCore, message: ServerMessage): Notice[] {
  if (core.state === 'offline') throw broken('a message came without a connection');
  return new Taking(core).take(message);
}

class Taking {
  readonly #core: SessionCore;
  readonly #notices: Notice[] = [];

  constructor(core: SessionCore) {
    this.#core = core;
  }

  take(message: ServerMessage): Notice[] {
    switch (message.type) {
      case 'welcome':
        this.#welcome(message);
        break;
      case 'resume':
        this.#resume(message);
        break;
      case 'events':
        this.#events(message);
        break;
      case 'ack':
        this.#ack(message.n);
        break;
      case 'error':
        this.#refusal(message);
        break;
      case 'select':
        this.#selected(message);
        break;
      case 'presence':
        this.#presence(message);
        break;
      case 'signal':
        this.#notices.push({ type: 'signalled', from: message.from, by: message.by, data: message.data });
        break;
      case 'queue':
        this.#notices.push({ type: 'queued', run: message.run, position: message.position });
        break;
      case 'saving':
        this.#core.saving = message.ok;
        this.#notices.push({ type: 'saving', ok: message.ok });
        break;
      case 'token':
        this.#notices.push({ type: 'token', token: message.token });
        break;
      case 'diverged':
        this.#core.state = 'offline';
        this.#notices.push({ type: 'diverged', texts: textsOf(this.#core) });
        break;
      case 'pong':
        break;
    }
    return this.#notices;
  }

  #welcome(message: Of<'welcome'>): void {
    const core = this.#core;
    if (core.state !== 'opening') throw broken('welcomed twice');
    if (core.saidPending) throw broken('welcomed with a snapshot while commands are pending');
    if (!core.pending.empty) throw new InterviewError('stale', 'there is work pending since the opening');
    this.#open(message);
    core.view = message.room;
    core.committed = new Map([...message.room.docs.values()].map((doc) => [doc.id, doc.content]));
    core.forgetUndo('all');
    core.seen = message.seq;
    core.head = message.head;
    core.state = 'live';
    this.#notices.push({ type: 'loaded' }, { type: 'saving', ok: message.saving }, { type: 'caught_up' });
  }

  #resume(message: Of<'resume'>): void {
    const core = this.#core;
    if (core.state !== 'opening') throw broken('resumed twice');
    if (message.upto < core.seen) throw broken('resumed before what was seen');
    this.#open(message);
    core.view = { ...core.view, connections: message.connections };
    core.catchUpTo = message.upto;
    core.state = 'catching_up';
    this.#notices.push({ type: 'saving', ok: message.saving });
    this.#checkCaughtUp();
  }

  #open(opening: Opening): void {
    const core = this.#core;
    core.you = opening.you;
    core.connection = opening.connection;
    core.role = opening.role;
    core.can = opening.can;
    core.ice = opening.ice;
    core.saving = opening.saving;
    core.time = opening.time;
    core.acked = opening.acked;
    // A number is never used twice, also by a client that has forgotten how far it was.
    core.lastN = Math.max(core.lastN, opening.acked);
  }

  #checkCaughtUp(): void {
    const core = this.#core;
    if (core.state !== 'catching_up' || core.seen < core.catchUpTo) return;
    core.state = 'live';
    const flying = core.pending.inFlight;
    if (flying && flying.n <= core.acked) {
      if (flying.command.type === 'edit') throw broken('an edit was acknowledged that never came');
      this.#acknowledge(flying.n);
    }
    this.#notices.push({ type: 'caught_up' });
  }

  #acknowledge(n: number): void {
    this.#notices.push({ type: 'acknowledged', n });
    this.#land();
  }

  // The command in flight is in the log, or is gone.
  #land(): void {
    this.#core.pending.inFlight = null;
    this.#core.held = false;
  }

  #events(message: Of<'events'>): void {
    const core = this.#core;
    if (core.state === 'opening') throw broken('events came before the opening');
    let last = core.seen;
    for (const event of message.events) {
      if (event.seq <= last) throw broken('events came out of order');
      last = event.seq;
    }
    if (message.upto < last) throw broken('events came out of order');
    for (const event of message.events) {
      this.#happened(event);
      // The head there is not known before the end of the frame.
      core.seen = event.seq;
      core.head = '';
    }
    core.seen = message.upto;
    core.head = message.head;
    this.#checkCaughtUp();
  }

  #happened(event: SeenEvent): void {
    const core = this.#core;
    const flying = core.pending.inFlight;
    // The edit in flight is one of the text that was removed: it would not fit this one.
    if (event.kind === 'doc_opened' && flying && editOf(flying, event.doc))
      throw broken('a removed document came back');
    if (flying && event.client === core.client && event.n === flying.n) this.#ownLanded(event);
    else if (event.kind === 'edited') this.#editedByOthers(event);
    else core.view = fold(core.view, event);

    if (event.kind === 'doc_opened') {
      core.committed.set(event.doc, core.documentOf(event.doc).content);
    } else if (event.kind === 'doc_removed') {
      this.#documentRemoved(event.doc);
    } else if (event.kind === 'role_changed' && event.participant === core.you) {
      core.role = event.role;
      core.can = permissionsOf(event.role);
    }
    this.#notices.push({ type: 'happened', event });
  }

  #ownLanded(event: SeenEvent): void {
    const core = this.#core;
    const mine = core.pending.inFlight?.command;
    if (event.kind === 'edited') {
      const doc = core.view.docs.get(event.doc);
      const committed = core.committed.get(event.doc);
      const same = mine?.type === 'edit' && mine.doc === event.doc && mine.op.equals(event.op);
      if (!same || !doc || !committed || doc.rev + 1 !== event.rev)
        throw broken("one's own edit came back as another one");
      core.committed.set(event.doc, committed.apply(event.op).text);
      core.view = withDoc(core.view, doc.at(event.rev));
    } else if (mine?.type === 'edit') {
      throw broken("one's own edit came back as another command");
    } else {
      core.view = fold(core.view, event);
    }
    this.#acknowledge(event.n);
  }

  #editedByOthers(event: Edited): void {
    const core = this.#core;
    const doc = core.view.docs.get(event.doc);
    const committed = core.committed.get(event.doc);
    if (!doc || !committed || doc.rev + 1 !== event.rev) throw broken('an edit does not follow');
    event.op.check(committed);
    core.committed.set(event.doc, committed.apply(event.op).text);
    const here = core.pending.rebase(event.doc, event.op);
    core.view = withDoc(core.view, doc.after(here).at(event.rev));
    core.undoOf(event.doc).rebase(here);
    this.#notices.push({ type: 'changed', doc: event.doc, op: here, by: event.by });
  }

  #documentRemoved(doc: number): void {
    const core = this.#core;
    core.committed.delete(doc);
    core.forgetUndo(doc);
    const text = core.pending.dropWaiting(doc);
    if (text === '') return;
    const message = 'the document was removed';
    const command: EditCommand = { type: 'edit', doc, op: Operation.empty };
    this.#refused({ type: 'error', n: 0, code: 'no_such_document', message, retry: false }, command, text);
  }

  #ack(n: number): void {
    const flying = this.#core.pending.inFlight;
    if (!flying || flying.n !== n || !flying.sent) return;
    if (flying.command.type === 'edit') throw broken('an edit was acknowledged that never came');
    this.#acknowledge(n);
  }

  #refusal(message: Of<'error'>): void {
    const core = this.#core;
    const flying = core.pending.inFlight;
    // What came too fast was not read, so the server cannot say which message it was. It may have been the
    // command in flight; if it was another one, the command is merely acknowledged twice.
    if (message.n === 0 && message.code === 'too_fast' && flying?.sent) message.n = flying.n;
    if (message.n === 0 || !flying || flying.n !== message.n || !flying.sent) {
      this.#refused(message, null, '');
      return;
    }
    const { command } = flying;
    let text = '';
    if (message.retry) {
      flying.sent = false;
      core.held = true;
    } else if (command.type === 'edit') {
      text = command.op.inserted();
      this.#refuseEdit(command);
    } else {
      this.#land();
    }
    this.#refused(message, command, text);
  }

  #refused(message: Of<'error'>, command: Command | null, text: string): void {
    const { n, code, message: why, retry } = message;
    this.#notices.push({ type: 'refused', n, code, message: why, retry, command, text });
  }

  #refuseEdit(edit: EditCommand): void {
    const core = this.#core;
    const doc = core.view.docs.get(edit.doc);
    const base = core.committed.get(edit.doc);
    if (!doc || !base) {
      this.#land();
      return;
    }
    const rollback = core.pending.rollBack(edit.doc, edit.op, base);
    this.#land();
    core.view = withDoc(core.view, doc.after(rollback));
    // The inverses of later steps may hold what the refused edit had inserted, and those of older ones stand on
    // it. What still waits has inverses that know nothing of it.
    const undo = core.undoOf(edit.doc);
    undo.clear();
    let text: Text = base;
    for (const waiting of core.pending.all()) {
      const op = editOf(waiting, edit.doc);
      if (!op) continue;
      const after = text.apply(op);
      undo.did(op.invertErased(after.erased), false);
      text = after.text;
    }
    this.#notices.push({ type: 'changed', doc: edit.doc, op: rollback, by: core.you });
  }

  #selected(message: Of<'select'>): void {
    // Positions at another revision than the one that is here would point somewhere else.
    const core = this.#core;
    const doc = core.view.docs.get(message.doc);
    if (!doc || doc.rev !== message.rev) return;
    const ranges = message.ranges.map((range) => core.pending.bringHere(message.doc, range));
    if (ranges.some((range) => Math.max(range.anchor, range.head) > doc.length))
      throw broken('a selection lies outside');
    const { by, connection } = message;
    this.#notices.push({ type: 'selected', by, connection, doc: message.doc, ranges });
  }

  #presence(message: Of<'presence'>): void {
    const core = this.#core;
    const { by, connection, online } = message;
    const { connections } = core.view;
    core.view = {
      ...core.view,
      connections: online ? withEntry(connections, connection, by) : withoutEntry(connections, connection),
    };
    this.#notices.push({ type: 'presence', by, connection, online });
  }
}

/** The documents as they are here, for the person to keep. */
export function textsOf(core: SessionCore): { name: string; text: string }[] {
  return [...core.view.docs.values()].map((doc) => ({ name: doc.name, text: doc.text }));
}

function broken(why: string): InterviewError {
  return new InterviewError('protocol', why);
}
