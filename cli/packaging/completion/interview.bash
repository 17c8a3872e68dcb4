# bash completion for interview and interviewd. What can be written is asked of the programs themselves, so that it fits the
# version that is installed.
_interview_help() { "$@" --help 2> /dev/null; }

_interview() {
  local program=$1 current=$2 previous=$3 command='' word values words
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == [a-z]* ]]; then
      command=$word
      break
    fi
  done
  COMPREPLY=()
  # An action is written right after its command; what begins with a dash is an option.
  [[ $previous == "$command" && $current != -* ]] && previous=action
  # shellcheck disable=SC2086  # No command is no word.
  values=$(_interview_help "$program" $command | sed -n "s/^  $previous [A-Z]*:{\([^}]*\)}.*/\1/p")
  if [[ $previous == --role ]]; then
    values=interviewer,reviewer,observer,teacher,student,owner
  fi
  if [[ -n $values ]]; then
    words=${values//,/ }
  elif [[ $previous == --data || $previous == --dir || $previous == --state ]]; then
    mapfile -t COMPREPLY < <(compgen -d -- "$current")
    return
  elif [[ $current == -* ]]; then
    # shellcheck disable=SC2086
    words=$(_interview_help "$program" $command | sed -n 's/^  \(-h,\)\{0,1\}\(--[a-z-]*\).*/\2/p')
  elif [[ -z $command && $previous != --config ]]; then
    words=$(_interview_help "$program" | sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    return
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o filenames -F _interview interview interviewd
