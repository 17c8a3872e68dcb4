import { useEffect, useState } from 'react';
import { kText } from '../../strings.ts';
import { onTheme, theme } from '../../theme/theme.ts';
import { toast } from '../../ui/toasts.ts';
import type { Desk } from '../desk.ts';
import { mayEdit } from '../may.ts';
import { refusalWords } from '../refusals.ts';
import type { RoomStore } from '../room_store.ts';
import type { EditorHost } from './editor_host.ts';

/** Monaco; the page begins to load it before the room is there. */
export function loadEditor(): Promise<typeof import('./editor_host.ts')> {
  return import('./editor_host.ts');
}

export interface EditorParts {
  /** Holds the editor; whatever layout there is puts it where the code belongs. */
  readonly box: HTMLElement;
  /** null until it is loaded. */
  readonly host: EditorHost | null;
  readonly failed: boolean;
}

/** The editor of a room, kept in step with its state and with the desk. */
export function useEditor(room: RoomStore, desk: Desk): EditorParts {
  const [box] = useState(() => {
    const element = document.createElement('div');
    element.className = 'editor-box';
    return element;
  });
  const [host, setHost] = useState<EditorHost | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let here = true;
    let made: EditorHost | null = null;
    const endings: (() => void)[] = [];
    loadEditor().then(
      ({ EditorHost }) => {
        if (!here) return;
        made = new EditorHost({
          element: box,
          room,
          label: kText.room.editorLabel,
          onLeave: () =>
            document.querySelector<HTMLElement>('[data-part="results"], [data-part="rest"]')?.focus(),
          onElsewhere: (doc) => desk.show(doc),
          onRefused: (why) =>
            toast({ kind: 'bad', title: kText.room.refused.title, text: refusalWords(why) }),
        });
        const editor = made;
        const follow = () => {
          const { state } = room;
          editor.show(desk.state.active);
          const doc = state.view.docs.get(desk.state.active);
          editor.setReadOnly(!doc || !mayEdit(state, doc.owner));
        };
        let following: number | null = null;
        const followPerson = () => {
          if (desk.state.following === following) return;
          following = desk.state.following;
          editor.follow(following);
        };
        endings.push(
          room.subscribe(follow),
          desk.subscribe(follow),
          desk.subscribe(followPerson),
          // After a break all carets are new ones.
          room.onNotice(({ type }) => {
            if (type !== 'caught_up') return;
            following = null;
            followPerson();
          }),
          onTheme(() => editor.setTheme(theme())),
        );
        follow();
        setHost(editor);
      },
      () => here && setFailed(true),
    );
    return () => {
      here = false;
      for (const end of endings) end();
      made?.dispose();
      setHost(null);
    };
  }, [room, desk, box]);
  return { box, host, failed };
}
