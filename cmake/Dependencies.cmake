# SPDX-License-Identifier: MIT
# The libraries Holdfast is built with: an installed package if there is one, else the pinned
# commit below, fetched. A commit id is a hash of what it names, so nothing else needs checking.
#
#   folder                  needs                          links
#   harness                 nlohmann_json                  nlohmann_json::nlohmann_json
#   cli                     CLI11                          CLI11::CLI11
#   bench                   Google Benchmark               benchmark::benchmark
#   props and all tests     GoogleTest, RapidCheck         GTest::gtest_main, rapidcheck_gtest

include(FetchContent)

# FetchContent_MakeAvailable cannot leave out install rules before CMake 3.28, and third-party code
# is no part of our install, nor any business of our warnings.
if(POLICY CMP0169)
  cmake_policy(SET CMP0169 OLD)
endif()

macro(holdfast_dependency package)
  cmake_parse_arguments(ARG "" "TARGET;REPOSITORY;COMMIT" "OPTIONS" ${ARGN})
  if(NOT TARGET ${ARG_TARGET})
    find_package(${package} QUIET CONFIG)
    if(${package}_FOUND)
      message(STATUS "${package}: installed ${${package}_VERSION}, ${${package}_DIR}")
    else()
      message(STATUS "${package}: not installed, fetching ${ARG_REPOSITORY} at ${ARG_COMMIT}")
      foreach(setting IN LISTS ARG_OPTIONS)
        string(REGEX MATCH "^([^=]+)=(.*)$" _ ${setting})
        set(${CMAKE_MATCH_1} ${CMAKE_MATCH_2} CACHE INTERNAL "")
      endforeach()
      FetchContent_Declare(${package}
        GIT_REPOSITORY ${ARG_REPOSITORY}
        GIT_TAG ${ARG_COMMIT})
      FetchContent_GetProperties(${package})
      string(TOLOWER ${package} lower)
      if(NOT ${lower}_POPULATED)
        FetchContent_Populate(${package})
        add_subdirectory(${${lower}_SOURCE_DIR} ${${lower}_BINARY_DIR} EXCLUDE_FROM_ALL SYSTEM)
      endif()
    endif()
    if(NOT TARGET ${ARG_TARGET})
      message(FATAL_ERROR "${package} does not define the target ${ARG_TARGET}; "
        "remove that package (${${package}_DIR}), or install a newer one.")
    endif()
  endif()
endmacro()

# 3.11.3
holdfast_dependency(nlohmann_json
  TARGET nlohmann_json::nlohmann_json
  REPOSITORY https://github.com/nlohmann/json.git
  COMMIT 9cca280a4d0ccf0c08f47a99aa71d1b0e52f8d03
  OPTIONS JSON_BuildTests=OFF JSON_Install=OFF)

if(HOLDFAST_TOOLS)
  # 2.4.2
  holdfast_dependency(CLI11
    TARGET CLI11::CLI11
    REPOSITORY https://github.com/CLIUtils/CLI11.git
    COMMIT 6c7b07a878ad834957b98d0f9ce1dbe0cb204fc9
    OPTIONS CLI11_BUILD_TESTS=OFF CLI11_BUILD_EXAMPLES=OFF CLI11_BUILD_DOCS=OFF)

  # 1.8.3
  holdfast_dependency(benchmark
    TARGET benchmark::benchmark
    REPOSITORY https://github.com/google/benchmark.git
    COMMIT 344117638c8ff7e239044fd0fa7085839fc03021
    OPTIONS BENCHMARK_ENABLE_TESTING=OFF BENCHMARK_ENABLE_INSTALL=OFF
      BENCHMARK_ENABLE_WERROR=OFF)
endif()

if(HOLDFAST_TESTS)
  # 1.14.0
  holdfast_dependency(GTest
    TARGET GTest::gtest_main
    REPOSITORY https://github.com/google/googletest.git
    COMMIT f8d7d77c06936315286eb55f8de22cd23c188571
    OPTIONS BUILD_GMOCK=OFF INSTALL_GTEST=OFF)

  # RapidCheck makes no releases; this is its main branch of December 2023.
  holdfast_dependency(rapidcheck
    TARGET rapidcheck_gtest
    REPOSITORY https://github.com/emil-e/rapidcheck.git
    COMMIT ff6af6fc683159deb51c543b065eba14dfcf329b
    OPTIONS RC_ENABLE_GTEST=ON CMAKE_POLICY_VERSION_MINIMUM=3.5)
endif()
