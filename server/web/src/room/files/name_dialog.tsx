import { useState } from 'react';
import { kText } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { nameTrouble, tidyName } from './name_check.ts';

const words = kText.room.files;

export interface NameDialogProps {
  open: boolean;
  onClose: () => void;
  onName: (name: string) => void;
  title: string;
  confirm: string;
  /** What stands there at first. */
  name: string;
  /** Names that are taken. */
  others: readonly string[];
}

/** Asks for the name of a file, and says at once what is wrong with it. */
export function NameDialog(props: NameDialogProps) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={props.title}>
      <NameForm {...props} />
    </Dialog>
  );
}

function NameForm({ onClose, onName, confirm, name, others }: NameDialogProps) {
  const [typed, setTyped] = useState(name);
  const [tried, setTried] = useState(false);
  const tidy = tidyName(typed);
  const trouble = nameTrouble(tidy, others);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (trouble) return;
        onClose();
        onName(tidy);
      }}
    >
      <TextField
        label={words.name}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        hint={words.nameHint}
        error={tried || typed !== name ? trouble : null}
        autoComplete="off"
        spellCheck={false}
      />
      <div className="dialog-foot">
        <Button onClick={onClose}>{kText.common.cancel}</Button>
        <Button kind="main" type="submit">
          {confirm}
        </Button>
      </div>
    </form>
  );
}
