import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveState, RoomView } from '@libinterview/client';
import { clockText, ownStart, setOwnStart } from '../../../server/web/src/room/bar/clock_text.ts';
import { trustOf } from '../../../server/web/src/room/bar/trust.ts';
import { languageOf } from '../../../server/web/src/room/editor/language_of.ts';
import { readLanguages } from '../../../server/web/src/room/languages.ts';
import { may, mayEdit, mayStop, ownerOfNew } from '../../../server/web/src/room/may.ts';
import { initials, personColour, personName, whoIsHere } from '../../../server/web/src/room/people.ts';
import { failureWords, refusalWords } from '../../../server/web/src/room/refusals.ts';

const kView: RoomView = {
  id: 'r_1',
  title: '',
  language: 'python',
  problem: { id: '', title: '', statement: '' },
  locked: false,
  ended: false,
  submissions: 0,
  now: 0,
  began: null,
  people: new Map([
    [1, { number: 1, name: 'Ann', role: 'interviewer', removed: false }],
    [2, { number: 2, name: 'B\u202een', role: 'reviewer', removed: false }],
    [3, { number: 3, name: 'Cy', role: 'observer', removed: false }],
  ]),
  connections: new Map([
    [7, 3],
    [8, 2],
    [9, 3],
  ]),
  docs: new Map(),
  chat: [],
  runs: new Map(),
};

test('trust: one state, and the count of what is unsaved', () => {
  const kind = (change: object, slow = false) =>
    trustOf(
      { live: 'live', pending: 0, unsent: false, saving: true, wasLive: true, view: kView, ...change },
      slow,
    );
  assert.equal(kind({}).kind, 'saved');
  assert.equal(kind({ unsent: true, pending: 3 }).kind, 'saved');
  assert.equal(kind({ unsent: true, pending: 3 }, true).kind, 'saving');
  assert.deepEqual(kind({ live: 'waiting', pending: 12 }), { kind: 'offline', unsaved: 12 });
  assert.equal(kind({ live: 'connecting' }).kind, 'reconnecting');
  assert.equal(kind({ live: 'joining', wasLive: false }).kind, 'connecting');
  assert.equal(kind({ saving: false }).kind, 'paused');
  assert.equal(kind({ view: { ...kView, ended: true } }).kind, 'ended');
  assert.equal(kind({ live: 'over' }).kind, 'out');
  assert.equal(kind({ live: 'over', unsent: true, view: { ...kView, ended: true } }).kind, 'out');
});

test('what one may do follows role, lock and end', () => {
  const who = (can: string[], view: Partial<RoomView> = {}) => ({
    can,
    you: 2,
    live: 'live' as LiveState,
    view: { ...kView, ...view },
  });
  const reviewer = ['edit', 'edit_own', 'run', 'submit', 'chat', 'signal'];
  assert.equal(mayEdit(who(reviewer), 0), true);
  assert.equal(mayEdit(who(reviewer), 2), true);
  assert.equal(mayEdit(who(reviewer), 1), false);
  assert.equal(mayEdit(who(reviewer, { locked: true }), 0), false);
  assert.equal(may(who(reviewer, { locked: true }), 'chat'), true);
  assert.equal(may(who(reviewer, { locked: true }), 'submit'), true);
  assert.equal(may(who([...reviewer, 'manage'], { locked: true }), 'run'), true);
  assert.equal(mayEdit(who(['manage']), 1), true);
  assert.equal(may(who([...reviewer, 'manage'], { ended: true }), 'manage'), false);
  assert.equal(ownerOfNew(who(reviewer)), 0);
  assert.equal(ownerOfNew(who(['edit_own'])), 2);
  assert.equal(ownerOfNew(who(['interviewers'])), null);
  const removed = { ...who([...reviewer, 'manage']), live: 'over' as const };
  assert.equal(may(removed, 'run'), false);
  assert.equal(mayStop(removed), false);
  assert.equal(mayEdit(removed, 2), false);
  assert.equal(ownerOfNew(removed), null);
  assert.equal(mayStop(who(reviewer, { locked: true })), true);
});

test('people: those who are here first, names that cannot act', () => {
  assert.deepEqual(
    whoIsHere(kView).map(({ person, connections }) => [person.number, connections]),
    [
      [2, [8]],
      [3, [7, 9]],
      [1, []],
    ],
  );
  assert.equal(personName(kView, 2), 'B⟨U+202E⟩en');
  assert.equal(personName(kView, 0), 'The server');
  assert.equal(personName(kView, 99), 'Somebody');
  assert.equal(initials('Ada von Lovelace'), 'AL');
  assert.equal(initials(' 漢字 '), '漢');
  assert.equal(personColour(9), personColour(1));
});

test('refusals and failures are words, whatever the code', () => {
  assert.match(refusalWords({ code: 'locked', message: 'the room is locked' }), /locked/);
  assert.match(refusalWords({ code: 'internal', message: 'disk on fire' }), /disk on fire/);
  assert.match(refusalWords({ code: 'other' as 'internal', message: 'm' }), /./);
  assert.match(failureWords({ code: 'token_expired', message: '' }), /Open the link again/);
  assert.match(failureWords({ code: 'invitation_used_up', message: '' }), /new one/);
  assert.match(failureWords({ code: 'protocol', message: 'gibberish' }), /gibberish/);
});

test('the clock counts from the begin of the interview, or from a moment of the person', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage;
  assert.equal(ownStart('r', storage), null);
  setOwnStart('r', 9500.7, storage);
  assert.equal(ownStart('r', storage), 9500);
  assert.equal(ownStart('other', storage), null);
  setOwnStart('r', null, storage);
  assert.equal(ownStart('r', storage), null);
  kept.set('interview.clock_from.r', 'yesterday');
  assert.equal(ownStart('r', storage), null);
  assert.equal(ownStart('r', null), null);
  assert.equal(clockText(2_530_000), '00:42:10');
  assert.equal(clockText(-5), '00:00:00');
});

test('languages: what is not understood is left out', () => {
  const go = { id: 'go', name: 'Go', file: 'main.go', starter: 'package main\n' };
  assert.deepEqual(readLanguages({ languages: [go, { id: 1 }, null, { ...go, starter: 7 }] }), [
    go,
    { ...go, starter: '' },
  ]);
  for (const bad of [null, {}, { languages: 'x' }, []]) assert.deepEqual(readLanguages(bad), []);
  assert.equal(languageOf('a/b.PY'), 'python');
  assert.equal(languageOf('x.hpp'), 'cpp');
  assert.equal(languageOf('README'), null);
});
