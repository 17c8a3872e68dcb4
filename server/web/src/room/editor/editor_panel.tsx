import { EyeOff, Lock, Sparkles } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { kText } from '../../strings.ts';
import { Busy } from '../../ui/busy.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { openFile } from '../files/file_actions.ts';
import { FileTabs } from '../files/file_tabs.tsx';
import type { LanguageChoice } from '../languages.ts';
import { may, mayEdit, ownerOfNew } from '../may.ts';
import { personName } from '../people.ts';
import type { RoomState } from '../room_store.ts';
import { RunButton } from '../run/run_button.tsx';
import { useDesk, useDeskStore } from '../use_desk.ts';
import { useLanguages } from '../use_languages.ts';
import { useRoom, useRoomStore } from '../use_room.ts';
import { languageOf } from './language_of.ts';
import type { EditorParts } from './use_editor.ts';

const words = kText.room.editor;

/** The open files, the language, Run, and the editor below. */
export function EditorPanel({ editor }: { editor: EditorParts }) {
  const room = useRoomStore();
  const active = useDesk((state) => state.active);
  const list = useLanguages();
  const none = useRoom((state) => !state.view.docs.has(active));
  return (
    <div className="editor-panel">
      <div className="editor-tools">
        <FileTabs />
        <LanguageChoiceField list={list} />
        <RunButton />
      </div>
      <Following />
      <WhyReadOnly doc={active} />
      <div className="editor-space">
        <EditorSlot editor={editor} hidden={none} />
        {!editor.host && !editor.failed && <Busy text={words.loading} />}
        {editor.failed && (
          <div className="empty" role="alert">
            <strong>{words.failed}</strong>
            <p>{words.failedAbout}</p>
            <Button onClick={() => location.reload()}>{words.reload}</Button>
          </div>
        )}
        {none && editor.host && <NoFile list={list} onFile={(name) => openFile(room, name)} />}
        {!none && editor.host && <Starter list={list} doc={active} onDone={() => editor.host?.focus()} />}
      </div>
      <VimBar editor={editor} />
    </div>
  );
}

function EditorSlot({ editor, hidden }: { editor: EditorParts; hidden: boolean }) {
  const slot = useRef<HTMLDivElement>(null);
  useEffect(() => {
    slot.current?.append(editor.box);
  }, [editor.box]);
  return <div ref={slot} className="editor-slot" hidden={hidden} />;
}

function VimBar({ editor }: { editor: EditorParts }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    editor.host?.setVimBar(bar.current);
    return () => editor.host?.setVimBar(null);
  }, [editor.host]);
  return <div ref={bar} className="vim-bar" />;
}

/** The room's language; a choice brings a file of that language to the front. */
function LanguageChoiceField({ list }: { list: readonly LanguageChoice[] }) {
  const room = useRoomStore();
  const desk = useDeskStore();
  const language = useRoom((state) => state.view.language);
  const changes = useRoom((state) => may(state, 'edit'));
  if (list.length === 0) return null;
  const choose = (id: string) => {
    const chosen = list.find((one) => one.id === id);
    if (!chosen || id === language) return;
    room.send({ type: 'set_language', language: id });
    const { docs } = room.client.session.view;
    const same = [...docs.values()].find((doc) => languageOf(doc.name) === languageOf(chosen.file));
    const front = docs.get(desk.state.active);
    if (same) desk.show(same.id);
    else if (front && front.length === 0 && mayEdit(room.state, front.owner))
      room.send({ type: 'rename_doc', doc: front.id, name: chosen.file });
    else openFile(room, chosen.file);
  };
  const options = list.map(({ id, name }) => ({ value: id, label: name }));
  if (!list.some((one) => one.id === language)) options.unshift({ value: language, label: language || '–' });
  return (
    <SelectField
      hideLabel
      label={words.language}
      className="input language"
      value={language}
      disabled={!changes}
      options={options}
      onChange={(event) => choose(event.target.value)}
    />
  );
}

function starterOf(list: readonly LanguageChoice[], name: string): LanguageChoice | undefined {
  const language = languageOf(name);
  return list.find((one) => one.starter !== '' && languageOf(one.file) === language);
}

/** Offered in an empty file. */
function Starter({
  list,
  doc,
  onDone,
}: {
  list: readonly LanguageChoice[];
  doc: number;
  onDone: () => void;
}) {
  const room = useRoomStore();
  const empty = useRoom((state) => state.view.docs.get(doc)?.length === 0);
  const name = useRoom((state) => state.view.docs.get(doc)?.name ?? '');
  const edits = useRoom((state) => {
    const content = state.view.docs.get(doc);
    return !!content && mayEdit(state, content.owner);
  });
  const choice = starterOf(list, name);
  if (!empty || !edits || !choice) return null;
  return (
    <div className="starter">
      <span>{words.emptyHint}</span>
      <Button
        icon={<Sparkles size={14} aria-hidden />}
        onClick={() => {
          onDone();
          room.insertInto(doc, choice.starter);
        }}
      >
        {words.starter(choice.name)}
      </Button>
    </div>
  );
}

function NoFile({ list, onFile }: { list: readonly LanguageChoice[]; onFile: (name: string) => void }) {
  const language = useRoom((state) => state.view.language);
  const opens = useRoom((state) => ownerOfNew(state) !== null);
  const any = useRoom((state) => state.view.docs.size > 0);
  const file = list.find((one) => one.id === language)?.file ?? 'main.txt';
  const text = any ? kText.room.files.openOne : opens ? kText.room.files.empty : kText.room.files.emptyRead;
  return (
    <div className="empty centred">
      <p>{text}</p>
      {opens && !any && (
        <Button kind="main" onClick={() => onFile(file)}>
          {kText.room.files.first(file)}
        </Button>
      )}
    </div>
  );
}

function whyReadOnly(state: RoomState, doc: number): string {
  const content = state.view.docs.get(doc);
  if (!content || mayEdit(state, content.owner)) return '';
  const why = words.readOnlyWhy;
  if (state.view.ended) return why.ended;
  if (state.live === 'over') return why.out;
  if (!state.can.includes('edit') && !state.can.includes('edit_own')) return why.role;
  return state.view.locked ? why.locked : why.owner;
}

function WhyReadOnly({ doc }: { doc: number }) {
  const why = useRoom((state) => whyReadOnly(state, doc));
  return (
    <div className="editor-note" role="status" hidden={!why}>
      {why && (
        <>
          <Lock size={14} aria-hidden />
          {words.readOnly}: {why}
        </>
      )}
    </div>
  );
}

function Following() {
  const desk = useDeskStore();
  const following = useDesk((state) => state.following);
  const name = useRoom((state) =>
    following === null ? '' : personName(state.view, state.view.connections.get(following) ?? -1),
  );
  if (following === null) return null;
  return (
    <div className="editor-note following">
      {kText.room.people.following(name)}
      <Button
        kind="quiet"
        icon={<EyeOff size={14} aria-hidden />}
        onClick={() => desk.set({ following: null })}
      >
        {kText.room.people.unfollow(name)}
      </Button>
    </div>
  );
}
