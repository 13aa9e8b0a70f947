#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# Builds every fuzz target as OSS-Fuzz asks for it: with the compilers, flags, sanitizer and engine
# of the environment, and into $OUT beside each target its _seed_corpus.zip, .dict and .options.
#
# In a container it runs as it is; ci/oss-fuzz/test runs it on any machine. What it takes from the
# environment: CC CXX CFLAGS CXXFLAGS LIB_FUZZING_ENGINE SANITIZER FUZZING_ENGINE ARCHITECTURE OUT
# SRC WORK, and optionally TARGETS, the names of those to build.

: "${CC:?}" "${CXX:?}" "${LIB_FUZZING_ENGINE:?}" "${SANITIZER:?}" "${OUT:?}" "${SRC:?}" "${WORK:?}"

root=$SRC/holdfast
build=$WORK/holdfast-$SANITIZER-${FUZZING_ENGINE:-libfuzzer}-${ARCHITECTURE:-x86_64}

# Reports should have lines; an engine's own coverage flags are in CXXFLAGS already.
cmake -S "$root" -B "$build" -G Ninja \
  -DCMAKE_BUILD_TYPE= \
  -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" \
  -DCMAKE_C_FLAGS="${CFLAGS:-}" -DCMAKE_CXX_FLAGS="${CXXFLAGS:-}" \
  -DHOLDFAST_FUZZ=ON -DHOLDFAST_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" \
  -DHOLDFAST_TESTS=OFF -DHOLDFAST_TOOLS=OFF -DHOLDFAST_WERROR=OFF

all=$(cd "$root/fuzz" && echo fuzz_*.cpp)
read -ra targets <<<"${TARGETS:-${all//.cpp/}}"
[[ ${#targets[@]} -gt 0 ]] || { echo "build.sh: error: there are no targets" >&2; exit 2; }
cmake --build "$build" --parallel "${JOBS:-$(nproc)}" --target "${targets[@]}"

mkdir -p "$OUT"
for target in "${targets[@]}"; do
  name=${target#fuzz_}
  cp "$build/fuzz/$target" "$OUT/$target"

  # Found once, found again: what a regression was is a seed.
  zip=$OUT/${target}_seed_corpus.zip
  rm -f "$zip"
  folders=("$root/corpus/$name")
  [[ ! -d $root/corpus/regressions/$name ]] || folders+=("$root/corpus/regressions/$name")
  python3 - "$zip" "${folders[@]}" <<'PYTHON'
import hashlib, pathlib, sys, zipfile
inputs = {}
for folder in map(pathlib.Path, sys.argv[2:]):
    for path in folder.iterdir():
        contents = path.read_bytes()
        inputs[hashlib.sha1(contents).hexdigest()] = contents
if not inputs:
    sys.exit("build.sh: error: no seeds in " + " ".join(sys.argv[2:]))
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    for name in sorted(inputs):
        archive.writestr(zipfile.ZipInfo(name), inputs[name])
PYTHON

  [[ ! -f $root/fuzz/$name.dict ]] || cp "$root/fuzz/$name.dict" "$OUT/$target.dict"
  cp "$root/fuzz/$name.options" "$OUT/$target.options" 2>/dev/null ||
    cp "$root/fuzz/default.options" "$OUT/$target.options"
done
echo "build.sh: ${#targets[@]} targets in $OUT"
