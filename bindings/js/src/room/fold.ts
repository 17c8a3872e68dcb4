import { asInterviewError, InterviewError } from '../errors.js';
import { Text } from '../ot/text.js';
import type { RoomEvent, SeenEvent } from '../protocol/events.js';
import { permissionsOf } from '../protocol/roles.js';
import {
  type ChatLine,
  DocText,
  type FoldedView,
  kNotEnded,
  type Person,
  type Run,
  withEntry,
  withoutEntry,
} from './room_view.js';
import { keepOutput } from './run_output.js';

const kKeptLines = 500;
const kKeptRuns = 20;
const kKeptOutputBytes = 16 * 1024;

type Of<Kind extends RoomEvent['kind']> = Extract<SeenEvent, { kind: Kind }>;

/** The view after an event. Throws `gap` if the event does not fit the view. An edit is applied to the text. */
export function fold(view: FoldedView, event: SeenEvent): FoldedView {
  const folded = foldKind(view, event);
  return event.at > view.now ? { ...folded, now: event.at } : folded;
}

function foldKind(view: FoldedView, event: SeenEvent): FoldedView {
  switch (event.kind) {
    case 'opened':
      return { ...view, title: event.title, language: event.language };
    case 'joined': {
      const { participant: number, name, role } = event;
      return withPerson(view, { number, name, role, removed: false }, event.at);
    }
    case 'role_changed': {
      const person = known(view.people, event.participant);
      return withPerson(view, { ...person, role: event.role }, event.at);
    }
    case 'removed': {
      const person = known(view.people, event.participant);
      return { ...view, people: withEntry(view.people, person.number, { ...person, removed: true }) };
    }
    case 'doc_opened': {
      if (view.docs.has(event.doc)) throw doesNotFit();
      const doc = new DocText(event.doc, event.name, event.owner, 0, Text.from(event.text));
      return withDoc(view, doc);
    }
    case 'doc_renamed':
      return withDoc(view, known(view.docs, event.doc).renamed(event.name));
    case 'doc_removed':
      known(view.docs, event.doc);
      return { ...view, docs: withoutEntry(view.docs, event.doc) };
    case 'edited':
      return edited(view, event);
    case 'chat':
    case 'note':
      return { ...view, chat: withLine(view.chat, event) };
    case 'language_set':
      return { ...view, language: event.language };
    case 'problem_set':
      return { ...view, problem: { id: event.id, title: event.title, statement: event.statement } };
    case 'locked':
      return { ...view, locked: true };
    case 'unlocked':
      return { ...view, locked: false };
    case 'run_queued':
      return { ...view, runs: queued(view.runs, event) };
    case 'run_started': {
      const { languageVersion, image } = event;
      return withRun(view, event.run, { state: 'running', languageVersion, image, ...kNotEnded });
    }
    case 'run_output': {
      const output = view.runs.get(event.run)?.output ?? [];
      return withRun(view, event.run, { output: keepOutput(output, event, kKeptOutputBytes) });
    }
    case 'run_input':
      return view;
    case 'run_stopping':
      return withRun(view, event.run, { stopping: true });
    case 'run_ended': {
      const { result, exitCode, signal, wallMs, cpuMs, memoryKb, truncated, message } = event;
      const how = { result, exitCode, signal, wallMs, cpuMs, memoryKb, truncated, message };
      return withRun(view, event.run, { state: 'ended', ...how });
    }
    case 'submitted':
      return { ...view, submissions: view.submissions + 1 };
    case 'ended':
      return { ...view, ended: true };
  }
}

export function withDoc(view: FoldedView, doc: DocText): FoldedView {
  return { ...view, docs: withEntry(view.docs, doc.id, doc) as FoldedView['docs'] };
}

function withPerson(view: FoldedView, person: Person, at: number): FoldedView {
  const people = withEntry(view.people, person.number, person);
  return { ...view, people, began: view.began ?? (bothSides(people) ? at : null) };
}

/** Whether somebody who leads an interview and somebody who is interviewed are among them. */
function bothSides(people: FoldedView['people']): boolean {
  const here = [...people.values()].filter(({ removed }) => !removed);
  const can = here.map(({ role }) => permissionsOf(role));
  return (
    can.some((one) => one.includes('manage')) &&
    can.some((one) => one.includes('submit') && !one.includes('manage'))
  );
}

function edited(view: FoldedView, event: Of<'edited'>): FoldedView {
  const doc = known(view.docs, event.doc);
  if (doc.rev + 1 !== event.rev) throw doesNotFit();
  try {
    event.op.check(doc.content);
  } catch (thrown) {
    throw new InterviewError('gap', asInterviewError(thrown).message);
  }
  return withDoc(view, doc.after(event.op).at(event.rev));
}

function withLine(chat: readonly ChatLine[], event: Of<'chat' | 'note'>): readonly ChatLine[] {
  const { seq, at, by, text, to } = event;
  const lines = chat.length < kKeptLines ? chat.slice() : chat.slice(chat.length - kKeptLines + 1);
  lines.push({ seq, at, by, note: event.kind === 'note', text, to });
  return lines;
}

function queued(runs: FoldedView['runs'], event: Of<'run_queued'>): FoldedView['runs'] {
  const { run: id, by, doc, at, language } = event;
  const run: Run = {
    id,
    by,
    doc,
    at,
    state: 'queued',
    stopping: false,
    language,
    languageVersion: '',
    image: '',
    output: [],
    ...kNotEnded,
  };
  const more = withEntry(runs, id, run);
  const oldest = Math.min(...more.keys());
  return more.size > kKeptRuns && more.get(oldest)?.state === 'ended' ? withoutEntry(more, oldest) : more;
}

// A run may have begun before what the view holds.
function withRun(view: FoldedView, id: number, change: Partial<Run>): FoldedView {
  const run = view.runs.get(id);
  return run ? { ...view, runs: withEntry(view.runs, id, { ...run, ...change }) } : view;
}

function known<Value>(map: ReadonlyMap<number, Value>, key: number): Value {
  const value = map.get(key);
  if (value === undefined) throw doesNotFit();
  return value;
}

function doesNotFit(): InterviewError {
  return new InterviewError('gap', 'an event does not fit what was seen before');
}
