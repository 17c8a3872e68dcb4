// The ways in: the lobby, links that are not good, the device check, the owner's list of rooms.
import assert from 'node:assert/strict';
import { enterRoom } from './support/call.mjs';
import { Server } from './support/server.mjs';
import { useStage } from './support/stage.mjs';

const stage = useStage(['--sandbox', 'off']);

const button = (person, name) => person.page.getByRole('button', { name, exact: true });
const inRoom = (person) => person.page.locator('section.call').waitFor();
const heading = (person, name) => person.page.getByRole('heading', { name, exact: true });

stage.test('a good link: a name, a preview, one click', async ({ server, open }) => {
  const room = await server.makeRoom({ title: 'Two Sum' });
  const ann = await open('Ann');
  await ann.goto(room.links.reviewer);
  await heading(ann, 'Join “Two Sum”').waitFor();
  assert.equal(new URL(ann.page.url()).hash, '', 'the code does not stay in the address');
  await ann.page.waitForFunction(() => document.querySelector('.preview video')?.videoWidth > 0);
  await ann.page.waitForFunction(() => document.querySelector('meter')?.value > 0.1);
  await ann.page.getByText('What is recorded, and who sees it').waitFor();
  assert.deepEqual(await ann.axe(), []);
  await ann.screenshot('lobby');
  await button(ann, 'Join').click();
  await ann.page.getByText('Tell the others what to call you.').waitFor();
  assert.equal(
    await ann.page.evaluate(() => document.activeElement?.getAttribute('name')),
    'person',
    'the focus is where something is missing',
  );
  await ann.page.reload();
  await heading(ann, 'Join “Two Sum”').waitFor();
  await ann.page.keyboard.type('Ann');
  await ann.page.keyboard.press('Enter');
  await inRoom(ann);
  await ann.page.getByText('Saved', { exact: true }).waitFor();
  const left = await ann.page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  assert.equal(left.includes(new URL(room.links.reviewer).hash.slice(3)), false, 'the code is forgotten');
});

stage.test('who was here comes back with one click, or as somebody else', async ({ server, open }) => {
  const room = await server.makeRoom();
  const ann = await open('Ann');
  await enterRoom(ann, room.links.reviewer);
  const plain = room.links.reviewer.replace(/#.*/, '');
  await ann.goto(plain);
  await button(ann, 'Come back in as Ann').click();
  await inRoom(ann);
  await ann.goto('about:blank');
  await ann.goto(room.links.interviewer);
  await button(ann, 'Join as somebody else').click();
  await ann.page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await ann.page.getByRole('button', { name: /without camera/ }).click();
  await inRoom(ann);
});

stage.test('a refused camera is a choice', async ({ server, open }) => {
  const room = await server.makeRoom();
  const ann = await open('Ann');
  await ann.context.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  });
  await ann.goto(room.links.reviewer);
  await ann.page.getByText('The browser does not let this page use it').waitFor();
  await ann.screenshot('lobby refused');
  assert.deepEqual(await ann.axe(), []);
  await ann.page.getByRole('textbox', { name: 'Your name' }).fill('Ann');
  await button(ann, 'Join without camera and microphone').click();
  await inRoom(ann);
});

