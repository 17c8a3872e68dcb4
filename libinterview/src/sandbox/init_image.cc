#include "sandbox/init_image.h"

// INTERVIEW_INIT_PATH is the executable that the build made.
asm(R"(
  .pushsection .rodata
  .globl interview_init_image_begin
  .globl interview_init_image_end
  interview_init_image_begin:
  .incbin ")" INTERVIEW_INIT_PATH R"("
  interview_init_image_end:
  .byte 0
  .popsection
)");

extern "C" const char interview_init_image_begin[];
extern "C" const char interview_init_image_end[];

namespace interview::native {

std::string_view init_image() {
  return {interview_init_image_begin,
          static_cast<size_t>(interview_init_image_end - interview_init_image_begin)};
}

}  // namespace interview::native
