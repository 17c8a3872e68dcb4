// What a file of tests begins with: a server, the browser, and people who go when the test is over.
//
//   const stage = useStage();                       // options of interviewd may be given
//   stage.test('two people type', async ({ server, join }) => {
//     const room = await server.makeRoom({ language: 'python' });
//     const ann = await join('Ann', room.links.interviewer);
//     …
//   });
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, whyNoBrowser } from './browser.mjs';
import { Person } from './person.mjs';
import { kPatience } from './program.mjs';
import { Server } from './server.mjs';

export function useStage(serverOptions = []) {
  const missing = whyNoBrowser();
  let server;
  let browser;
  if (!missing) {
    before(async () => {
      [server, browser] = await Promise.all([Server.open(serverOptions), openBrowser()]);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });
  }

  return {
    get server() {
      return server;
    },
    get browser() {
      return browser;
    },
    /**
     * One test. `act` is given {server, browser, t, open, join, allowFaults}: open(name, options) is a Person before an
     * empty page, join(name, link, options) one in a room. A page with an uncaught error or something that its
     * security policy refused fails the test, unless allowFaults() was called. What the people saw is kept if it fails.
     */
    test(name, act, { timeout = kPatience * 4 } = {}) {
      test(name, { skip: missing ?? false, timeout }, async (t) => {
        const people = [];
        let faultsAllowed = false;
        const open = async (who, options = {}) => {
          const person = await Person.open(browser, who, { server, ...options });
          people.push(person);
          return person;
        };
        const join = async (who, link, { camera, ...options } = {}) => {
          // A call that nobody asked for takes what time there is.
          const person = await open(who, { devices: camera === true, ...options });
          await person.joinRoom(link, { camera });
          return person;
        };
        const allowFaults = () => {
          faultsAllowed = true;
        };
        try {
          await act({ server, browser, t, open, join, allowFaults });
          if (!faultsAllowed)
            assert.deepEqual(
              people.flatMap((person) => person.faults),
              [],
            );
        } catch (error) {
          await explain(t, name, people, server);
          throw error;
        } finally {
          await Promise.all(people.map((person) => person.close()));
        }
      });
    },
  };
}

/** Prints what was on the screens and in the consoles of a test that failed. */
async function explain(t, name, people, server) {
  for (const person of people) {
    const path = await person.screenshot(`failed ${name} ${person.name}`).catch((error) => String(error));
    t.diagnostic(`${person.name} at ${person.page.url().replace(/#.*/, '')}: ${path}`);
    for (const line of person.console.slice(-30)) t.diagnostic(`${person.name} console ${line}`);
  }
  for (const line of server.log.trim().split('\n').slice(-10)) t.diagnostic(`interviewd ${line}`);
}
