import {
  ChevronDown,
  ChevronRight,
  Download,
  EllipsisVertical,
  FileCode,
  FilePlus,
  FileUp,
  FolderUp,
  Pencil,
  Trash2,
} from 'lucide-react';
import { useRef, useState } from 'react';
import { kText } from '../../strings.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon_button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { mayEdit, ownerOfNew } from '../may.ts';
import { personName } from '../people.ts';
import { cleanText } from '../run/clean_output.ts';
import { useDesk, useDeskStore } from '../use_desk.ts';
import { useRoom, useRoomStore } from '../use_room.ts';
import { addFiles, download, openFile } from './file_actions.ts';
import { type File, fileTree, type Node } from './file_tree.ts';
import { NameDialog } from './name_dialog.tsx';
import { chosenFiles } from './take_files.ts';
import { useFiles } from './use_files.ts';

const words = kText.room.files;
type Asking = { kind: 'new' } | { kind: 'rename' | 'remove'; file: File } | null;

/** The files of the room as a tree, and what is done with them. */
export function FilesPanel() {
  const room = useRoomStore();
  const files = useFiles();
  const mayOpen = useRoom((state) => ownerOfNew(state) !== null);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Asking>(null);
  const names = files.map((file) => file.name);
  const toggle = (path: string) => {
    const next = new Set(closed);
    if (!next.delete(path)) next.add(path);
    setClosed(next);
  };
  const about = asking && 'file' in asking ? asking.file : null;

  return (
    <div className="files">
      <div className="tools">
        {mayOpen && (
          <>
            <IconButton label={words.new} onClick={() => setAsking({ kind: 'new' })}>
              <FilePlus size={16} aria-hidden />
            </IconButton>
            <AddButton folder={false} />
            <AddButton folder />
          </>
        )}
        <IconButton label={words.download} disabled={files.length === 0} onClick={() => download(room)}>
          <Download size={16} aria-hidden />
        </IconButton>
      </div>
      {files.length === 0 && <p className="empty">{mayOpen ? words.empty : words.emptyRead}</p>}
      <ul className="tree" aria-label={words.tree}>
        {fileTree(files, closed).map((node) => (
          <li key={`${node.file ? 'f' : 'd'}${node.path}`} style={{ paddingLeft: node.depth * 12 }}>
            {node.file ? (
              <FileLine node={node} file={node.file} onAsk={setAsking} />
            ) : (
              <button
                type="button"
                className="tree-line"
                aria-expanded={!closed.has(node.path)}
                onClick={() => toggle(node.path)}
              >
                {closed.has(node.path) ? (
                  <ChevronRight size={14} aria-hidden />
                ) : (
                  <ChevronDown size={14} aria-hidden />
                )}
                <span>{cleanText(node.label)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {mayOpen && <p className="hint">{words.dropHint}</p>}
      <NameDialog
        open={asking?.kind === 'new'}
        onClose={() => setAsking(null)}
        onName={(name) => openFile(room, name)}
        title={words.newTitle}
        confirm={words.create}
        name=""
        others={names}
      />
      <NameDialog
        open={asking?.kind === 'rename'}
        onClose={() => setAsking(null)}
        onName={(name) =>
          about && name !== about.name && room.send({ type: 'rename_doc', doc: about.id, name })
        }
        title={words.renameTitle(about?.name ?? '')}
        confirm={words.rename}
        name={about?.name ?? ''}
        others={names.filter((name) => name !== about?.name)}
      />
      <Confirm
        open={asking?.kind === 'remove'}
        onClose={() => setAsking(null)}
        onConfirm={() => about && room.send({ type: 'remove_doc', doc: about.id })}
        title={words.removeTitle(about?.name ?? '')}
        about={words.removeAbout}
        confirm={words.remove}
        bad
      />
    </div>
  );
}

function FileLine({ node, file, onAsk }: { node: Node; file: File; onAsk: (asking: Asking) => void }) {
  const desk = useDeskStore();
  const active = useDesk((state) => state.active === file.id);
  const edits = useRoom((state) => mayEdit(state, file.owner));
  const owner = useRoom((state) => (file.owner === 0 ? '' : personName(state.view, file.owner)));
  return (
    <div className={active ? 'tree-row active' : 'tree-row'}>
      <button
        type="button"
        className="tree-line"
        aria-current={active ? 'true' : undefined}
        onClick={() => desk.show(file.id)}
      >
        <FileCode size={14} aria-hidden />
        <span>{cleanText(node.label)}</span>
        {owner && <small>{words.own(owner)}</small>}
      </button>
      {edits && (
        <Menu
          trigger={
            <IconButton label={words.actions(file.name)}>
              <EllipsisVertical size={14} aria-hidden />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil size={16} />} onSelect={() => onAsk({ kind: 'rename', file })}>
            {words.rename}
          </MenuItem>
          <MenuItem bad icon={<Trash2 size={16} />} onSelect={() => onAsk({ kind: 'remove', file })}>
            {words.remove}
          </MenuItem>
        </Menu>
      )}
    </div>
  );
}

/** Files, or a folder, by the browser's own dialog: what dropping does, for the keyboard. */
function AddButton({ folder }: { folder: boolean }) {
  const room = useRoomStore();
  const input = useRef<HTMLInputElement>(null);
  const label = folder ? words.addFolder : words.add;
  return (
    <>
      <IconButton label={label} onClick={() => input.current?.click()}>
        {folder ? <FolderUp size={16} aria-hidden /> : <FileUp size={16} aria-hidden />}
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={label}
        {...(folder ? { webkitdirectory: '' } : {})}
        onChange={(event) => {
          const found = chosenFiles(event.target.files ?? []);
          event.target.value = '';
          void addFiles(room, found);
        }}
      />
    </>
  );
}
