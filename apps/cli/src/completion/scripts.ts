export const shells = ['bash', 'zsh', 'fish'] as const;

/** Each asks `howdah __complete` with the words so far; the last is the one to be completed. A candidate a line, with a description behind a tab. */
export const completionScripts: Readonly<Record<(typeof shells)[number], string>> = {
  bash: `_howdah() {
  local line
  # Bash takes a line apart at colons, too; names have them.
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  while IFS= read -r line; do
    [ -n "$line" ] && COMPREPLY+=("$(printf '%q' "\${line%%$'\\t'*}")")
  done < <(howdah __complete -- "\${words[@]}" 2>/dev/null)
  # A directory of a path is not its end.
  [ "\${#COMPREPLY[@]}" -eq 0 ] && compopt -o default
}
complete -F _howdah howdah
`,
  zsh: `#compdef howdah
_howdah() {
  local -a candidates
  local line name
  while IFS= read -r line; do
    name="\${line%%$'\\t'*}"
    candidates+=("\${name//:/\\\\:}:\${line#*$'\\t'}")
  done < <(howdah __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then _describe howdah candidates; else _files; fi
}
compdef _howdah howdah
`,
  fish: `function __howdah_complete
  set -l words (commandline -opc) (commandline -ct)
  howdah __complete -- $words[2..-1] 2>/dev/null
end
complete -c howdah -f -a '(__howdah_complete)'
`,
};
