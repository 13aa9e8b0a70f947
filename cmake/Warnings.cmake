# SPDX-License-Identifier: MIT
# holdfast_options: what every target of ours is compiled with; holdfast_library and friends link
# it. All of it is for our own build: an installed library asks nothing of its users but C++23.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(HOLDFAST_CCACHE ccache)
  mark_as_advanced(HOLDFAST_CCACHE)
  if(HOLDFAST_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${HOLDFAST_CCACHE})
  endif()
endif()

add_library(holdfast_options INTERFACE)
set_target_properties(holdfast_options PROPERTIES EXPORT_NAME options)

# Inside the tree every include is written from its root: #include "impl/bytearray.h".
target_include_directories(holdfast_options INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)

set(warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wundef -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees uninitialised members in any std::expected it inlines, and overlapping copies in
  # any std::string that grows by concatenation. Clang and the sanitizers look after both.
  list(APPEND warnings -Wduplicated-cond -Wlogical-op -Wno-maybe-uninitialized -Wno-restrict)
endif()
if(HOLDFAST_WERROR)
  list(APPEND warnings -Werror)
endif()
target_compile_options(holdfast_options INTERFACE "$<BUILD_INTERFACE:${warnings}>")
