// A sandbox of one's own: it runs one language, reverse Polish sums, without any process. Each line of the
// main file is a sum, whose value goes to standard output.
#pragma once

#include <memory>

#include "interview/sandbox.h"

std::unique_ptr<interview::Sandbox> make_calculator_sandbox();