stage.test('each link that is not good says why', async ({ server, open, allowFaults }) => {
  allowFaults(); // the console tells of the refused requests
  const room = await server.makeRoom();
  const ann = await open('Ann', { network: true });
  const says = async (link, title) => {
    await ann.goto('about:blank');
    await ann.goto(link);
    await heading(ann, title).waitFor();
    assert.deepEqual(await ann.axe(), [], title);
    await ann.screenshot(`link ${title}`);
  };
  await says(room.links.reviewer.replace(/#.*/, ''), 'This link has no code');
  await says(room.links.reviewer.replace(/#.*/, '#i=wrongwrongwrong'), 'This link does not work');
  const other = await server.makeRoom();
  await says(`${server.url}/r/${other.room}${new URL(room.links.reviewer).hash}`, 'This link does not work');

  const once = await server.invite(room, { role: 'reviewer', uses: 1 });
  const ben = await open('Ben');
  await enterRoom(ben, once);
  await says(once, 'This link has been used up');

  await server.ask('POST', `/api/v1/rooms/${other.room}/end`, {}, await server.ownerToken());
  await says(other.links.reviewer, 'This interview is over');

  await ann.context.route('**/invitation', (route) =>
    route.fulfill({
      status: 403,
      json: { error: { code: 'invitation_expired', message: 'the link has expired', retry: false } },
    }),
  );
  await says(room.links.reviewer, 'This link has expired');
  await ann.context.unroute('**/invitation');

  await ann.context.route('**/invitation', (route) => route.abort());
  await says(room.links.reviewer, 'The server cannot be reached');
  await ann.context.unroute('**/invitation');
  await button(ann, 'Try again').click();
  await heading(ann, 'Join “Interview”').waitFor();
});

stage.test('a link that is pasted into the tab of a bad one', async ({ server, open, allowFaults }) => {
  allowFaults();
  const room = await server.makeRoom({ title: 'Two Sum' });
  const ann = await open('Ann');
  await ann.goto(room.links.reviewer.replace(/#.*/, '#i=wrongwrongwrong'));
  await heading(ann, 'This link does not work').waitFor();
  await ann.page.evaluate((hash) => {
    location.hash = hash;
  }, new URL(room.links.reviewer).hash);
  await heading(ann, 'Join “Two Sum”').waitFor();
  assert.equal(new URL(ann.page.url()).hash, '');
});

stage.test('too many wrong links', async ({ open, allowFaults }) => {
  allowFaults();
  const strict = await Server.open(['--sandbox', 'off', '--join-failures', '1']);
  try {
    const ann = await open('Ann', { server: strict });
    for (const title of ['This link does not work', 'Too many attempts']) {
      await ann.goto('about:blank');
      await ann.goto(`${strict.url}/r/r_x#i=wrong${title.length}`);
      await heading(ann, title).waitFor();
    }
  } finally {
    await strict.close();
  }
});

stage.test('the device check', async ({ server, open }) => {
  const room = await server.makeRoom();
  const ann = await open('Ann');
  await ann.goto(`${server.url}/check${new URL(room.links.reviewer).hash}`);
  await button(ann, 'Begin the check').click();
  for (const words of [
    'This browser can do everything that is needed.',
    'You should see yourself.',
    'The bar moves as you speak.',
    'The server answers in',
    'This server has no relay.',
  ])
    await ann.page.getByText(words).waitFor();
  await button(ann, 'Play a tone').click();
  await button(ann, 'I hear it').click();
  await ann.page.getByText('You hear the tone.').waitFor();
  await ann.page.getByText('You can take part. Read the notes above.').waitFor();
  assert.deepEqual(await ann.axe(), []);
  await ann.screenshot('check');
});

stage.test(
  'the device check without a camera and without a way to the server',
  async ({ server, open, allowFaults }) => {
    allowFaults();
    const ann = await open('Ann');
    await ann.context.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));
      window.WebSocket = class extends WebSocket {
        constructor() {
          super('ws://127.0.0.1:9/');
        }
      };
    });
    await ann.goto(`${server.url}/check`);
    await button(ann, 'Begin the check').click();
    await ann.page.getByText('None was found. Plug one in, or go on without.').first().waitFor();
    await ann.page.getByText('The server cannot be reached by WebSocket.').waitFor();
    await ann.page.getByText('Something needs your help: see above.').waitFor();
  },
);

stage.test("the owner's link: rooms are made, people invited, a room ended", async ({ open }) => {
  const fresh = await Server.open(['--sandbox', 'off']);
  try {
    const [, link] = /owner's link[^:]*: (\S+)/.exec(fresh.log) ?? [];
    const ann = await open('Ann', { server: fresh });
    await ann.goto(link);
    await heading(ann, 'Rooms').waitFor();
    assert.equal(new URL(ann.page.url()).hash, '');
    await ann.page.getByText('There are no rooms yet.').waitFor();
    assert.deepEqual(await ann.axe(), []);
    await button(ann, 'Create a room').click();
    await ann.page.getByRole('textbox', { name: 'Title' }).fill('Two Sum <b>');
    await button(ann, 'Create').click();
    const candidate = ann.page.getByLabel('Link for: Candidate');
    assert.match(await candidate.inputValue(), /\/r\/r_\w+#i=/);
    await ann.page.getByRole('button', { name: 'Copy the link' }).first().click();
    assert.equal(await ann.page.evaluate(() => navigator.clipboard.readText()), await candidate.inputValue());
    await button(ann, 'Close').click();
    // The token is of this tab: a reload keeps it, and the link was for one use.
    await ann.page.reload();
    await ann.page.getByRole('cell', { name: 'Two Sum <b>', exact: true }).waitFor();
    await button(ann, 'Invite to “Two Sum <b>”').click();
    await ann.page.getByLabel('They come as').selectOption('interviewer');
    await button(ann, 'Make the link').click();
    const made = await ann.page.getByLabel('Link for: Interviewer').inputValue();
    await ann.page.keyboard.press('Escape');
    await ann.screenshot('rooms');
    const ben = await open('Ben', { server: fresh });
    await ben.goto(made);
    await heading(ben, 'Join “Two Sum <b>”').waitFor();
    await button(ann, 'Enter “Two Sum <b>”').click();
    await heading(ann, 'Join “Two Sum <b>”').waitFor();
    await ann.page.goBack();
    await button(ann, 'End “Two Sum <b>”').click();
    await button(ann, 'End the interview').click();
    await ann.page.getByRole('cell', { name: 'Over' }).waitFor();
    assert.equal(await ann.page.evaluate(() => JSON.stringify({ ...localStorage }).includes('ey')), false);
    await button(ann, 'Sign out here').click();
    await heading(ann, 'Live code interviews').waitFor();
    assert.deepEqual(await ann.axe(), []);
  } finally {
    await fresh.close();
  }
});

stage.test(
  'an owner of many rooms sees the newest, and the older ones when asked for',
  async ({ server, open }) => {
    const token = await server.ownerToken();
    for (let n = 0; n < 201; n += 1) await server.ask('POST', '/api/v1/rooms', { title: `Many ${n}` }, token);
    const list = (query) => server.ask('GET', `/api/v1/rooms${query}`, undefined, token);
    const newest = (await list('')).rooms;
    const old = (await list(`?before=${newest.at(-1).room}`)).rooms[0].title;
    const ann = await open('Ann');
    await ann.context.addInitScript((kept) => sessionStorage.setItem('interview.owner', kept), token);
    await ann.goto(`${server.url}/`);
    const cell = (title) => ann.page.getByRole('cell', { name: title, exact: true });
    await cell(newest[0].title).waitFor();
    assert.equal(await cell(old).count(), 0);
    await button(ann, 'Show older rooms').click();
    await cell(old).waitFor();
    assert.equal(await cell(newest[0].title).count(), 1);
    // What is ended, and a list that is fetched again, leave one where one was.
    await button(ann, `End “${old}”`).click();
    await button(ann, 'End the interview').click();
    await cell(old).locator('xpath=..').getByText('Over').waitFor();
    assert.deepEqual(await ann.axe(), []);
  },
);

stage.test('an owner whose time is over is told so', async ({ server, open, allowFaults }) => {
  allowFaults();
  const ann = await open('Ann');
  await ann.context.addInitScript(() => sessionStorage.setItem('interview.owner', 'not.a.token'));
  await ann.goto(`${server.url}/`);
  await heading(ann, 'Your sign-in has run out').waitFor();
});
