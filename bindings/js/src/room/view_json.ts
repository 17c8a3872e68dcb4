import { Text } from '../ot/text.js';
import { kStreams, readAudience, readRunResult } from '../protocol/events.js';
import type { Fields } from '../protocol/fields.js';
import { kRoles } from '../protocol/roles.js';
import {
  type ChatLine,
  DocText,
  type FoldedView,
  kNotEnded,
  type Person,
  type Run,
  type RunOutput,
} from './room_view.js';

/** Reads a view as a `welcome` holds it. Throws `bad_message`, `bad_text`. */
export function readView(fields: Fields): FoldedView {
  const problem = fields.object('problem');
  return {
    id: fields.text('id'),
    title: fields.text('title'),
    language: fields.text('language'),
    problem: { id: problem.text('id'), title: problem.text('title'), statement: problem.text('statement') },
    locked: fields.flag('locked', false),
    ended: fields.flag('ended', false),
    submissions: fields.number('submissions'),
    now: fields.integer('now'),
    began: fields.has('began') ? fields.integer('began') : null,
    people: new Map(fields.objects('people', readPerson).map((person) => [person.number, person])),
    connections: readConnections(fields),
    docs: new Map(fields.objects('docs', readDoc).map((doc) => [doc.id, doc])),
    chat: fields.objects('chat', readLine),
    runs: new Map(fields.objects('runs', readRun).map((run) => [run.id, run])),
  };
}

/** Connection → person. */
export function readConnections(fields: Fields): ReadonlyMap<number, number> {
  return new Map(fields.objects('connections', (f) => [f.id('connection'), f.id('by')] as const));
}

/** What readView() reads, as JSON.stringify() takes it; of the documents the text that `textOf` gives. */
export function writeView(view: FoldedView, textOf: (doc: DocText) => string): object {
  const { began, ...rest } = view;
  return {
    ...rest,
    ...(began !== null && { began }),
    people: [...view.people.values()].map(({ number, ...rest }) => ({ participant: number, ...rest })),
    connections: [...view.connections].map(([connection, by]) => ({ connection, by })),
    docs: [...view.docs.values()].map((doc) => ({
      doc: doc.id,
      name: doc.name,
      owner: doc.owner,
      rev: doc.rev,
      text: textOf(doc),
    })),
    chat: view.chat.map(({ to, ...line }) => (to === 'all' ? line : { ...line, to })),
    runs: [...view.runs.values()].map(writeRun),
  };
}

function readPerson(f: Fields): Person {
  return {
    number: f.id('participant'),
    name: f.text('name'),
    role: f.knownOf('role', kRoles),
    removed: f.flag('removed', false),
  };
}

function readDoc(f: Fields): DocText {
  return new DocText(f.id('doc'), f.text('name'), f.id('owner'), f.number('rev'), Text.from(f.text('text')));
}

function readLine(f: Fields): ChatLine {
  return {
    seq: f.number('seq'),
    at: f.integer('at'),
    by: f.id('by'),
    note: f.flag('note', false),
    text: f.text('text'),
    to: readAudience(f),
  };
}

function readRun(f: Fields): Run {
  const state = f.oneOf('state', ['queued', 'running', 'ended']);
  return {
    id: f.id('run'),
    by: f.id('by'),
    doc: f.id('doc'),
    at: f.integer('at'),
    state,
    stopping: f.flag('stopping', false),
    language: f.text('language'),
    languageVersion: f.textOr('language_version', ''),
    image: f.textOr('image', ''),
    output: joined(
      f.objects('output', (o) => ({ stream: o.oneOf('stream', kStreams), data: o.text('data') })),
    ),
    ...(state === 'ended' ? readRunResult(f) : kNotEnded),
  };
}

function writeRun(run: Run): object {
  const { id, by, doc, at, state, stopping, language, image, output } = run;
  const base = { run: id, by, doc, at, state, stopping, language, language_version: run.languageVersion };
  const ended = run.state === 'ended' && {
    result: run.result,
    exit_code: run.exitCode,
    signal: run.signal,
    wall_ms: run.wallMs,
    cpu_ms: run.cpuMs,
    memory_kb: run.memoryKb,
    truncated: run.truncated,
    message: run.message,
  };
  return { ...base, image, output, ...ended };
}

function joined(output: readonly RunOutput[]): readonly RunOutput[] {
  const pieces: RunOutput[] = [];
  for (const piece of output) {
    if (piece.data === '') continue;
    const last = pieces[pieces.length - 1];
    if (last?.stream !== piece.stream) pieces.push(piece);
    else pieces[pieces.length - 1] = { stream: piece.stream, data: last.data + piece.data };
  }
  return pieces;
}
