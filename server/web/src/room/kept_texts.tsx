import type { KeptText } from '@libinterview/client';
import { kText } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy_button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { cleanText } from './run/clean_output.ts';

const words = kText.room.kept;

/** Texts that the server does not have, to be copied. */
export function KeptTexts({ texts, onClose }: { texts: readonly KeptText[]; onClose: () => void }) {
  return (
    <Dialog open={texts.length > 0} onClose={onClose} title={words.title} about={words.about} wide>
      <ul className="kept">
        {texts.map(({ name, text }) => (
          <li key={name}>
            <div className="kept-head">
              <strong>{cleanText(name)}</strong>
              <CopyButton text={text} label={words.copy} />
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
            <pre tabIndex={0}>{cleanText(text)}</pre>
          </li>
        ))}
      </ul>
      <div className="dialog-foot">
        <Button kind="main" onClick={onClose}>
          {words.seen}
        </Button>
      </div>
    </Dialog>
  );
}
