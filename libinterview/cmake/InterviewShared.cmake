# libinterview.so, of the objects of the static library. It shows the names of namespace interview and nothing of the
# libraries inside it (exports.map), so that it lives in one process with other versions of those.
add_library(interview_shared SHARED $<TARGET_OBJECTS:interview> $<TARGET_OBJECTS:interview_net_websocket>)
target_include_directories(interview_shared INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/libinterview/include>)
target_compile_features(interview_shared INTERFACE cxx_std_17)
get_target_property(interview_needs interview LINK_LIBRARIES)
target_link_libraries(interview_shared PRIVATE ${interview_needs})
target_link_options(interview_shared PRIVATE
  -Wl,--version-script=${CMAKE_CURRENT_LIST_DIR}/exports.map -Wl,--no-undefined)
set_target_properties(interview_shared PROPERTIES
  OUTPUT_NAME interview EXPORT_NAME shared LINKER_LANGUAGE CXX LINK_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/exports.map
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
