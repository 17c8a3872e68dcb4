import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { kText } from '../../strings.ts';
import { IconButton } from '../../ui/icon_button.tsx';
import { ownerOfNew } from '../may.ts';
import { cleanText } from '../run/clean_output.ts';
import { useDesk, useDeskStore } from '../use_desk.ts';
import { useRoom, useRoomStore } from '../use_room.ts';
import { openFile } from './file_actions.ts';
import { NameDialog } from './name_dialog.tsx';
import { useFiles } from './use_files.ts';

const words = kText.room.files;

/** The open files above the editor. */
export function FileTabs() {
  const room = useRoomStore();
  const desk = useDeskStore();
  const files = useFiles();
  const open = useDesk((state) => state.open);
  const active = useDesk((state) => state.active);
  const mayOpen = useRoom((state) => ownerOfNew(state) !== null);
  const [naming, setNaming] = useState(false);
  const shown = open.flatMap((id) => files.find((file) => file.id === id) ?? []);
  return (
    <nav className="file-tabs" aria-label={words.tabs}>
      <ul>
        {shown.map((file) => {
          const name = cleanText(file.name);
          return (
            <li key={file.id} className={file.id === active ? 'file-tab active' : 'file-tab'}>
              <button
                type="button"
                aria-current={file.id === active ? 'true' : undefined}
                title={name}
                onClick={() => desk.show(file.id)}
                onAuxClick={(event) => event.button === 1 && desk.close(file.id)}
              >
                {name.slice(name.lastIndexOf('/') + 1)}
              </button>
              {shown.length > 1 && (
                <button
                  type="button"
                  className="file-close"
                  aria-label={words.close(name)}
                  onClick={() => desk.close(file.id)}
                >
                  <X size={12} aria-hidden />
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {mayOpen && (
        <IconButton label={words.new} className="new-file" onClick={() => setNaming(true)}>
          <Plus size={16} aria-hidden />
        </IconButton>
      )}
      <NameDialog
        open={naming}
        onClose={() => setNaming(false)}
        onName={(name) => openFile(room, name)}
        title={words.newTitle}
        confirm={words.create}
        name=""
        others={files.map((file) => file.name)}
      />
    </nav>
  );
}
