# SPDX-License-Identifier: MIT
# One call for each kind of target, so that a folder's CMakeLists.txt says only what is its own.
#
#   holdfast_library(impl buffer.cpp bytearray.cpp)          holdfast_impl, holdfast::impl
#   holdfast_program(holdfast main.cpp LINK holdfast::harness)
#   holdfast_test(impl_test bytearray_test.cpp LINK holdfast::impl)
#
#   holdfast_python_test(cli_test test/cli_test.py ENVIRONMENT HOLDFAST=$<TARGET_FILE:holdfast>)
#
# A test program runs under GoogleTest's main; each of its tests is one test of ctest.

include(GoogleTest)

# Folders are written one after the other; one that is not there yet is not an error.
function(holdfast_add_folder folder)
  if(EXISTS ${PROJECT_SOURCE_DIR}/${folder}/CMakeLists.txt)
    add_subdirectory(${folder})
  endif()
endfunction()

# The two include directories make both spellings work once installed: <holdfast/impl/buffer.h>
# for our users, and "impl/buffer.h", which is how our own headers name each other.
function(holdfast_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LINK")
  add_library(holdfast_${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  add_library(holdfast::${name} ALIAS holdfast_${name})
  set_target_properties(holdfast_${name} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(holdfast_${name} PUBLIC cxx_std_23)
  target_include_directories(holdfast_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:include>
    $<INSTALL_INTERFACE:include/holdfast>)
  target_link_libraries(holdfast_${name} PUBLIC ${ARG_LINK} PRIVATE holdfast_options)
endfunction()

function(holdfast_program name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LINK")
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} holdfast_options)
endfunction()

function(holdfast_test name)
  if(HOLDFAST_TESTS)
    holdfast_program(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE GTest::gtest_main)
    # Asked when ctest starts, not while building: a test that cannot even start is then a test
    # that fails, not a build that does.
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX ${name}.
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} PROPERTIES TIMEOUT 600)
  endif()
endfunction()

# A test written in Python, for the system's own interpreter.
function(holdfast_python_test name script)
  if(HOLDFAST_TESTS)
    cmake_parse_arguments(PARSE_ARGV 2 ARG "" "TIMEOUT" "ENVIRONMENT")
    find_program(HOLDFAST_SYSTEM_PYTHON python3 REQUIRED)
    mark_as_advanced(HOLDFAST_SYSTEM_PYTHON)
    if(NOT ARG_TIMEOUT)
      set(ARG_TIMEOUT 600)
    endif()
    add_test(NAME ${name}
      COMMAND ${HOLDFAST_SYSTEM_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${script}
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT "${ARG_ENVIRONMENT}")
  endif()
endfunction()
