// Whole rooms: sessions here do what those of the C++ library do, and everybody ends with the server's text.
import { test } from 'node:test';
import { FuzzedRoom, Tally } from './fuzzed_room.js';
import { Oracle } from './oracle.js';
import { Random, testCases, testSeed } from './random.js';

test('fuzz: rooms of the C++ library with sessions of both', async (t) => {
  const seed = testSeed();
  const rooms = testCases(60);
  const tally = new Tally();
  const oracle = new Oracle();
  try {
    for (let room = 0; room < rooms; room += 1) {
      const random = new Random(seed + room);
      try {
        await new FuzzedRoom(oracle, random, tally).run(random.between(50, 400));
      } catch (thrown) {
        t.diagnostic(`seed ${seed + room} of the room that failed`);
        throw thrown;
      }
    }
  } finally {
    oracle.stop();
  }
  t.diagnostic(`seed ${seed}, ${rooms} rooms: ${JSON.stringify(tally)}`);
});
