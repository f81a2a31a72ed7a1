# Finds a JDK 25 or newer and prints its home; sourced by `mvnw` and `sluice`. POSIX sh.
# Order: JAVA_HOME, then the usual folders of Linux, macOS and SDKMAN, then PATH.

SLUICE_JAVA_MINIMUM=25

# is_jdk HOME: has a compiler and says in its `release` file that it is new enough.
is_jdk() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  jdk_major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ -n "$jdk_major" ] && [ "$jdk_major" -ge "$SLUICE_JAVA_MINIMUM" ]
}

find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && is_jdk "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return 0
  fi
  # SLUICE_JDK_FOLDERS: only the tests set it, to hide the machine's own JDKs.
  if [ -n "${SLUICE_JDK_FOLDERS-}" ]; then
    set -- "$SLUICE_JDK_FOLDERS"/*
  else
    set -- /usr/lib/jvm/*25* /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
      "${HOME-/nonexistent}"/.sdkman/candidates/java/* "${HOME-/nonexistent}"/.jdks/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
      /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
  fi
  for jdk_home; do
    if is_jdk "$jdk_home"; then
      printf '%s\n' "$jdk_home"
      return 0
    fi
  done
  jdk_javac=$(command -v javac 2>/dev/null) || return 1
  # Follow the links of /etc/alternatives: the home is two levels above the real javac.
  while [ -L "$jdk_javac" ]; do
    jdk_link=$(readlink "$jdk_javac")
    case $jdk_link in /*) jdk_javac=$jdk_link ;; *) jdk_javac=${jdk_javac%/*}/$jdk_link ;; esac
  done
  jdk_home=$(cd "${jdk_javac%/*}/.." 2>/dev/null && pwd) && is_jdk "$jdk_home" && printf '%s\n' "$jdk_home"
}
