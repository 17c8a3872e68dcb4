import type { Run } from '@libinterview/client';
import { CircleCheck, CircleSlash, CircleX, Clock3, CornerDownLeft, LoaderCircle } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { kText } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy_button.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useSlow } from '../../ui/use_slow.ts';
import { useFiles } from '../files/use_files.ts';
import { kModifier } from '../keys.ts';
import { may } from '../may.ts';
import { personName } from '../people.ts';
import { useDesk, useDeskStore } from '../use_desk.ts';
import { sameList, useRoom, useRoomStore } from '../use_room.ts';
import { cleanText } from './clean_output.ts';
import { duration, memory, resultMood, resultWords, shortImage } from './result_words.ts';
import { useRuns, useRunText, useTakesInput } from './run_context.ts';
import { latestRun } from './runner.ts';

const words = kText.room.run;
// From a sandbox that was kept ready a run starts sooner.
const kColdMs = 700;
type View = 'output' | 'input' | 'earlier';

/** What runs print, what they read, and those before. */
export function ResultsPanel() {
  const [view, setView] = useState<View>('output');
  const desk = useDeskStore();
  const chosen = useDesk((state) => state.run);
  const run = useRoom((state) => state.view.runs.get(chosen) ?? latestRun(state.view));
  const ids = useRoom((state) => [...state.view.runs.keys()], sameList<number>());
  const latest = ids[ids.length - 1];
  // A new run is to be seen.
  const last = useRef(latest);
  useEffect(() => {
    if (latest !== last.current) setView('output');
    last.current = latest;
  }, [latest]);
  return (
    <Tabs
      label={kText.room.panels.results}
      value={view}
      onChange={setView}
      end={run && view === 'output' ? <OutputTools run={run} /> : null}
      tabs={[
        { value: 'output', label: words.output, content: run ? <Output run={run} /> : <NoRuns /> },
        { value: 'input', label: words.input, content: <InputBefore /> },
        {
          value: 'earlier',
          label: words.earlier,
          content: (
            <EarlierRuns
              onShow={(id) => {
                desk.set({ run: id });
                setView('output');
              }}
            />
          ),
        },
      ]}
    />
  );
}

function NoRuns() {
  const runs = useRoom((state) => state.can.includes('run'));
  return (
    <p className="empty">
      {runs ? (
        <>
          {words.empty} <kbd>{kModifier}+Enter</kbd> {words.emptyEnd}
        </>
      ) : (
        words.emptyRead
      )}
    </p>
  );
}

function MoodIcon({ run }: { run: Run }) {
  const mood = resultMood(run);
  if (run.state === 'queued') return <Clock3 size={16} aria-hidden />;
  if (run.state === 'running') return <LoaderCircle size={16} className="turning" aria-hidden />;
  if (mood === 'good') return <CircleCheck size={16} aria-hidden />;
  return mood === 'bad' ? <CircleX size={16} aria-hidden /> : <CircleSlash size={16} aria-hidden />;
}

function Status({ run }: { run: Run }) {
  const queue = useRoom((state) => state.queue.get(run.id) ?? 0);
  const slow = useSlow(run.state === 'queued' && queue === 0, kColdMs);
  const cold = useRoom((state) => state.cold.has(run.id));
  const file = useRoom((state) => state.view.docs.get(run.doc)?.name ?? '');
  const name = useRoom((state) => personName(state.view, run.by));
  return (
    <div className={`result ${resultMood(run)}`}>
      <span className="result-words">
        <MoodIcon run={run} />
        {cleanText(resultWords(run, { queue, slow }))}
      </span>
      {run.state === 'ended' && run.wallMs > 0 && (
        <>
          <span>{words.times(duration(run.wallMs), duration(run.cpuMs))}</span>
          <span>{memory(run.memoryKb)}</span>
        </>
      )}
      <span className="result-who">
        <span>{words.who(run.id, name, cleanText(file))}</span>
        {run.languageVersion && <span>{cleanText(run.languageVersion)}</span>}
        {run.image && (
          <span title={cleanText(run.image)}>{words.image(cleanText(shortImage(run.image)))}</span>
        )}
        {cold && <span title={words.coldAbout}>{words.cold}</span>}
      </span>
    </div>
  );
}

