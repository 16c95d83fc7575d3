# Waits for its owner to be gone, however that came about: then nobody holds the other end of stdin. Ends what was started
# and did not end yet, groups of processes by their leader, stopped ones too, and removes the folder $1.
trap "" TERM HUP INT
groups=" "
while read -r verb leader; do
  case $verb in
    started) groups="$groups$leader " ;;
    ended) groups="${groups%%" $leader "*} ${groups#*" $leader "}" ;;
  esac
done
for leader in $groups; do kill -KILL "-$leader"; done
rm -rf "$1"
