// A room of the C++ library with people whose sessions are twins (twin.ts): messages are late, connections break,
// the server's store fails, the server dies and comes back, pages are closed and opened again.
import assert from 'node:assert/strict';
import type { ClientOptions, Notice } from '../../../bindings/js/src/index.js';
import type { Oracle } from './oracle.js';
import type { Random } from './random.js';
import { plainView, Twin } from './twin.js';

const kRoom = 'r_simulated';

interface Person {
  twin: Twin;
  token: string;
  link: number; // 0: none
  toServer: string[];
  toPerson: { json: string; close: number }[];
  held: boolean;
  /** An edit may be sent before it is stored (Journal). */
  goesAhead: boolean;
}

export class Tally {
  steps = 0;
  edits = 0;
  undone = 0;
  delivered = 0;
  breaks = 0;
  crashes = 0;
  reopened = 0;
  unstored = 0;
  refused = 0;
  rolledBack = 0;
  retried = 0;
  diverged = 0;
  snapshots = 0;
  resumed = 0;
}

export class FuzzedRoom {
  readonly #oracle: Oracle;
  readonly #random: Random;
  readonly #tally: Tally;
  readonly #people: Person[] = [];
  readonly #options: Required<ClientOptions>;
  #lastLink = 0;
  #lastClient = 0;
  #names = 0;

