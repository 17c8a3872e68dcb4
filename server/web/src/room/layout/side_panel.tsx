import { BookOpen, Files, NotebookPen } from 'lucide-react';
import { kText } from '../../strings.ts';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import type { SideView } from '../desk.ts';
import { FilesPanel } from '../files/files_panel.tsx';
import { NotesPanel } from '../talk/notes_panel.tsx';
import { ProblemPanel } from '../talk/problem_panel.tsx';
import { useDesk, useDeskStore } from '../use_desk.ts';
import { useRoom } from '../use_room.ts';

/** Problem, files and notes, as tabs; notes are for those who may see them. */
export function useSideTabs(): readonly Tab<SideView>[] {
  const privately = useRoom((state) => state.can.includes('interviewers'));
  const tabs: Tab<SideView>[] = [
    {
      value: 'files',
      label: kText.room.files.tab,
      icon: <Files size={14} aria-hidden />,
      content: <FilesPanel />,
    },
    {
      value: 'problem',
      label: kText.room.problem.tab,
      icon: <BookOpen size={14} aria-hidden />,
      content: <ProblemPanel />,
    },
  ];
  if (privately)
    tabs.push({
      value: 'notes',
      label: kText.room.notes.tab,
      icon: <NotebookPen size={14} aria-hidden />,
      content: <NotesPanel />,
      keep: true,
    });
  return tabs;
}

export function SidePanel() {
  const desk = useDeskStore();
  const side = useDesk((state) => state.side);
  const tabs = useSideTabs();
  return (
    <Tabs
      label={kText.room.panels.side}
      value={side}
      onChange={(next) => desk.set({ side: next })}
      tabs={tabs}
    />
  );
}
