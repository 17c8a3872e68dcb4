# What every target of this project is compiled with.
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endif()

add_library(interview_build INTERFACE)
target_compile_features(interview_build INTERFACE cxx_std_20)
target_compile_options(interview_build INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Wno-missing-field-initializers)
if(INTERVIEW_WARNINGS_AS_ERRORS)
  target_compile_options(interview_build INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # Asio 1.22 knows clang's coroutines only by their experimental name.
  target_compile_definitions(interview_build INTERFACE ASIO_HAS_CO_AWAIT=1)
endif()
if((INTERVIEW_SANITIZE OR INTERVIEW_FUZZ) AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(interview_build INTERFACE
    -fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/sanitize-ignore.txt)
endif()
if(INTERVIEW_SANITIZE)
  target_compile_options(interview_build INTERFACE -fsanitize=${INTERVIEW_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
  target_link_options(interview_build INTERFACE -fsanitize=${INTERVIEW_SANITIZE})
  target_compile_definitions(interview_build INTERFACE INTERVIEW_SANITIZED=1)
  if(INTERVIEW_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(interview_build INTERFACE -Wno-tsan)
  endif()
endif()
if(INTERVIEW_FUZZ)
  target_compile_options(interview_build INTERFACE -fsanitize=fuzzer-no-link,address,undefined
    -fno-sanitize-recover=all -g1)
  target_link_options(interview_build INTERFACE -fsanitize=address,undefined)
endif()
