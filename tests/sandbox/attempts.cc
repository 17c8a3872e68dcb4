#include "sandbox/attempts.h"

#include <doctest/doctest.h>

#include <sstream>

namespace interview::test {
namespace {

const char kTrier[] = R"(
import ctypes, errno, os, resource, socket
libc = ctypes.CDLL(None, use_errno=True)
class Iovec(ctypes.Structure):
    _fields_ = [('base', ctypes.c_void_p), ('size', ctypes.c_size_t)]
iovec = Iovec(ctypes.addressof(ctypes.create_string_buffer(8)), 8)
def call(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), '')
def put(path, data):
    with open(path, 'wb', 0) as file:
        file.write(data)
for line in open('attempts').read().splitlines():
    try:
        eval(line)
        print('was let')
    except OSError as error:
        print(errno.errorcode.get(error.errno))
)";

}  // namespace

void check_attempts(SandboxUnderTest& lab, const std::vector<Attempt>& attempts) {
  std::string expressions;
  for (const Attempt& attempt : attempts) expressions += attempt.expression + "\n";
  const Outcome outcome = lab.run_python(kTrier, [&](RunRequest& request) {
    request.files.push_back({"attempts", expressions});
    request.main = "main.py";
  });
  CHECK(outcome.err == "");
  CAPTURE(outcome.result.message);
  CHECK(outcome.result.kind == RunKind::ok);
  std::istringstream lines(outcome.out);
  for (const Attempt& attempt : attempts) {
    std::string error;
    std::getline(lines, error);
    const auto other = attempt.elsewhere.find(lab.name());
    CAPTURE(attempt.expression);
    CHECK(error == (other == attempt.elsewhere.end() ? attempt.error : other->second));
  }
}

}  // namespace interview::test
