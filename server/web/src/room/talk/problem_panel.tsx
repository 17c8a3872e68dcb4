import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { kText } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { may } from '../may.ts';
import { cleanText } from '../run/clean_output.ts';
import { useDesk, useDeskStore } from '../use_desk.ts';
import { useRoom, useRoomStore } from '../use_room.ts';

const words = kText.room.problem;
// As the server counts it.
const kTitleBytes = 200;

function isTooLong(title: string): boolean {
  return new TextEncoder().encode(title).length > kTitleBytes;
}

/** What is to be solved, as text. */
export function ProblemPanel() {
  const problem = useRoom((state) => state.view.problem);
  const manages = useRoom((state) => may(state, 'manage'));
  const [writing, setWriting] = useState(false);
  const isSet = problem.title !== '' || problem.statement !== '';
  return (
    <div className="problem">
      {isSet ? (
        <>
          <h2>{cleanText(problem.title)}</h2>
          <p className="said">{cleanText(problem.statement)}</p>
        </>
      ) : (
        <p className="empty">{manages ? words.emptyManage : words.empty}</p>
      )}
      {manages && (
        <Button icon={<Pencil size={14} aria-hidden />} onClick={() => setWriting(true)}>
          {isSet ? words.change : words.write}
        </Button>
      )}
      <Dialog
        open={writing}
        onClose={() => setWriting(false)}
        title={isSet ? words.change : words.write}
        wide
      >
        <ProblemForm onClose={() => setWriting(false)} />
      </Dialog>
    </div>
  );
}

// Closed without an answer, it is kept as a draft; "Cancel" throws that away.
function ProblemForm({ onClose }: { onClose: () => void }) {
  const room = useRoomStore();
  const desk = useDeskStore();
  const draft = useDesk((state) => state.problem);
  const { problem } = room.state.view;
  const { title, statement } = draft ?? problem;
  const done = () => {
    desk.set({ problem: null });
    onClose();
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isTooLong(title) && room.send({ type: 'set_problem', id: problem.id, title, statement })) done();
      }}
    >
      <TextField
        label={words.title}
        value={title}
        onChange={(event) => desk.set({ problem: { title: event.target.value, statement } })}
        error={isTooLong(title) ? words.titleTooLong : null}
        required
      />
      <div className="field">
        <label htmlFor="statement">{words.statement}</label>
        <textarea
          id="statement"
          className="input"
          rows={12}
          value={statement}
          onChange={(event) => desk.set({ problem: { title, statement: event.target.value } })}
        />
      </div>
      <div className="dialog-foot">
        <Button onClick={done}>{kText.common.cancel}</Button>
        <Button kind="main" type="submit">
          {words.save}
        </Button>
      </div>
    </form>
  );
}
