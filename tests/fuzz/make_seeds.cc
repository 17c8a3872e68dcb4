// Writes the seeds anew: make_fuzz_seeds FOLDER.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "fuzz/seed_files.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: make_fuzz_seeds FOLDER\n");
    return 2;
  }
  interview::fuzz::Seeds seeds;
  interview::fuzz::add_room_seeds(seeds);
  interview::fuzz::add_byte_seeds(seeds);
  for (const auto& [name, contents] : seeds) {
    const std::filesystem::path folder = std::filesystem::path(arguments[1]) / name;
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (size_t i = 0; i < contents.size(); ++i) {
      char file[8];
      std::snprintf(file, sizeof file, "%02zu", i + 1);
      std::ofstream(folder / file, std::ios::binary) << contents[i];
    }
    std::printf("%s: %zu\n", name.c_str(), contents.size());
  }
  return 0;
}
