#include "front/handler.h"

namespace interview::front {

Responder::Request::~Request() {
  answer(error_response(500, "internal", "the request was not answered"));
}

void Responder::Request::answer(HttpResponse response) {
  if (answered_.exchange(true)) return;
  // If the listener has stopped, there is nobody to answer.
  mailbox_->post([deliver = std::move(deliver_), response = std::move(response)]() mutable {
    deliver(std::move(response));
  });
}

}  // namespace interview::front
