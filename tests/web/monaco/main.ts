// One editor and a session behind it, for tests: window.fuzz() does random things at both ends, window.bench is for
// tests that press keys themselves.
import { ClientSession, Operation } from '@libinterview/client';
import { kEditorOptions, MonacoBinding } from '@libinterview/client/monaco';
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/python/register';
import { Random } from './random.ts';
import { Host, newClient, SmallServer } from './small_server.ts';

const kText = 'def main():\n    print("Hello 😀")\n\n\nmain()  # 漢字\n';
const kTexts = [
  'a',
  'b ',
  ' ',
  '(',
  '"',
  '\n',
  '\t',
  '😀',
  '漢',
  'é',
  'x = 1\r\ny\rz\n',
  '{\n',
  '👩‍💻',
  '🇩🇪',
];
const kCommands = [
  'editor.action.moveLinesDownAction',
  'editor.action.moveLinesUpAction',
  'editor.action.copyLinesDownAction',
  'editor.action.deleteLines',
  'editor.action.commentLine',
  'editor.action.joinLines',
  'editor.action.indentLines',
  'editor.action.outdentLines',
  'editor.action.insertCursorBelow',
  'editor.action.transposeLetters',
  'deleteLeft',
  'deleteRight',
  'deleteWordLeft',
  'deleteWordRight',
  'cursorEnd',
  'tab',
  'undo',
  'redo',
];

class Bench {
  readonly server: SmallServer;
  readonly host: Host;
  readonly editor: monaco.editor.IStandaloneCodeEditor;
  readonly model: monaco.editor.ITextModel;
  readonly binding: MonacoBinding;
  refused = 0;

  constructor(text: string) {
    this.server = new SmallServer(text);
    const session = new ClientSession('r_small', newClient());
    session.connected('token');
    this.host = new Host(session);
    this.model = monaco.editor.createModel('', 'python');
    const element = document.querySelector<HTMLElement>('#editor');
    if (!element) throw new Error('no place for the editor');
    this.editor = monaco.editor.create(element, { ...kEditorOptions, model: this.model });
    session.receive(this.server.welcome());
    this.binding = new MonacoBinding({
      editor: this.editor,
      model: this.model,
      doc: 1,
      client: this.host,
      onRefused: () => {
        this.refused += 1;
      },
    });
  }

  get text(): string {
    return this.host.session.view.docs.get(1)?.text ?? '';
  }

  receive(message: string): void {
    for (const notice of this.host.session.receive(message)) this.binding.take(notice);
    this.host.flush();
  }

  /** The server takes what was sent. */
  deliver(): void {
    const message = this.host.outgoing.shift();
    if (message !== undefined) this.receive(this.server.take(message));
  }

  byOther(op: Operation): void {
    this.receive(this.server.byOther(op));
  }

  /** Somebody else replaces. */
  replaceByOther(position: number, erased: number, inserted: string): void {
    this.byOther(Operation.splice(this.server.text.length, position, erased, inserted));
  }

  settle(): void {
    this.host.flush();
    while (this.host.outgoing.length > 0) this.deliver();
  }

  /** What does not agree, or nothing. */
  fault(): string {
    if (this.model.getEOL() !== '\n') return 'the model has other line ends';
    if (this.model.getValue() !== this.text)
      return `model ${JSON.stringify(this.model.getValue())}\nsession ${JSON.stringify(this.text)}`;
    return '';
  }

  dispose(): void {
    this.binding.dispose();
    this.editor.dispose();
    this.model.dispose();
  }
}

function randomOperation(random: Random, text: string): Operation {
  const builder = Operation.builder();
  let at = 0;
  const whole = (position: number) =>
    position < text.length && (text.charCodeAt(position) & 0xfc00) === 0xdc00 ? position + 1 : position;
  while (at < text.length && random.chance(70)) {
    const next = whole(Math.min(text.length, at + random.below(12)));
    if (random.chance(25)) builder.erase(next - at);
    else builder.retain(next - at);
    at = next;
    if (random.chance(50)) builder.insert(random.of(kTexts).replace(/\r\n?/g, '\n'));
  }
  builder.retain(text.length - at);
  return builder.done();
}

const kLocal: ((bench: Bench, random: Random) => void)[] = [
  ({ editor }, random) => editor.trigger('keyboard', 'type', { text: random.of(kTexts) }),
  ({ editor }, random) => editor.trigger('keyboard', 'type', { text: random.of(kTexts) }),
  ({ editor }, random) => editor.trigger('keyboard', 'paste', { text: random.of(kTexts).repeat(2) }),
  ({ editor }, random) => editor.trigger('keyboard', random.of(kCommands), {}),
  ({ editor }, random) => editor.trigger('keyboard', random.of(kCommands), {}),
  ({ editor, model }, random) => {
    const place = () => model.getPositionAt(random.below(model.getValueLength() + 1));
    const selections = [];
    for (let count = 1 + random.below(3); count > 0; count -= 1)
      selections.push(monaco.Selection.fromPositions(place(), random.chance(50) ? place() : undefined));
    editor.setSelections(selections);
  },
  ({ model }, random) => {
    // Half a pair, which no text may hold.
    const range = monaco.Range.fromPositions(model.getPositionAt(random.below(model.getValueLength() + 1)));
    if (random.chance(10)) model.pushEditOperations([], [{ range, text: '\ud83d' }], () => null);
  },
  ({ model, text }, random) => {
    if (random.chance(5)) model.setValue(text.replace(/\n/g, '\r\n'));
  },
];

function fuzz(seed: number, rounds: number, steps: number) {
  const done = { local: 0, remote: 0, delivered: 0, refused: 0, fault: '' };
  for (let round = 0; round < rounds && !done.fault; round += 1) {
    const random = new Random(seed + round);
    const bench = new Bench(kText);
    for (let step = 0; step < steps && !done.fault; step += 1) {
      const dice = random.below(10);
      if (dice < 6) {
        done.local += 1;
        try {
          random.of(kLocal)(bench, random);
        } catch (error) {
          // Some of Monaco's commands give this up when two carets stand in one word.
          if (!String(error).includes('Overlapping ranges')) throw error;
        }
      } else if (dice < 8) {
        bench.byOther(randomOperation(random, bench.server.text));
        done.remote += 1;
      } else {
        bench.deliver();
        done.delivered += 1;
      }
      const fault = bench.fault();
      if (fault) done.fault = `seed ${seed + round}, step ${step}: ${fault}`;
    }
    bench.settle();
    if (!done.fault && bench.server.text !== bench.text)
      done.fault = `seed ${seed + round}: server ${JSON.stringify(bench.server.text)}\nhere ${JSON.stringify(bench.text)}`;
    done.refused += bench.refused;
    bench.dispose();
  }
  return done;
}

declare global {
  interface Window {
    fuzz: typeof fuzz;
    newBench: (text: string) => Bench;
    bench: Bench;
  }
}
window.fuzz = fuzz;
window.newBench = (text) => {
  window.bench?.dispose();
  window.bench = new Bench(text);
  return window.bench;
};
