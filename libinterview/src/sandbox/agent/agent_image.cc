#include "sandbox/agent/agent_image.h"

// INTERVIEW_AGENT_PATH is the executable that the build made.
asm(R"(
  .pushsection .rodata
  .globl interview_agent_image_begin
  .globl interview_agent_image_end
  interview_agent_image_begin:
  .incbin ")" INTERVIEW_AGENT_PATH R"("
  interview_agent_image_end:
  .byte 0
  .popsection
)");

extern "C" const char interview_agent_image_begin[];
extern "C" const char interview_agent_image_end[];

namespace interview::sandbox {

std::string_view agent_image() {
  return {interview_agent_image_begin,
          static_cast<size_t>(interview_agent_image_end - interview_agent_image_begin)};
}

}  // namespace interview::sandbox
