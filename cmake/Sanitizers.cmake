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
  # A flag, or one or more libraries: these have to come behind what they are to drive.
  separate_arguments(engine UNIX_COMMAND "${HOLDFAST_FUZZ_ENGINE}")
  add_library(holdfast_fuzzer INTERFACE)
  target_link_libraries(holdfast_fuzzer INTERFACE ${engine})
endif()

target_compile_options(holdfast_options INTERFACE "$<BUILD_INTERFACE:${instrument}>")
target_link_options(holdfast_options INTERFACE "$<BUILD_INTERFACE:${instrument}>")

# What only tells programs right from wrong - the model, the lockstep - gives an engine no feedback:
# each branch of it would count as something new, and every comparison in it be traced. Takes a
# target, and optionally those of its sources that are meant.
function(holdfast_without_feedback target)
  if(HOLDFAST_FUZZ)
    if(ARGN)
      set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS -fno-sanitize=fuzzer-no-link)
    else()
      target_compile_options(${target} PRIVATE -fno-sanitize=fuzzer-no-link)
    endif()
  endif()
endfunction()

# The branches of a target guide an engine, but what it compares with is not traced: that is for
# finding out the words of a format, and costs more than the program that is fuzzed.
function(holdfast_without_traced_comparisons target)
  if(HOLDFAST_FUZZ)
    target_compile_options(${target} PRIVATE -fno-sanitize-coverage=trace-cmp)
  endif()
endfunction()
