#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "front_fixture.h"
#include "raw_client.h"

namespace interview::front {
namespace {

using std::chrono::milliseconds;
using Closed = Probe::Closed;

ListenerOptions small_buffers() {
  ListenerOptions options;
  options.socket_send_buffer = 4096;
  options.high_mark = 100'000;
  options.low_mark = 20'000;
  options.max_buffered_bytes = 300'000;
  return options;
}

// A frame of exactly that many bytes on the wire.
std::shared_ptr<const Frame> frame_of(size_t size, char fill = 'x') {
  auto frame = prepare_text_frame(std::string(size - (size > 65'545 ? 10 : 4), fill));
  REQUIRE(frame->bytes().size() == size);
  return frame;
}

struct SlowPeer {
  Front front;
  std::unique_ptr<RawClient> client;
  std::shared_ptr<Probe> probe;
  uint64_t before = 0;  // bytes_out when the handshake was written

  explicit SlowPeer(ListenerOptions options) : front(options) {
    front.up();
    client = std::make_unique<RawClient>(front.port(), "127.0.0.1", 4096);
    client->upgrade();
    probe = front.handler.probe(0);
    front.until([](const ListenerStats& stats) { return stats.bytes_out > 0; });
    before = front.listener.stats().bytes_out;
  }
  void send(const std::shared_ptr<const Frame>& frame) {
    front.on_io([&] {
      probe->socket->send(frame);
      return 0;
    });
  }
  size_t buffered() {
    return front.on_io([&] { return probe->socket->buffered(); });
  }
  bool congested() {
    return front.on_io([&] { return probe->socket->congested(); });
  }
  // Sends until the kernel takes no more: what is sent then grows the buffer by exactly its size.
  size_t fill(size_t size) {
    size_t sent = 0;
    size_t stuck = 0;
    size_t last = 0;
    while (stuck < 10) {
      send(frame_of(size));
      sent += size;
      const size_t now = buffered();
      stuck = now == last + size ? stuck + 1 : 0;
      last = now;
    }
    return sent;
  }
};

TEST_CASE("every byte that the kernel has not taken is counted") {
  SlowPeer peer(small_buffers());
  const size_t sent = peer.fill(1000);
  const size_t waiting = peer.buffered();
  CHECK(waiting >= 10'000);
  CHECK(peer.front.listener.stats().bytes_out - peer.before == sent - waiting);
  peer.send(frame_of(777));
  CHECK(peer.buffered() == waiting + 777);
  CHECK(peer.client->read_exactly(sent + 777).size() == sent + 777);
  peer.front.until([&](const ListenerStats& stats) { return stats.bytes_out - peer.before == sent + 777; });
  CHECK(peer.buffered() == 0);
}

TEST_CASE("a peer that comes out of congestion is told once") {
  SlowPeer peer(small_buffers());
  peer.fill(1000);
  CHECK_FALSE(peer.congested());
  peer.send(frame_of(100'000 - peer.buffered()));
  CHECK(peer.buffered() == 100'000);
  CHECK_FALSE(peer.congested());
  peer.send(frame_of(150));
  CHECK(peer.congested());
  CHECK(peer.probe->drained() == 0);
  const auto still_congested = [&] {
    return peer.front.on_io([&] {
      const WebSocket& socket = *peer.probe->socket;
      CHECK(socket.congested() == (socket.buffered() > 20'000));
      CHECK(peer.probe->drained() == (socket.congested() ? 0 : 1));
      return socket.congested();
    });
  };
  while (still_congested()) peer.client->read_exactly(1000);
  peer.probe->wait_drained(1);
  CHECK_FALSE(peer.congested());
  while (peer.buffered() > 0) peer.client->read_exactly(1000);
  CHECK(peer.probe->drained() == 1);
}

TEST_CASE("the buffer of a peer ends at its cap: all that waits is dropped, and it is closed with 1013") {
  SlowPeer peer(small_buffers());
  const size_t sent = peer.fill(1000);
  size_t frames = sent / 1000;
  while (peer.buffered() + 1000 <= 300'000) {
    peer.send(frame_of(1000));
    ++frames;
  }
  CHECK(peer.buffered() > 299'000);
  CHECK(peer.front.listener.stats().slow_peers == 0);
  peer.send(frame_of(1000));
  CHECK(peer.front.listener.stats().slow_peers == 1);
  // What is left is what the kernel may be taking now, and the close frame.
  CHECK(peer.buffered() < 66'000);
  peer.send(frame_of(1000));
  CHECK(peer.front.listener.stats().frames_out == frames);
  RawFrame frame = peer.client->read_frame();
  size_t whole = 0;
  for (; frame.opcode == kText; frame = peer.client->read_frame()) {
    CHECK(frame.payload.size() == 996);
    ++whole;
  }
  CHECK(whole < frames);
  CHECK(frame.close_code() == 1013);
  peer.client->finish_close(1013);
  CHECK(peer.probe->wait_closed() == Closed{1013, true});
}

TEST_CASE("a frame above the cap goes when nothing else waits") {
  SlowPeer peer(small_buffers());
  peer.send(frame_of(400'000));
  CHECK(peer.congested());
  CHECK(peer.client->read_frame().payload.size() == 400'000 - 10);
  peer.probe->wait_drained(1);
  CHECK(peer.front.listener.stats().slow_peers == 0);
  peer.front.until([&](const ListenerStats&) { return peer.buffered() == 0; });
  // And another one after it.
  peer.send(frame_of(400'000));
  CHECK(peer.client->read_frame().payload.size() == 400'000 - 10);
}

TEST_CASE("a frame above the cap is not buffered behind others, nor others behind it") {
  ListenerOptions options = small_buffers();
  options.close_timeout = milliseconds(60'000);  // what waits is long
  SlowPeer peer(options);
  SUBCASE("behind others") {
    peer.fill(1000);
    peer.send(frame_of(300'001));
  }
  SUBCASE("others behind it") {
    peer.send(frame_of(1'000'000));
    peer.send(frame_of(1000));
    peer.send(frame_of(299'000));
    CHECK(peer.front.listener.stats().slow_peers == 0);
    peer.send(frame_of(1000));
  }
  CHECK(peer.front.listener.stats().slow_peers == 1);
  RawFrame frame = peer.client->read_frame();
  while (frame.opcode == kText) frame = peer.client->read_frame();
  CHECK(frame.close_code() == 1013);
}

TEST_CASE("a peer that takes nothing is cut off after the write time-out") {
  ListenerOptions options = small_buffers();
  options.write_timeout = milliseconds(100);
  SlowPeer peer(options);
  peer.fill(1000);
  CHECK(peer.probe->wait_closed() == Closed{1006, false});
  CHECK(peer.front.listener.stats().timeouts == 1);
}

TEST_CASE("a close waits for a slow peer no longer than its time-out") {
  ListenerOptions options = small_buffers();
  options.close_timeout = milliseconds(100);
  SlowPeer peer(options);
  peer.fill(1000);
  peer.front.on_io([&] {
    peer.probe->socket->close(4000, "");
    return 0;
  });
  CHECK(peer.probe->wait_closed() == Closed{4000, false});
}

TEST_CASE("pings of a peer that does not read cannot fill the buffer; the last one is answered") {
  SlowPeer peer(small_buffers());
  peer.fill(1000);
  const size_t waiting = peer.buffered();
  std::string pings;
  for (int i = 0; i < 10'000; ++i) pings += client_frame(kPing, std::to_string(i));
  peer.client->send(pings + client_frame(kText, "all sent"));
  CHECK(peer.probe->next_message() == "all sent");
  CHECK(peer.buffered() <= waiting + 127);
  std::vector<std::string> pongs;
  while (pongs.empty() || pongs.back() != "9999") {
    const RawFrame frame = peer.client->read_frame();
    REQUIRE(frame.opcode >= 0);
    if (frame.opcode == kPong) pongs.push_back(frame.payload);
  }
  CHECK(pongs.size() <= 2);
}

TEST_CASE("one frame goes to many receivers without a copy") {
  Front front;
  front.up();
  std::vector<RawClient> clients;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back(front.port());
    clients.back().upgrade();
  }
  const auto frame = prepare_text_frame(std::string(50'000, 'y'));
  for (size_t i = 0; i < clients.size(); ++i) front.handler.probe(i);
  const long uses = front.on_io([&] {
    for (size_t i = 0; i < clients.size(); ++i) front.handler.probe(i)->socket->send(frame);
    return frame.use_count();
  });
  CHECK(uses == 21);
  for (RawClient& client : clients) CHECK(client.read_frame().payload == std::string(50'000, 'y'));
  front.until([&](const ListenerStats&) { return frame.use_count() == 1; });
}

TEST_CASE("many small frames arrive whole and in order") {
  SlowPeer peer([] {
    ListenerOptions options = small_buffers();
    options.max_buffered_bytes = 8 * 1024 * 1024;
    return options;
  }());
  peer.front.on_io([&] {
    for (int i = 0; i < 20'000; ++i) peer.probe->socket->send(prepare_text_frame(std::to_string(i)));
    return 0;
  });
  for (int i = 0; i < 20'000; ++i) REQUIRE(peer.client->read_frame().payload == std::to_string(i));
}

}  // namespace
}  // namespace interview::front
