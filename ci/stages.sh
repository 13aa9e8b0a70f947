# SPDX-License-Identifier: MIT
# Sourced by ci/run, ci/test and ci/gate: runs stages one after the other, shows what they print,
# and ends in a table of what was counted in each. A stage fails when its command does, or when it
# counted nothing: a run of no tests says nothing about the code.

logs=build/log
# A log of an earlier run would count for a stage that does not get to run.
rm -rf "$logs"
mkdir -p "$logs"
rows=()
status=0
started=$SECONDS
jobs=$(nproc)

minutes() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }

# row NAME COUNTED SECONDS VERDICT; ci/results reads the same from stages.tsv.
row() {
  rows+=("$(printf '%-18s %-46.46s %6s  %s' "$1" "$2" "$(minutes "$3")" "$4")")
  printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${4%%,*}" >>"$logs/stages.tsv"
}

# stage NAME COUNT COMMAND...: COUNT is a function that prints what the log file given to it counts,
# and fails if that is nothing. The exit status is the stage's.
stage() {
  local name=$1 count=$2 begin=$SECONDS result=0 counted verdict=ok
  shift 2
  local log=$logs/${name// /-}.log
  printf '\n== %s: %s\n' "$name" "$*"
  "$@" 2>&1 </dev/null | tee "$log"
  result=${PIPESTATUS[0]}
  if ! counted=$("$count" "$log") && [[ $result -eq 0 ]]; then
    result=1
  fi
  if [[ $result -ne 0 && -n ${only_warns:-} ]]; then
    verdict="WARNED, see $log"
  elif [[ $result -ne 0 ]]; then
    verdict="FAILED, see $log"
    # 2 is the status of bad input and of a machine that lacks something; nothing outranks it.
    [[ $status -eq 2 ]] || status=$((result == 2 ? 2 : 1))
  fi
  row "$name" "${counted:-nothing}" $((SECONDS - begin)) "$verdict"
  return "$result"
}

# The same for what is worth a look and no reason to fail.
warning_stage() {
  local only_warns=yes
  stage "$@"
}

# skip NAME: a stage that cannot run because an earlier one failed.
skip() { row "$1" "nothing" 0 "NOT RUN"; }

counts_last_line() { tail -n 1 "$1" | sed 's/^[a-z/]*: //'; }
counts_build() { sed -n 's/^\[[0-9]*\/\([0-9]*\)\].*/\1 steps/p' "$1" | tail -n 1 | grep . ||
  { grep -q 'no work to do' "$1" && echo 'up to date'; }; }

# The last line of a holdfast command: "replayed 12 programs from 3 files, 80 steps in 0.1 s: ..."
counts_cases() {
  local line
  line=$(tail -n 1 "$1" | sed -E 's/^[a-z]+ ([0-9])/\1/; s/( in [0-9.]+ s)?: .*//')
  echo "$line"
  [[ $line =~ ^[1-9] ]]
}

counts_tests() {
  local passed
  passed=$(sed -n 's/.* tests failed out of \([0-9]*\)$/\1 tests/p' "$1" | tail -n 1)
  if grep -q '^The following tests did not run' "$1"; then
    echo "$passed, and some that did not run"
    return 1
  fi
  echo "$passed" | grep '^[1-9]'
}

# The last line of ci/python is the interpreter's path.
counts_python() { "$(tail -n 1 "$1")" --version; }

# Its last line: "1 passed, 0 failed".
counts_museum() { tail -n 1 "$1" | grep '^[1-9]'; }

counts_fuzz() {
  local inputs
  inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$1" | tail -n 1)
  echo "${inputs:-0} inputs"
  [[ ${inputs:-0} -gt 0 ]]
}

ctests() { ctest --preset "$1" --parallel "$jobs" --output-junit "$PWD/$logs/$1.xml"; }

# fuzz TARGET SECONDS HOLDFAST: what it finds new goes to build/corpus, the first of the folders;
# the committed inputs in the others are only read. Of libFuzzer's progress only the pulse is shown,
# and what it finds comes with the command that makes it readable.
fuzz() {
  local target=$1 seconds=$2 holdfast=$3 name=${1##*/fuzz_}
  local options=(-max_total_time="$seconds" -print_final_stats=1) folders=("corpus/$name")
  mapfile -t -O "${#options[@]}" options < <(fuzz/flags "$name")
  [[ ! -d corpus/regressions/$name ]] || folders+=("corpus/regressions/$name")
  mkdir -p "build/corpus/$name" "build/findings/$name"
  "$target" "${options[@]}" -artifact_prefix="build/findings/$name/" \
    "build/corpus/$name" "${folders[@]}" 2>&1 |
    sed -uE "/^#[0-9]+\\s+(NEW|REDUCE)|NEW_FUNC/d
      s|^.*Test unit written to (.*)|&\\nAs a program: $holdfast explain \\1|"
  return "${PIPESTATUS[0]}"
}

# fuzz_all SECONDS HOLDFAST: a stage for each target that is built, and one for the canary.
fuzz_all() {
  local targets=(build/fuzz/fuzz/fuzz_*) target
  stage canary counts_canary canary build/fuzz/fuzz/fuzzing_canary
  for target in "${targets[@]}"; do
    stage "${target##*/}" counts_fuzz fuzz "$target" "$1" "$2"
  done
}

# canary PROGRAM: the target that must always fail does, and leaves the input that did it.
canary() {
  local found=$PWD/build/findings/canary/
  rm -rf "$found"
  mkdir -p "$found"
  if "$1" -max_total_time=20 -artifact_prefix="$found"; then
    echo "the canary found nothing, so that another target found nothing says nothing"
    return 1
  fi
  echo "found: $(find "$found" -type f | wc -l)"
}
counts_canary() {
  grep -q '^DIFFERENCE  the liar' "$1" &&
    sed -n 's/^found: \([1-9].*\)/\1 finding, as it must/p' "$1" | grep .
}

# build PRESET [TARGET]
build() {
  cmake --preset "$1" && cmake --build --preset "$1" --parallel "$jobs" ${2:+--target "$2"}
}

# Prints the table and leaves with the worst status.
summary() {
  printf '\n%-18s %-46s %6s  %s\n' stage counted time verdict
  printf '%s\n' "${rows[@]}"
  printf '%-18s %-46s %6s  %s\n' total '' "$(minutes $((SECONDS - started)))" \
    "$([[ $status -eq 0 ]] && echo ok || echo FAILED)"
}