// As much as a browser shows without delay; the rest can be copied.
const kMostShown = 200_000;

function Output({ run }: { run: Run }) {
  const text = useRunText(run);
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  // Follows the output, unless the person has scrolled up to read.
  useLayoutEffect(() => {
    const element = box.current;
    if (element && atEnd.current && text.pieces.length > 0) element.scrollTop = element.scrollHeight;
  }, [text]);
  let room = kMostShown;
  const shown = [];
  for (let i = text.pieces.length - 1; i >= 0 && room > 0; i -= 1) {
    const piece = text.pieces[i];
    if (!piece) continue;
    shown.unshift(
      <span key={i} className={`out-${piece.stream}`}>
        {piece.text.slice(-room)}
      </span>,
    );
    room -= piece.text.length;
  }
  return (
    <div className="output">
      <Status run={run} />
      {/* Reachable by keyboard, to be scrolled and selected. */}
      <section
        ref={box}
        className="output-text"
        aria-label={words.output}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
          atEnd.current = scrollTop + clientHeight >= scrollHeight - 8;
        }}
      >
        {(text.cut || room <= 0) && <p className="soft">{words.cut}</p>}
        <pre>{shown}</pre>
        {shown.length === 0 && run.state === 'ended' && <p className="soft">{words.nothing}</p>}
        {run.truncated && <p className="soft">{words.truncated}</p>}
      </section>
      {run.state === 'running' && !run.stopping && <InputLine run={run} />}
    </div>
  );
}

function OutputTools({ run }: { run: Run }) {
  const text = useRunText(run);
  return text.raw ? <CopyButton bare text={text.raw} label={words.copy} /> : null;
}

/** A line for the program while it runs. */
function InputLine({ run }: { run: Run }) {
  const room = useRoomStore();
  const takes = useTakesInput(run);
  const runs = useRoom((state) => may(state, 'run'));
  const [line, setLine] = useState('');
  if (!runs || !takes) return null;
  return (
    <form
      className="input-line"
      onSubmit={(event) => {
        event.preventDefault();
        if (room.send({ type: 'run_input', run: run.id, data: `${line}\n` })) setLine('');
      }}
    >
      <input
        className="input mono"
        aria-label={words.typeHere}
        placeholder={words.typeShort}
        value={line}
        onChange={(event) => setLine(event.target.value)}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
      />
      <Button type="submit" icon={<CornerDownLeft size={14} aria-hidden />}>
        {words.send}
      </Button>
      <Button
        title={words.eofAbout}
        onClick={() => room.send({ type: 'run_input', run: run.id, data: '', end: true })}
      >
        {words.eof}
      </Button>
    </form>
  );
}

function InputBefore() {
  const { runner } = useRuns();
  const [text, setText] = useState(runner.input);
  return (
    <div className="input-before">
      <label htmlFor="stdin">{words.stdinBefore}</label>
      <textarea
        id="stdin"
        className="input mono"
        value={text}
        aria-describedby="stdin-about"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          runner.input = event.target.value;
        }}
      />
      <span id="stdin-about" className="field-hint">
        {words.stdinHint}
      </span>
    </div>
  );
}

function EarlierRuns({ onShow }: { onShow: (run: number) => void }) {
  const people = useRoom((state) => state.view.people);
  const known = useRoom((state) => state.view.runs);
  const files = useFiles();
  const runs = [...known.values()].reverse();
  if (runs.length === 0) return <p className="empty">{words.noneYet}</p>;
  return (
    <ul className="runs">
      {runs.map((run) => (
        <li key={run.id}>
          <button
            type="button"
            className={`run-line result ${resultMood(run)}`}
            onClick={() => onShow(run.id)}
          >
            <span className="result-words">
              <MoodIcon run={run} />
              {cleanText(resultWords(run))}
            </span>
            <span>{run.state === 'ended' ? duration(run.wallMs) : ''}</span>
            <span className="result-who">
              {words.who(
                run.id,
                personName({ people }, run.by),
                cleanText(files.find(({ id }) => id === run.doc)?.name ?? ''),
              )}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
