# SPDX-License-Identifier: MIT
# Installs the build tree BUILD into a fresh prefix, builds the program beside this file against it
# with COMPILER as a user would, and runs it.

set(scratch ${BUILD}/package-consumer)
file(REMOVE_RECURSE ${scratch})

foreach(command IN ITEMS
    "${CMAKE_COMMAND} --install ${BUILD} --prefix ${scratch}/prefix"
    "${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${scratch}/build -G Ninja \
      -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_PREFIX_PATH=${scratch}/prefix"
    "${CMAKE_COMMAND} --build ${scratch}/build"
    "${scratch}/build/consumer")
  separate_arguments(words UNIX_COMMAND "${command}")
  execute_process(COMMAND ${words} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
