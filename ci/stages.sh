# SPDX-License-Identifier: MIT
# Sourced by ci/run and ci/test: runs stages one after the other, shows what they print, and ends in
# a table of what was counted in each. A stage fails when its command does, or when it counted
# nothing: a run of no tests says nothing about the code.

logs=build/log
# A log of an earlier run would count for a stage that does not get to run.
rm -rf "$logs"
mkdir -p "$logs"
rows=()
status=0
started=$SECONDS
jobs=$(nproc)

minutes() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }

# row NAME COUNTED SECONDS VERDICT
row() { rows+=("$(printf '%-18s %-46.46s %6s  %s' "$1" "$2" "$(minutes "$3")" "$4")"); }

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
  if [[ $result -ne 0 ]]; then
    verdict="FAILED, see $log"
    # 2 is the status of bad input and of a machine that lacks something; nothing outranks it.
    [[ $status -eq 2 ]] || status=$((result == 2 ? 2 : 1))
  fi
  row "$name" "${counted:-nothing}" $((SECONDS - begin)) "$verdict"
  return "$result"
}

# skip NAME: a stage that cannot run because an earlier one failed.
skip() { row "$1" "nothing" 0 "NOT RUN"; }

counts_last_line() { tail -n 1 "$1" | sed 's/^[a-z/]*: //'; }
counts_build() { sed -n 's/^\[[0-9]*\/\([0-9]*\)\].*/\1 steps/p' "$1" | tail -n 1 | grep . ||
  { grep -q 'no work to do' "$1" && echo 'up to date'; }; }

# build PRESET
build() { cmake --preset "$1" && cmake --build --preset "$1" --parallel "$jobs"; }

# Prints the table and leaves with the worst status.
summary() {
  printf '\n%-18s %-46s %6s  %s\n' stage counted time verdict
  printf '%s\n' "${rows[@]}"
  printf '%-18s %-46s %6s  %s\n' total '' "$(minutes $((SECONDS - started)))" \
    "$([[ $status -eq 0 ]] && echo ok || echo FAILED)"
}
