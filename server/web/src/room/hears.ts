// What the room says to the person: out loud for screen readers, as a message where something went wrong.
import type { KeptText, Notice } from '@libinterview/client';
import { kText } from '../strings.ts';
import { copyText } from '../ui/copy_text.ts';
import { toast } from '../ui/toasts.ts';
import type { Desk } from './desk.ts';
import { personName } from './people.ts';
import { refusalWords } from './refusals.ts';
import type { RoomStore } from './room_store.ts';
import { cleanText } from './run/clean_output.ts';
import { resultWords } from './run/result_words.ts';

const kLongestSaid = 300;

type Refused = Extract<Notice, { type: 'refused' }>;

function writtenIn(command: Refused['command']): string {
  if (command?.type === 'chat' || command?.type === 'note') return command.text;
  return command?.type === 'set_problem' ? `${command.title}\n\n${command.statement}` : '';
}

function refused(notice: Refused): void {
  if (notice.retry) return;
  const why = refusalWords(notice);
  const { command } = notice;
  const text = notice.text || writtenIn(command);
  if (!text) {
    toast({ kind: 'bad', title: kText.room.refused.title, text: why });
    return;
  }
  toast({
    kind: 'bad',
    title: kText.room.kept.refusedTitle,
    text: kText.room.kept.refusedEdit(why),
    stays: true,
    action: { label: kText.room.kept.copy, run: () => copyText(text) },
  });
}

/** Tells the person what happens in the room; `onDiverged`: texts that are only here. Returns what ends that. */
export function hearRoom(room: RoomStore, desk: Desk, onDiverged: (texts: KeptText[]) => void): () => void {
  const { session } = room.client;
  const nameOf = (person: number) => personName(session.view, person);
  return room.onNotice((notice) => {
    if (notice.type === 'refused') refused(notice);
    else if (notice.type === 'diverged') onDiverged(notice.texts);
    else if (notice.type === 'presence' && notice.by !== session.you)
      desk.say((notice.online ? kText.room.people.came : kText.room.people.went)(nameOf(notice.by)));
    if (notice.type !== 'happened') return;
    const { event } = notice;
    if (event.kind === 'chat' && event.by !== session.you)
      desk.say(kText.room.chat.said(nameOf(event.by), cleanText(event.text).slice(0, kLongestSaid)));
    else if (event.kind === 'run_ended') {
      const run = session.view.runs.get(event.run);
      if (run) desk.say(kText.room.run.announce(cleanText(resultWords(run))));
    } else if (event.kind === 'submitted')
      toast({
        kind: 'good',
        title: event.by === session.you ? kText.room.submit.done : kText.room.submit.doneBy(nameOf(event.by)),
      });
  });
}
