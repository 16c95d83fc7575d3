# Waits until its owner has ended in any way, which closes stdin. Then kills all process groups that were started and have
# not ended, stopped ones too, unmounts what they have mounted below the folder $1, and removes the folder.
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
