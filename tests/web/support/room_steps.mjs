// What people do in a room, for tests that are about something else.

/** Until the page says that all is saved, or another of its states (data-trust). */
export async function trust(person, kind = 'saved') {
  await person.page.locator(`.trust[data-trust="${kind}"]`).waitFor();
}

/** Text from the clipboard, as another program left it there. */
export async function paste(person, text) {
  await person.page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await person.press('Control+v');
}

/** The whole text of the file that is shown becomes `text`. */
export async function rewrite(person, text) {
  await person.press('Control+a');
  await person.insert(text);
  await trust(person);
}

/**
 * Waits until what everybody wrote is saved and the same everywhere; the text. Copying it is what a person would do to
 * see it all, and the terminal client reads what the server has.
 */
export async function agreed(server, room, ...people) {
  for (const person of people) await trust(person);
  const text = await server.text(room);
  for (const person of people) await person.shows(text);
  return text;
}

/** Words that can be told apart: "a0 a1 a2 …". */
export function words(letter, count) {
  return Array.from({ length: count }, (_, index) => `${letter}${index}`);
}

/** Of a text, what one wrote with words() of that letter, in its order. */
export function wordsIn(text, letter) {
  return text.match(new RegExp(`${letter}\\d+`, 'g')) ?? [];
}
