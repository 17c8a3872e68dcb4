// Somebody with a browser of their own (a context: own storage, own page), and what they do in it.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Network } from './network.mjs';
import { kPatience } from './program.mjs';
import { kRoot } from './server.mjs';

const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kPictures = join(kRoot, '.cache/web');

export const kWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

// In the page.
function hideDevices() {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  devices.enumerateDevices = async () => [];
  devices.getUserMedia = async () => {
    throw new DOMException('there is none', 'NotFoundError');
  };
}

export class Person {
  /** What the page said in its console, and errors that nobody caught. */
  console = [];
  /** Of these: uncaught errors, and what the Content-Security-Policy refused. */
  faults = [];
  network;

  constructor(name, context) {
    this.name = name;
    this.context = context;
  }

  /**
   * Opens nothing yet: see goto() and joinRoom(). `options`: {userAgent?, viewport?, colorScheme?, reducedMotion?,
   * permissions?, hasTouch?, network?: true for one that can be cut, devices?: false for one without camera and
   * microphone, server}.
   */
  static async open(browser, name, { network, server, permissions, devices = true, ...options } = {}) {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
    context.setDefaultTimeout(kPatience);
    await context.grantPermissions(
      permissions ?? ['camera', 'microphone', 'clipboard-read', 'clipboard-write'],
    );
    if (!devices) await context.addInitScript(hideDevices);
    const person = new Person(name, context);
    // There Monaco copies with the system's line ends.
    person.windows = options.userAgent === kWindows;
    if (network) person.network = await Network.open(server.url);
    person.server = server;
    await person.openPage();
    return person;
  }

  /** Another tab of the same browser; the one that `page` is from now on. */
  async openPage() {
    const page = await this.context.newPage();
    page.on('console', (message) => {
      this.console.push(`${message.type()}: ${message.text()}`);
      if (/Content.Security.Policy|Permissions.Policy|Refused to/i.test(message.text()))
        this.faults.push(message.text());
    });
    page.on('pageerror', (error) => {
      this.console.push(`uncaught: ${error.stack ?? error}`);
      this.faults.push(String(error));
    });
    this.page = page;
    return page;
  }

  /** A link of the server, as this person reaches it. */
  address(link) {
    return this.network ? link.replace(this.server.url, this.network.url) : link;
  }

  async goto(link) {
    await this.page.goto(this.address(link));
  }

  /** From a link through the lobby into the room, without a camera unless `camera`. */
  async joinRoom(link, { camera = false } = {}) {
    await this.goto(link);
    await this.page.getByRole('textbox', { name: /name/i }).fill(this.name);
    const without = this.page.getByRole('button', { name: /^Join without camera/ });
    await without.or(this.page.getByText('Observers are not in the call')).first().waitFor();
    const plain = camera || (await without.count()) === 0;
    await (plain ? this.page.getByRole('button', { name: 'Join', exact: true }) : without).first().click();
    // The editor, or what stands in its place in a room without files.
    await this.page.locator('.monaco-editor, button:has-text("Begin with")').first().waitFor();
  }

  /** Until what was typed is in the browser's database: transactions are done in the order of their beginning. */
  async kept() {
    await this.page.evaluate(async () => {
      // What is typed during a write is in the next one.
      for (let write = 0; write < 3; write += 1)
        for (const { name } of await indexedDB.databases())
          await new Promise((resolve, reject) => {
            const opening = indexedDB.open(name);
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const database = opening.result;
              const transaction = database.transaction([...database.objectStoreNames], 'readwrite');
              transaction.oncomplete = resolve;
              transaction.onabort = () => reject(transaction.error);
              database.close();
            };
          });
    });
  }

  /** The tab is killed, as when its process runs out of memory: nothing is said to its page. */
  async crashPage() {
    const crashed = this.page.waitForEvent('crash');
    const devtools = await this.context.newCDPSession(this.page);
    // It is never answered.
    devtools.send('Page.crash').catch(() => {});
    await crashed;
  }

  /** Into a room that this browser was in before. */
  async comeBack(link) {
    await this.goto(link);
    await this.page.getByRole('button', { name: /come back/i }).click();
    await this.page.locator('.monaco-editor').first().waitFor();
  }

  /** The box that Monaco takes keys in. */
  get editor() {
    return this.page.getByRole('textbox', { name: /editor content/i });
  }

  /** Types as a person does, key by key, where the caret is. Monaco indents by itself: for code use insert(). */
  async type(text, options) {
    await this.editor.focus();
    await this.page.keyboard.type(text, options);
  }

  /** Puts text in as one input, where the caret is. */
  async insert(text) {
    await this.editor.focus();
    await this.page.keyboard.insertText(text);
  }

  async press(...keys) {
    await this.editor.focus();
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** The text in the editor that is shown, whole: what select all and copy give, with the line ends of the room. */
  async copiedText() {
    await this.press('Control+A', 'Control+C');
    const text = await this.page.evaluate(() => navigator.clipboard.readText());
    return this.windows ? text.replaceAll('\r\n', '\n') : text;
  }

  /** Until the editor's text, whole, is `text`. */
  async shows(text) {
    const deadline = Date.now() + kPatience;
    let copied = await this.copiedText();
    while (copied !== text) {
      if (Date.now() > deadline) assert.equal(copied, text, `what ${this.name} has`);
      await this.page.waitForFunction(
        () => new Promise((resolve) => requestAnimationFrame(() => resolve(true))),
      );
      copied = await this.copiedText();
    }
    await this.press('ArrowRight');
  }

  /** Lines that are painted now, with plain blanks. */
  async paintedText() {
    return await this.page.evaluate(() => {
      const lines = [...document.querySelectorAll('.monaco-editor .view-line')];
      const top = (line) => Number.parseFloat(line.style.top);
      return lines
        .sort((a, b) => top(a) - top(b))
        .map((line) => line.textContent.replaceAll('\u00a0', ' '))
        .join('\n');
    });
  }

  /** Until the editor has painted text that `fits` (a string it contains, or a pattern). */
  async sees(fits) {
    await this.page.waitForFunction(
      ({ text, source }) => {
        const lines = [...document.querySelectorAll('.monaco-editor .view-line')];
        const top = (line) => Number.parseFloat(line.style.top);
        const painted = lines
          .sort((a, b) => top(a) - top(b))
          .map((line) => line.textContent.replaceAll('\u00a0', ' '));
        const all = painted.join('\n');
        return text === undefined ? new RegExp(source).test(all) : all.includes(text);
      },
      typeof fits === 'string' ? { text: fits } : { source: fits.source },
    );
  }

  /** The network of this person breaks; only with {network: true}. */
  async cutNetwork() {
    this.network.cut();
    await this.context.setOffline(true);
  }

  async restoreNetwork() {
    this.network.restore();
    await this.context.setOffline(false);
  }

  /** What axe-core finds, of at least that weight: one line each. Nothing moves any more: no colour is half faded. */
  async axe(impacts = ['serious', 'critical']) {
    await this.page.emulateMedia({ reducedMotion: 'reduce' });
    await this.page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)));
    await this.page.evaluate(kAxe);
    const found = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    return found.violations
      .filter((one) => impacts.includes(one.impact))
      .map((one) => `${one.impact} ${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  }

  /** Its path below .cache/web. */
  async screenshot(name) {
    mkdirSync(kPictures, { recursive: true });
    const path = join(kPictures, `${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  async close() {
    await this.context.close();
    this.network?.close();
  }
}
