# SPDX-License-Identifier: MIT
# cmake --install: the libraries, their headers and a CMake package. A user writes
#
#   find_package(holdfast REQUIRED)
#   target_link_libraries(mine PRIVATE holdfast::impl)
#   #include <holdfast/impl/bytearray.h>
#
# and links holdfast::harness, holdfast::model or holdfast::subjects to run programs of their own.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(libraries)
foreach(name IN ITEMS impl harness model subjects)
  if(TARGET holdfast_${name})
    list(APPEND libraries ${name})
    install(TARGETS holdfast_${name} EXPORT holdfast ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
    # Headers keep their folder: include/holdfast/impl/bytearray.h.
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${name} DESTINATION include/holdfast
      FILES_MATCHING PATTERN "*.h"
      PATTERN "test*" EXCLUDE)
  endif()
endforeach()

# Empty once installed, but the libraries name it.
install(TARGETS holdfast_options EXPORT holdfast)

if(libraries)
  set(package ${CMAKE_INSTALL_LIBDIR}/cmake/holdfast)
  install(EXPORT holdfast NAMESPACE holdfast:: FILE holdfast-targets.cmake DESTINATION ${package})
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/holdfast-config.cmake.in
    ${PROJECT_BINARY_DIR}/holdfast-config.cmake INSTALL_DESTINATION ${package})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/holdfast-config-version.cmake
    COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/holdfast-config.cmake
    ${PROJECT_BINARY_DIR}/holdfast-config-version.cmake DESTINATION ${package})
endif()
