import { asInterviewError, InterviewError } from '../errors.js';
import { Operation, type Part } from '../ot/operation.js';
import { type Command, readCommand } from '../protocol/commands.js';
import { bad, Fields, parseObject } from '../protocol/fields.js';
import { decodeServerMessage } from '../protocol/server_messages.js';
import type { KeptText } from './notices.js';
import { readOutbox } from './outbox.js';
import { take, textsOf } from './receive.js';
import type { SessionCore } from './session_core.js';

/**
 * What a session was told, as JSON: an outbox and the inputs since lead to the same commands that wait under the
 * same numbers. Undo is an edit here: what can be undone does not survive the page.
 */
export type Input =
  | { i: 'connected' }
  | { i: 'disconnected' }
  | { i: 'message'; json: string; refused?: true }
  | { i: 'next' }
  | { i: 'retry' }
  | { i: 'edit'; doc: number; op: readonly Part[] }
  | { i: 'send'; command: Command };

/** Whether the person did it, or a number was given to a command: it must not be lost. */
export function mustBeKept(input: Input): boolean {
  return input.i === 'edit' || input.i === 'send' || input.i === 'next';
}

/** Does what was recorded once more. Throws `record_malformed` if that is not possible. */
export function replay(core: SessionCore, inputs: readonly string[]): void {
  try {
    for (const json of inputs) replayOne(core, new Fields(JSON.parse(json)));
  } catch (thrown) {
    throw new InterviewError(
      'record_malformed',
      `the journal is malformed: ${asInterviewError(thrown).message}`,
    );
  }
}

/** The texts that can be read out of what does not lead to a session any more, as far as it can be read. */
export function salvageTexts(outbox: string, inputs: readonly string[]): KeptText[] {
  let core: SessionCore;
  try {
    core = readOutbox(outbox, {});
  } catch {
    return looseTexts(outbox);
  }
  try {
    replay(core, inputs);
  } catch {
    // Up to there.
  }
  return textsOf(core);
}

function looseTexts(outbox: string): KeptText[] {
  try {
    const docs = parseObject(outbox).object('state').object('view').list('docs');
    return docs
      .map((doc) => new Fields(doc))
      .map((doc) => ({ name: doc.text('name'), text: doc.text('text') }));
  } catch {
    return [];
  }
}

function replayOne(core: SessionCore, input: Fields): void {
  switch (input.text('i')) {
    case 'connected':
      core.connected('');
      return;
    case 'disconnected':
      core.disconnected();
      return;
    case 'message':
      replayMessage(core, input.text('json'), input.flag('refused', false));
      return;
    case 'next':
      core.next();
      return;
    case 'retry':
      core.held = false;
      return;
    case 'edit':
      replayEdit(core, input.id('doc'), Operation.read(input.any('op')));
      return;
    case 'send':
      core.send(readCommand(input.any('command')));
      return;
    default:
      throw new InterviewError('record_malformed', 'there is no such input');
  }
}

// An undo may have gone beyond the limit of a document: the server says what becomes of it.
function replayEdit(core: SessionCore, id: number, op: Operation): void {
  const doc = core.documentOf(id);
  op.check(doc.content);
  core.undoOf(id).did(core.change(doc, op), false);
}

// One that was refused was taken in up to there, and the connection was closed for it.
function replayMessage(core: SessionCore, json: string, refused: boolean): void {
  const message = decodeServerMessage(json);
  let thrown: unknown = null;
  try {
    take(core, message);
  } catch (why) {
    thrown = why;
  }
  if (!refused && thrown !== null) throw thrown;
  if (refused && thrown === null) throw bad('a message was refused that fits');
}
