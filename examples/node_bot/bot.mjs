// A participant written in JavaScript: joins a room by its link, and answers every question in the chat. The same
// lines run in a browser.
//
//   (cd bindings/js && npm ci && npm run build)
//   node --experimental-websocket examples/node_bot/bot.mjs 'http://localhost:8080/r/r_…#i=CODE'     (Node 20)
//   node examples/node_bot/bot.mjs 'http://localhost:8080/r/r_…#i=CODE'                              (Node 22)
//
// It leaves when somebody says "bye".
import { LiveClient, MemoryStore, parseLink } from '../../bindings/js/dist/index.js';

const link = parseLink(process.argv[2] ?? '');
const client = new LiveClient(link, { name: 'Bot' }, { onNotices, onState }, new MemoryStore());

function onNotices(notices) {
  for (const notice of notices) if (notice.type === 'happened') answer(notice.event);
}

function answer(event) {
  const { session } = client;
  if (event.kind !== 'chat' || event.by === session.you || !session.live) return;
  if (event.text === 'bye') {
    void client.leave();
  } else if (event.text.endsWith('?')) {
    const asker = session.view.people.get(event.by)?.name ?? 'somebody';
    const lines = [...session.view.docs.values()].map((doc) => `${doc.name}: ${doc.text.split('\n').length} lines`);
    session.send({ type: 'chat', text: `${asker}, we have ${lines.join(', ') || 'no document'}.` });
    client.flush();
  }
}

function onState(state, why) {
  console.log(why ? `${state}: ${why.message}` : state);
}

client.start();
