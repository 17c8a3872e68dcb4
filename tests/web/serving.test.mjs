// What a browser makes of the way the page is served.
import assert from 'node:assert/strict';
import { useStage } from './support/stage.mjs';

const stage = useStage(['--sandbox', 'off']);

stage.test('every page comes up under its policy', async ({ server, open }) => {
  const room = await server.makeRoom();
  const ann = await open('Ann');
  for (const link of [`${server.url}/`, `${server.url}/check`, room.links.reviewer]) {
    await ann.goto(link);
    await ann.page.locator('#page > *').first().waitFor();
    assert.deepEqual(ann.faults, [], link);
  }
});
