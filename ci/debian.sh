# SPDX-License-Identifier: MIT
# Sourced by what needs packages of Debian that are newer than the machine's own: takes them from
# forky or sid, whichever has the newer one. They are verified by apt, unpacked in a folder and
# never installed: nothing outside that folder changes and root is not needed.
#
# Who sources it has said: store, a folder for all of this; wanted, what is looked for, in words;
# instead, what a user can do without it; say and die, which print a message (die leaves).

for tool in apt-get dpkg flock; do
  command -v $tool >/dev/null || die "no $wanted here, and no $tool to download it with. $instead."
done

mkdir -p "$store" || die "cannot create $store; make it writable. $instead."
exec 9>"$store/.lock"
flock -n 9 || { say "waiting for another to end ..."; flock 9; }

# Under the lock any older work folder was left behind by a run that was killed.
rm -rf "$store"/.new.*
work=$(mktemp -d "$store/.new.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
mkdir -p "$work"/{lists,cache/archives,tree}
: >"$work/status"
: >"$work/log"

# Everything apt reads or writes is moved into the work folder, except the machine's own
# apt.conf, which may hold its proxy. A file and not -o, because only a file can #clear hooks.
cat >"$work/apt.conf" <<EOF
Dir::Etc::sourcelist "$work/debian.sources";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$work";
Dir::State::lists "$work/lists";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
Dir::Log "$work";
Debug::NoLocking "true";
APT::Sandbox::User "";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
Acquire::Languages "none";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Install-Pkgs;
#clear DPkg::Post-Invoke;
EOF

apt() { apt-get -c "$work/apt.conf" -qq "$@" </dev/null >>"$work/log" 2>&1; }

# The machine's own Debian mirrors, as "URI FILE": apt reads its sources in both syntaxes for us.
# Suites with a dash in their name are additions (updates, security, backports, third parties).
mirrors() {
  apt-get indextargets --no-release-info \
    --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(SOURCESENTRY)' 'Created-By: Packages' |
    awk '$2 !~ /-/ && $3 == "main" && !seen[$1]++ { sub(/:[0-9]+$/, "", $4); print $1, $4 }'
}

# keyring URI FILE: the key file that the source entry of URI in FILE is signed by; indextargets
# does not tell. An entry that names none trusts apt's default keys, and so do we.
keyring() {
  awk -v uri="${1%/}" '
    function done(key) { if (key ~ /^\//) { print key; exit } }
    /^#/ { next }
    /^$/ { ours = 0; key = "" }
    tolower($1) == "uris:" { for (i = 2; i <= NF; i++) { sub(/\/$/, "", $i); ours += $i == uri } }
    tolower($1) == "signed-by:" { key = $2 }
    ours && key { done(key) }
    $1 == "deb" && index($0, uri) && match($0, /signed-by=[^] ]+/) {
      done(substr($0, RSTART + 10, RLENGTH - 10))
    }' "$2"
}

read_index() {
  apt --error-on=any update && return
  grep -q '^E: Release file .* is expired' "$work/log" || return
  # A frozen or neglected mirror. What it signed is genuine all the same, and an interpreter to
  # compare with need not be the newest.
  say "warning: the index at $1 is signed but past its date; using it nevertheless"
  : >"$work/log"
  apt -o Acquire::Check-Valid-Until=false --error-on=any update
}

# unpack_packages PACKAGE [only] leaves the newest PACKAGE with all it depends on, or only itself,
# in $work/tree, and their archives in $work/cache/archives.
unpack_packages() {
  local package=$1 only=${2:-} uri file key deb got=
  local why="this machine's apt sources name no Debian mirror."
  while read -r uri file; do
    say "looking for $wanted at this machine's Debian mirror $uri"
    key=$(keyring "$uri" "$file")
    cat >"$work/debian.sources" <<EOF
Types: deb
URIs: $uri
Suites: forky sid
Components: main
${key:+Signed-By: $key}
EOF
    : >"$work/log"
    if ! read_index "$uri"; then
      why="apt cannot read forky and sid at $uri: $(grep -m1 '^[EW]:' "$work/log")"
      if grep -q NO_PUBKEY "$work/log"; then
        why+=". Update the package debian-archive-keyring."
      fi
    elif [[ -z $(apt-cache -c "$work/apt.conf" search --names-only "^$package\$") ]]; then
      why="neither forky nor sid at $uri has $package."
    elif [[ $only ]] && (cd "$work/cache/archives" && apt download "$package"); then
      got=yes
      break
    elif [[ -z $only ]] && apt --yes --download-only install "$package"; then
      got=yes
      break
    else
      why="apt cannot download $package from $uri: $(grep -m1 '^E:' "$work/log")"
    fi
  done < <(mirrors)
  [[ -n $got ]] || die "no $wanted here, and none to download: ${why%.}. $instead."

  say "unpacking $(du -ch "$work"/cache/archives/*.deb | awk 'END { print $1 "B" }') of packages"
  for deb in "$work"/cache/archives/*.deb; do
    case ${deb##*/} in
      # Only configure-time needs; a private tree has nothing to configure.
      debconf_* | netbase_* | readline-common_* | libc-gconv-modules-extra_*) ;;
      *)
        dpkg -x "$deb" "$work/tree" 2>>"$work/log" ||
          die "cannot unpack ${deb##*/}: $(tail -1 "$work/log")"
        ;;
    esac
  done
}
