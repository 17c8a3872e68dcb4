// What a browser makes of the way the page is served.
import assert from 'node:assert/strict';
import { useStage } from './support/stage.mjs';

const stage = useStage();

stage.test('every page comes up under its policy', async ({ server, open }) => {
  const room = await server.makeRoom();
  const ann = await open('Ann');
  for (const link of [`${server.url}/`, `${server.url}/check`, room.links.reviewer]) {
    await ann.goto(link);
    await ann.page.locator('#page > *').first().waitFor();
    assert.deepEqual(ann.faults, [], link);
  }
});

stage.test('the editor and its worker run under the policy', async ({ server, join }) => {
  const room = await server.makeRoom();
  const ann = await join('Ann', room.links.reviewer);
  await ann.insert('served');
  await ann.sees('served');
  assert.deepEqual(ann.faults, []);
});

stage.test(
  'what is in the page itself is not run, and nothing is loaded from elsewhere',
  async ({ server, open, allowFaults }) => {
    allowFaults();
    const ann = await open('Ann');
    await ann.goto(`${server.url}/check`);
    const tried = await ann.page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.body.append(script);
      const button = document.createElement('button');
      button.setAttribute('onclick', 'window.handlerRan = true');
      button.click();
      const fetched = await fetch('http://127.0.0.1:9/').then(
        () => 'yes',
        () => 'no',
      );
      const frame = document.createElement('iframe');
      frame.src = '/check';
      document.body.append(frame);
      return { inline: window.inlineRan === true, handler: window.handlerRan === true, fetched };
    });
    assert.deepEqual(tried, { inline: false, handler: false, fetched: 'no' });
    assert.ok(ann.faults.length >= 3, ann.faults.join('\n'));
  },
);

stage.test('a second visit loads nothing that has not changed', async ({ server, open }) => {
  const ann = await open('Ann');
  await ann.goto(`${server.url}/check`);
  await ann.page.waitForLoadState('networkidle');
  const asked = [];
  ann.page.on('response', (answer) => {
    const url = new URL(answer.url());
    if (url.origin === server.url) asked.push(url.pathname);
  });
  const before = server.log.length;
  await ann.goto(`${server.url}/check`);
  await ann.page.waitForLoadState('networkidle');
  assert.ok(asked.some((path) => path.startsWith('/assets/')));
  // The server has heard of none of the files with hashed names.
  assert.doesNotMatch(server.log.slice(before), /"path":"\/assets\//);
});

stage.test('a part of the page that does not load is said in its place; the rest goes on', async (on) => {
  on.allowFaults();
  const room = await on.server.makeRoom({ title: 'Parts', language: 'python' });
  const ann = await on.open('Ann');
  const broken = ann.page.getByRole('alert').filter({ hasText: 'could not be shown' });
  await ann.page.route('**/assets/call_panel-*.js', (route) => route.abort());
  await ann.joinRoom(room.links.interviewer, { camera: true });
  await broken.waitFor();
  await ann.type('typed beside it');
  await ann.sees('typed beside it');
  assert.deepEqual(await ann.axe(), []);
  // Of the whole page nothing is left but that: the server has another one by now.
  await ann.page.route('**/assets/room_page-*.js', (route) => route.abort());
  await ann.page.reload();
  await ann.page.getByRole('button', { name: 'Come back in as Ann' }).click();
  await broken.waitFor();
  await ann.page.unroute('**/assets/room_page-*.js');
  await ann.page.unroute('**/assets/call_panel-*.js');
  await ann.page.getByRole('button', { name: 'Load the page again' }).click();
  await ann.page.getByRole('button', { name: 'Come back in as Ann' }).click();
  await ann.sees('typed beside it');
});

stage.test('a network that is cut is cut, and comes back', async ({ server, open, allowFaults }) => {
  allowFaults();
  const ann = await open('Ann', { network: true });
  await ann.goto(`${server.url}/check`);
  const reached = () =>
    ann.page.evaluate(() =>
      fetch('/healthz').then(
        (answer) => answer.ok,
        () => false,
      ),
    );
  assert.equal(await reached(), true);
  await ann.cutNetwork();
  assert.equal(await reached(), false);
  await ann.restoreNetwork();
  assert.equal(await reached(), true);
});

stage.test(
  'the server is killed and started again on the same port with the same rooms',
  async ({ server }) => {
    const room = await server.makeRoom({ title: 'Before' });
    const url = server.url;
    await server.kill();
    await server.start();
    assert.equal(server.url, url);
    const seen = await server.ask('POST', `/api/v1/rooms/${room.room}/invitation`, {
      code: room.links.observer.split('#i=')[1],
    });
    assert.equal(seen.title, 'Before');
  },
);