  constructor(oracle: Oracle, random: Random, tally: Tally) {
    this.#oracle = oracle;
    this.#random = random;
    this.#tally = tally;
    this.#options = {
      messageBytes: random.chance(0.3) ? 512 : 256 * 1024,
      undoSteps: random.between(1, 40),
      documentUnits: 2 ** 20,
    };
  }

  async run(steps: number): Promise<void> {
    const random = this.#random;
    const rarely = (p: number, limit: () => number) => (random.chance(p) ? limit() : 0);
    await this.#oracle.ask({
      do: 'room',
      seed: random.next(),
      document_units: rarely(0.3, () => random.between(10, 200)),
      history: rarely(0.3, () => random.between(1, 5)),
      pending_records: rarely(0.3, () => random.between(1, 6)),
      tail_bytes: rarely(0.5, () => random.between(1, 4000)),
      frame_bytes: rarely(0.5, () => random.between(1, 4000)),
      resume_events: rarely(0.5, () => random.between(1, 20)),
      store_failures_percent: rarely(0.4, () => 20),
    });
    for (let number = random.between(2, 4); number > 0; number -= 1) await this.#enter(number);
    if (random.chance(0.9)) await this.#begin();
    for (let step = 0; step < steps; step += 1) {
      await this.#step();
      this.#tally.steps += 1;
    }
    await this.#comeToRest();
  }

  // Most rooms have a document before anything goes wrong.
  async #begin(): Promise<void> {
    const [first] = this.#people;
    if (!first) return;
    await this.#connect(first);
    for (let step = 0; step < 200 && first.twin.session.view.docs.size === 0; step += 1) {
      while (await this.#carryToServer(first));
      await this.#serve(20);
      while (await this.#carryToPerson(first));
      if (first.twin.session.live && !first.twin.session.hasPending()) await this.#act(first);
    }
  }

  async #enter(number: number): Promise<void> {
    const role = this.#people.length === 0 || this.#random.chance(0.2) ? 'interviewer' : 'reviewer';
    const twin = await this.#newTwin();
    const token = `${role}/subject ${number}`;
    this.#people.push({ twin, token, link: 0, toServer: [], toPerson: [], held: false, goesAhead: false });
  }

  async #newTwin(): Promise<Twin> {
    this.#lastClient += 1;
    return Twin.open(
      this.#oracle,
      kRoom,
      `client-${String(this.#lastClient).padStart(4, '0')}`,
      this.#options,
    );
  }

  async #step(): Promise<void> {
    const random = this.#random;
    const person = random.pick(this.#people);
    const chance = random.below(1000);
    if (chance < 380) await this.#act(person);
    else if (chance < 520) await this.#serve(random.between(1, 6));
    else if (chance < 660) await this.#carryToServer(person);
    else if (chance < 900) await this.#carryToPerson(person);
    else if (chance < 960) await this.#connect(person);
    else if (chance < 972) await this.#break(person);
    else if (chance < 976) await this.#crash();
    else if (chance < 984) await this.#reopen(person);
    else if (chance < 990) await this.#loseLast(person);
    else if (chance < 994) person.twin.checkpoint();
    else await person.twin.compare();
  }

  async #act(person: Person): Promise<void> {
    const random = this.#random;
    const { twin } = person;
    const { docs } = twin.session.view;
    const ids = [...docs.keys()];
    const chance = random.below(100);
    if (ids.length === 0 || chance < 3) {
      this.#names += 1;
      const name = random.chance(0.1) ? 'same.py' : `file${this.#names}.py`;
      if (twin.session.you > 0) await twin.send({ type: 'open_doc', name, text: random.text(8) });
    } else if (chance < 70) {
      const doc = random.pick(ids);
      this.#tally.edits += 1;
      await twin.edit(doc, random.parts(docs.get(doc)?.text ?? ''), random.chance(0.3));
    } else if (chance < 82) {
      this.#tally.undone += 1;
      const doc = random.pick(ids);
      if (random.chance(0.6)) await twin.undo(doc);
      else await twin.redo(doc);
    } else if (chance < 88) {
      const doc = random.pick(ids);
      const length = docs.get(doc)?.length ?? 0;
      const select = await twin.select(doc, {
        anchor: random.below(length + 1),
        head: random.below(length + 1),
      });
      if (select !== null && person.link > 0) person.toServer.push(select);
    } else {
      await this.#command(twin, random.pick(ids), chance);
    }
    await this.#pump(person, true);
  }

  async #command(twin: Twin, doc: number, chance: number): Promise<void> {
    const text = this.#random.text(6);
    if (chance < 92)
      await twin.send({ type: 'chat', text, to: this.#random.chance(0.3) ? 'interviewers' : 'all' });
    else if (chance < 94) await twin.send({ type: 'note', text });
    else if (chance < 95) await twin.send({ type: 'rename_doc', doc, name: `other${this.#names}.py` });
    else if (chance < 96) await twin.send({ type: 'remove_doc', doc });
    else if (chance < 97) await twin.send({ type: 'set_language', language: 'go' });
    else if (chance < 98) await twin.send({ type: 'lock' });
    else await twin.send({ type: 'unlock' });
  }

  // What the session wants sent, and what was done to it before, is stored.
  async #pump(person: Person, acted = false): Promise<void> {
    let stored = acted;
    for (let json = await person.twin.next(); json !== null; json = await person.twin.next()) {
      person.toServer.push(json);
      stored = true;
    }
    if (!stored) return;
    await person.twin.keep();
    person.goesAhead = !person.twin.session.waiting;
  }

  async #connect(person: Person): Promise<void> {
    if (person.held) {
      person.held = false;
      this.#tally.retried += 1;
      await person.twin.retry();
      await this.#pump(person);
    }
    if (person.link > 0) return;
    this.#lastLink += 1;
    person.link = this.#lastLink;
    await this.#oracle.ask({ do: 'connect', link: person.link });
    person.toServer.push(await person.twin.connected(person.token));
  }

  async #break(person: Person): Promise<void> {
    if (person.link === 0) return;
    this.#tally.breaks += 1;
    await this.#oracle.ask({ do: 'disconnect', link: person.link });
    await this.#cut(person);
  }

  async #cut(person: Person): Promise<void> {
    person.link = 0;
    person.toServer = [];
    person.toPerson = [];
    person.held = false;
    await person.twin.disconnected();
  }

  async #crash(): Promise<void> {
    this.#tally.crashes += 1;
    await this.#oracle.ask({ do: 'crash' });
    for (const person of this.#people) if (person.link > 0) await this.#cut(person);
  }

  async #reopen(person: Person): Promise<void> {
    this.#tally.reopened += 1;
    if (person.link > 0) await this.#break(person);
    await person.twin.reopen(this.#random.chance(0.7));
    person.goesAhead = false;
  }

  // A page ends with an edit on its way, of which nothing is in the store.
  async #loseLast(person: Person): Promise<void> {
    const random = this.#random;
    await this.#act(person);
    // What is stored now lands, in most cases, and the store does not hear of that.
    while (await this.#carryToServer(person));
    await this.#serve(random.between(0, 40));
    while (await this.#carryToPerson(person));
    const { twin } = person;
    const [doc] = twin.session.view.docs.values();
    if (person.link === 0 || !person.goesAhead || !doc) return;
    await twin.edit(doc.id, random.parts(doc.text), false);
    const json = await twin.next();
    if (json !== null) person.toServer.push(json);
    if (json === null || twin.session.waiting) {
      await this.#pump(person, true);
      return;
    }
    this.#tally.unstored += 1;
    if (random.chance(0.8)) while (await this.#carryToServer(person));
    await this.#break(person);
    await twin.reopenKept();
    person.goesAhead = false;
    await twin.compare();
  }

  async #serve(steps: number): Promise<boolean> {
    const said = (await this.#oracle.ask({ do: 'step', steps })) as {
      moved: boolean;
      sent: [number, number, string][];
    };
    for (const [link, close, json] of said.sent)
      this.#people.find((person) => person.link === link)?.toPerson.push({ json, close });
    return said.moved || said.sent.length > 0;
  }

  async #carryToServer(person: Person): Promise<boolean> {
    const json = person.toServer.shift();
    if (json === undefined) return false;
    await this.#oracle.ask({ do: 'deliver', link: person.link, json });
    return true;
  }

  async #carryToPerson(person: Person): Promise<boolean> {
    const message = person.toPerson.shift();
    if (!message) return false;
    if (message.close > 0) {
      await this.#break(person);
      return true;
    }
    this.#tally.delivered += 1;
    const told = await person.twin.receive(message.json);
    if (typeof told === 'string') {
      // Work was done while a snapshot came: nothing else is wrong with this server.
      assert.equal(told, 'stale');
      await this.#break(person);
      return true;
    }
    for (const notice of told) await this.#heed(person, notice);
    await this.#pump(person);
    return true;
  }

  async #heed(person: Person, notice: Notice): Promise<void> {
    if (notice.type === 'loaded') this.#tally.snapshots += 1;
    if (notice.type === 'caught_up') this.#tally.resumed += 1;
    if (notice.type === 'refused') {
      this.#tally.refused += 1;
      person.goesAhead = false;
      if (notice.retry && notice.n > 0) person.held = true;
      else if (notice.text !== '') this.#tally.rolledBack += 1;
    }
    if (notice.type === 'diverged') {
      this.#tally.diverged += 1;
      await this.#break(person);
      person.twin = await this.#newTwin();
      person.goesAhead = false;
    }
  }

  // Everybody comes back, and everything is carried until nothing is left.
  async #comeToRest(): Promise<void> {
    const newcomer = this.#people.length;
    for (let round = 0; ; round += 1) {
      assert.ok(round < 3000, 'the room comes to rest');
      if (round === 1) await this.#enter(99);
      let moved = false;
      for (const person of this.#people) {
        await this.#connect(person);
        while (await this.#carryToServer(person)) moved = true;
        while (await this.#carryToPerson(person)) moved = true;
      }
      if (await this.#serve(50)) moved = true;
      const open = this.#people.some(({ twin }) => !twin.session.live || twin.session.hasPending());
      if (round > 2 && !moved && !open) break;
    }
    const server = this.#people[newcomer];
    assert.ok(server && server.twin.session.lastCommand() === 0);
    for (const { twin } of this.#people) {
      await twin.compare();
      const texts = (of: Twin) =>
        [...of.session.view.docs.values()].map((doc) => [doc.id, doc.name, doc.rev, doc.text]);
      assert.deepEqual(texts(twin), texts(server.twin), 'everybody has the text of the server');
    }
    assert.ok(plainView(server.twin.session.view));
  }
}
