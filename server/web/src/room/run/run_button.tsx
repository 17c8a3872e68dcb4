import { Play, Square } from 'lucide-react';
import { kText } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { kModifier } from '../keys.ts';
import { mayStop } from '../may.ts';
import { useDesk } from '../use_desk.ts';
import { useRoom } from '../use_room.ts';
import { useRuns } from './run_context.ts';
import { latestRun, mayRun } from './runner.ts';

const words = kText.room.run;

/** Run, or Stop while something runs. */
export function RunButton() {
  const { runner } = useRuns();
  const active = useDesk((state) => state.active);
  const running = useRoom((state) => {
    const latest = latestRun(state.view);
    return latest !== null && latest.state !== 'ended';
  });
  const stopping = useRoom((state) => latestRun(state.view)?.stopping ?? false);
  const runs = useRoom((state) => mayRun(state, active));
  const stops = useRoom((state) => mayStop(state));
  if (!(running ? stops : runs)) return null;
  return (
    <Tooltip text={running ? words.stop : words.run} keys={`${kModifier}+Enter`}>
      <Button
        kind={running ? 'plain' : 'main'}
        className="run-button"
        disabled={running && stopping}
        icon={
          running ? (
            <Square size={14} fill="currentColor" aria-hidden />
          ) : (
            <Play size={14} fill="currentColor" aria-hidden />
          )
        }
        onClick={() => runner.press(performance.now())}
      >
        {running ? words.stop : words.run}
      </Button>
    </Tooltip>
  );
}
