import { kText } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { kAlt, kModifier } from './keys.ts';

const words = kText.room.shortcuts;
const kShortcuts: readonly (readonly [string, string])[] = [
  [`${kModifier}+Enter`, words.run],
  ['F6', words.panels],
  ['Shift+F6', words.panelsBack],
  ['Esc', words.leaveEditor],
  ['Ctrl+M', words.tab],
  [`${kModifier}+Z`, words.undo],
  [`${kModifier}+Shift+Z`, words.redo],
  [`${kModifier}+F`, words.find],
  [`${kModifier}+/`, words.comment],
  [`${kAlt}+↑ ↓`, words.moveLine],
  [`${kAlt}+Click`, words.cursors],
  [`${kModifier}+D`, words.next],
  ['F1', words.palette],
  ['?', words.help],
];

export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={words.title}>
      <dl className="shortcuts">
        {kShortcuts.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
