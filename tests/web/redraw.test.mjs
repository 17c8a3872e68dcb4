// What typing does not do: draw the panels around the editor anew with each letter.
import assert from 'node:assert/strict';
import { setInCall } from './support/call.mjs';
import { rewrite } from './support/room_steps.mjs';
import { useStage } from './support/stage.mjs';

const stage = useStage();
const kLetters = 20;

// React tells its developer tools of all that it draws.
function countCommits() {
  window.commits = 0;
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot: () => {
      window.commits += 1;
    },
  };
}

const commitsAndSeconds = () => ({ commits: window.commits, seconds: performance.now() / 1000 });

stage.test(
  'what others type draws the editor anew, and nothing else of the page',
  async ({ server, open }) => {
    const room = await server.makeRoom({ language: 'python' });
    const people = [];
    for (const [name, role] of [
      ['Ann', 'interviewer'],
      ['Ben', 'reviewer'],
    ]) {
      const person = await open(name);
      await person.page.addInitScript(countCommits);
      await person.joinRoom(room.links[role]);
      // A call has news of its own.
      await setInCall(person, false);
      people.push(person);
    }
    const [ann, ben] = people;
    await rewrite(ben, 'begin');
    await ann.sees('begin');
    await ben.press('Control+End');
    const before = await ann.page.evaluate(commitsAndSeconds);
    assert.ok(before.commits > 0, 'what is drawn is counted');
    for (let letters = 1; letters <= kLetters; letters += 1) {
      // One by one: what is typed meanwhile would come in one edit.
      await ben.press('x');
      await ann.sees(`begin${'x'.repeat(letters)}`);
    }
    const after = await ann.page.evaluate(commitsAndSeconds);
    // The clock ticks.
    const others = after.commits - before.commits - (after.seconds - before.seconds);
    assert.ok(others < kLetters / 2, `${others} times for ${kLetters} letters`);
  },
);
