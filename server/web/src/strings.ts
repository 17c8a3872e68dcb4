// Every English word of the page, an area a file in strings/. To translate: another object of this shape.
import { call } from './strings/call.ts';
import { code } from './strings/code.ts';
import { common } from './strings/common.ts';
import { check, linkErrors, lobby, rooms } from './strings/enter.ts';
import { room } from './strings/room.ts';
import { talk } from './strings/talk.ts';

export const kText = {
  common,
  lobby,
  linkErrors,
  check,
  rooms,
  call,
  room: { ...room, ...code, ...talk },
};
