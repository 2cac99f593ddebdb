#!/bin/sh
# Installs Tillside for the person who runs this, without root: into ~/.local, or the folder
# that PREFIX names. It can be run over an older version, and over one that is running: that
# one goes on as it is, and the next start is the new one.
#
#   ./install.sh            install, with an entry in the desktop's menu
#   ./install.sh --remove   take it away; payments, backups, settings and keys stay
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=${PREFIX:-$HOME/.local}
id=app.tillside.Tillside
entry=$prefix/share/applications/$id.desktop

case ${1:-} in
  --remove)
    rm -f "$prefix/bin/tillside" "$entry" "$prefix/share/metainfo/$id.metainfo.xml"
    rm -f "$prefix"/share/icons/hicolor/*/apps/$id.png "$prefix"/share/icons/hicolor/scalable/apps/$id.svg
    echo "Tillside is removed. Payments, backups and settings stay in ${XDG_DATA_HOME:-$HOME/.local/share}/tillside, API keys in the keyring."
    exit 0
    ;;
  '') ;;
  *) echo "install.sh knows --remove alone" >&2; exit 2 ;;
esac

# What is not done is said: a disk that is full in the middle, a folder that cannot be written.
new=$prefix/bin/.tillside.new
state="Tillside was not installed: the message above says why. A version that was there is as it was."
trap 'rm -f "$new"; [ -z "$state" ] || echo "$state" >&2' EXIT
mkdir -p "$prefix/bin" "$prefix/share"
# A program that runs cannot be written over; another file can take its name.
cp "$here/bin/tillside" "$new"
mv -f "$new" "$prefix/bin/tillside"
state="Tillside is installed and starts as $prefix/bin/tillside, but its entry in the menu is not whole: the message above says why."
cp -R "$here/share/." "$prefix/share/"
# The menu knows the whole path, because ~/.local/bin is not on every desktop's search path. A
# path with spaces stands in quotes there.
awk -v program="$prefix/bin/tillside" '
  /^Exec=tillside/ { sub(/^Exec=tillside/, ""); print "Exec=\"" program "\"" $0; next } { print }
' "$here/share/applications/$id.desktop" >"$entry"
state=
echo "Tillside is installed: $prefix/bin/tillside"
