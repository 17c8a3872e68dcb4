#pragma once

#include <string_view>

namespace interview {

// What a browser is shown: how to join from a terminal. A code in the address (its fragment) never reaches
// the server.
inline constexpr std::string_view kPage = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Interview</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  main { max-width: 34rem; margin: 12vh auto; padding: 0 1.5rem; }
  code { font-family: ui-monospace, monospace; }
</style>
<main>
<h1>This is an interview room</h1>
<p>Join it from a terminal, with the address that you were given:</p>
<p><code>interview join 'ADDRESS'</code></p>
<p>The address ends with a code; give it only to the person it is for.</p>
</main>
</html>
)";

}  // namespace interview
