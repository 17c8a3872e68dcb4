# `cmake --install`: headers, both libraries, find_package(interview), pkg-config, the languages' files.
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/interview)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/libinterview/include/interview DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN *.h)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/libinterview/languages DESTINATION ${CMAKE_INSTALL_DATADIR}/interview
  FILES_MATCHING PATTERN *.json)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# An export each: a program that wants the shared library need not have what the static one is linked with.
install(TARGETS interview EXPORT interview-static INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT interview-static NAMESPACE interview:: DESTINATION ${package_folder})
if(INTERVIEW_SHARED)
  install(TARGETS interview_shared EXPORT interview-shared INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT interview-shared NAMESPACE interview:: DESTINATION ${package_folder})
endif()

set(here ${PROJECT_SOURCE_DIR}/libinterview/cmake)
configure_package_config_file(${here}/interview-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/interview-config.cmake
  INSTALL_DESTINATION ${package_folder} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/interview-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/interview-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/interview-config-version.cmake
  ${here}/FindHttpParser.cmake ${here}/FindSOCI.cmake
  DESTINATION ${package_folder})

# Relative, so that a tree that is installed with another --prefix, or moved, is found too.
file(RELATIVE_PATH up_from_pkgconfig /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" up_from_pkgconfig ${up_from_pkgconfig})
configure_file(${here}/interview.pc.in ${CMAKE_CURRENT_BINARY_DIR}/interview.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/interview.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
