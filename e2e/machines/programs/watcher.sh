# Waits for its owner to be gone, however that came about: then nobody holds the other end of stdin. Ends what was started
# and did not end yet, groups of processes by their leader, stopped ones too, takes off what they have mounted below the
# folder $1, and removes it.
trap "" TERM HUP INT
groups=" "
while read -r verb leader; do
  case $verb in
    started) groups="$groups$leader " ;;
    ended) groups="${groups%%" $leader "*} ${groups#*" $leader "}" ;;
  esac
done
for leader in $groups; do kill -KILL "-$leader"; done
while read -r _ mount _; do
  case $mount in "$1"/*) fusermount3 -uz "$mount" ;; esac
done </proc/mounts
rm -rf "$1"
