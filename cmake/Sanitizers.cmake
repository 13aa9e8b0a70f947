# SPDX-License-Identifier: MIT
# Adds to holdfast_options what HOLDFAST_SANITIZE, HOLDFAST_FUZZ and HOLDFAST_COVERAGE ask for,
# and defines holdfast_fuzzer, which a fuzz target links to get its main from the engine.

set(instrument)

if((HOLDFAST_FUZZ OR HOLDFAST_COVERAGE) AND NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "HOLDFAST_FUZZ and HOLDFAST_COVERAGE need Clang, and the compiler is "
    "${CMAKE_CXX_COMPILER}; use the preset fuzz or coverage, or set CMAKE_CXX_COMPILER.")
endif()

if(HOLDFAST_SANITIZE)
  # A sanitizer that reports and goes on would let a test pass.
  list(APPEND instrument -fsanitize=${HOLDFAST_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
endif()

if(HOLDFAST_COVERAGE)
  list(APPEND instrument -fprofile-instr-generate -fcoverage-mapping)
endif()

if(HOLDFAST_FUZZ)
  # OSS-Fuzz brings its own engine, and has set the instrumentation in CXXFLAGS already.
  set(HOLDFAST_FUZZ_ENGINE "-fsanitize=fuzzer" CACHE STRING "Link flags of the fuzzing engine")
  if(HOLDFAST_FUZZ_ENGINE STREQUAL "-fsanitize=fuzzer")
    list(APPEND instrument -fsanitize=fuzzer-no-link)
  endif()
  add_library(holdfast_fuzzer INTERFACE)
  target_link_options(holdfast_fuzzer INTERFACE ${HOLDFAST_FUZZ_ENGINE})
endif()

target_compile_options(holdfast_options INTERFACE "$<BUILD_INTERFACE:${instrument}>")
target_link_options(holdfast_options INTERFACE "$<BUILD_INTERFACE:${instrument}>")
