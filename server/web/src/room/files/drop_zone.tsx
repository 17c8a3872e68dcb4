import { FolderUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import { kText } from '../../strings.ts';
import { ownerOfNew } from '../may.ts';
import { useRoom, useRoomStore } from '../use_room.ts';
import { addFiles, kMostFiles } from './file_actions.ts';
import { droppedFiles } from './take_files.ts';

const words = kText.room.files;

function bringsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** The whole page takes files and folders; the browser would leave it and show them otherwise. */
export function DropZone() {
  const room = useRoomStore();
  const mayOpen = useRoom((state) => ownerOfNew(state) !== null);
  const [over, setOver] = useState(false);
  useEffect(() => {
    const stopped = new AbortController();
    const { signal } = stopped;
    const on = (type: 'dragover' | 'dragleave' | 'drop', hear: (event: DragEvent) => void) =>
      window.addEventListener(
        type,
        (event) => {
          if (!bringsFiles(event)) return;
          event.preventDefault();
          // The editor would paste them.
          event.stopPropagation();
          hear(event);
        },
        { signal, capture: true },
      );
    on('dragover', () => setOver(mayOpen));
    on('dragleave', (event) => event.relatedTarget === null && setOver(false));
    on('drop', (event) => {
      setOver(false);
      if (mayOpen && event.dataTransfer)
        void droppedFiles(event.dataTransfer.items).then((found) => addFiles(room, found));
    });
    return () => stopped.abort();
  }, [room, mayOpen]);
  if (!over) return null;
  return (
    <div className="drop-zone" role="status">
      <FolderUp size={32} aria-hidden />
      <strong>{words.drop}</strong>
      <span>{words.dropLimits(kMostFiles)}</span>
    </div>
  );
}
