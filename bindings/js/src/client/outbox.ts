import { asInterviewError, InterviewError } from '../errors.js';
import { readCommand } from '../protocol/commands.js';
import { bad, type Fields, parseObject } from '../protocol/fields.js';
import { kRoles } from '../protocol/roles.js';
import { withDoc } from '../room/fold.js';
import { readView, writeView } from '../room/view_json.js';
import type { Pending } from './pending.js';
import { type ClientOptions, SessionCore } from './session_core.js';

// The outbox: all of a session that must survive its page, as JSON.
//
//   {"format":1, "room", "client", "last_n", "pending":[{"n", "edits", "sent", "command"}...], "state"?, "connection"?}
//   n: 0 if it waits        state: who one is, how far one has seen, and the view with the committed texts
//   connection: how the connection stood, so that what was recorded since can be done again
//
// With nothing pending there is nothing to rebase, and a session may begin with a snapshot: `state` may be left out.

const kFormat = 1;
const kStates = ['offline', 'opening', 'catching_up', 'live'] as const;

/** `whole`: also what a session may do without. */
export function writeOutbox(core: SessionCore, whole: boolean): string {
  const pending = core.pending.all();
  const { room, client, lastN } = core;
  const outbox = { format: kFormat, room, client, last_n: lastN, pending };
  if (pending.length === 0 && !whole) return JSON.stringify(outbox);
  const { you, role, seen, head } = core;
  const view = writeView({ ...core.view, connections: new Map() }, (doc) => {
    return (core.committed.get(doc.id) ?? doc.content).toString();
  });
  const { acked, held, state } = core;
  const connection = {
    state,
    acked,
    held,
    catch_up_to: core.catchUpTo,
    said_pending: core.saidPending,
  };
  return JSON.stringify({ ...outbox, state: { you, role, seen, head, view }, connection });
}

/** The session goes on as it stood, connected or not. Throws `record_malformed`. */
export function readOutbox(json: string, options: ClientOptions): SessionCore {
  try {
    return read(parseObject(json), options);
  } catch (thrown) {
    throw new InterviewError(
      'record_malformed',
      `the outbox is malformed: ${asInterviewError(thrown).message}`,
    );
  }
}

function read(fields: Fields, options: ClientOptions): SessionCore {
  if (fields.number('format') !== kFormat) throw bad('the outbox is of another version');
  const core = new SessionCore(fields.text('room'), fields.text('client'), options);
  core.lastN = fields.number('last_n');
  const commands = fields.objects('pending', readPending);
  if (commands.some(({ n }, index) => n > (index === 0 ? core.lastN : 0))) throw bad('a number is too high');
  core.pending.restore(commands);
  if (commands.length > 0 || fields.has('state')) {
    readState(core, fields.object('state'));
    readConnection(core, fields.object('connection'));
    for (const pending of commands) redo(core, pending);
  }
  return core;
}

function readPending(fields: Fields): Pending {
  return {
    n: fields.number('n'),
    sent: fields.flag('sent', false),
    edits: fields.number('edits'),
    command: readCommand(fields.any('command')),
  };
}

function readState(core: SessionCore, fields: Fields): void {
  core.you = fields.id('you');
  core.role = fields.knownOf('role', kRoles);
  core.seen = fields.number('seen');
  core.head = fields.text('head');
  core.view = readView(fields.object('view'));
  core.committed = new Map([...core.view.docs.values()].map((doc) => [doc.id, doc.content]));
}

function readConnection(core: SessionCore, fields: Fields): void {
  core.state = fields.oneOf('state', kStates);
  core.acked = fields.number('acked');
  core.held = fields.flag('held', false);
  core.catchUpTo = fields.number('catch_up_to');
  core.saidPending = fields.flag('said_pending', false);
}

// What is pending is in the text as it is here.
function redo(core: SessionCore, { n, command }: Pending): void {
  if (command.type !== 'edit') return;
  const doc = core.view.docs.get(command.doc);
  // The refusal of an edit in flight may still be on its way.
  if (!doc && n > 0) return;
  if (!doc) throw bad('an edit of a document that is not there');
  command.op.check(doc.content);
  core.view = withDoc(core.view, doc.after(command.op));
}
