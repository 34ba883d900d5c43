/**
 * Each script asks `stem-remote __complete WORDS…`, whose last word is the one at the cursor, so that all knowledge is in one place
 * and always that of the installed version.
 */
export const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# Completion of stem-remote for bash. In ~/.bashrc: source <(stem-remote completion bash)
_stem_remote() {
  local line=\${COMP_LINE:0:COMP_POINT} words current head found
  # COMP_WORDS is split at : and = as well, which stand in patterns and in --option=value.
  read -r -a words <<<"$line"
  [[ $line == *[[:blank:]] ]] && words+=('')
  current=\${words[\${#words[@]}-1]}
  mapfile -t found < <("$1" __complete "\${words[@]:1}" 2>/dev/null)
  COMPREPLY=()
  if [[ \${found[0]} == ':files' ]]; then
    compopt -o filenames 2>/dev/null
    current=\${current#--*=}
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    return
  fi
  # bash replaces only what stands behind the last of its own separators.
  head=\${current%"\${current##*[$COMP_WORDBREAKS]}"}
  COMPREPLY=("\${found[@]#"$head"}")
}
complete -F _stem_remote stem-remote`,
  zsh: `#compdef stem-remote
# Completion of stem-remote for zsh. In ~/.zshrc, behind compinit: source <(stem-remote completion zsh)
_stem_remote() {
  local -a found
  found=("\${(@f)$(stem-remote __complete "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  if [[ "\${found[1]}" == ':files' ]]; then
    compset -P '--*='
    _files
  elif [[ -n "\${found[1]}" ]]; then
    compadd -- "\${found[@]}"
  fi
}
compdef _stem_remote stem-remote`,
  fish: `# Completion of stem-remote for fish. Put it into ~/.config/fish/completions/stem-remote.fish
function __stem_remote_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -e words[1]
    set -l found (stem-remote __complete $words "$current" 2>/dev/null)
    if test "$found[1]" = ':files'
        __fish_complete_path "$current"
    else
        printf '%s\\n' $found
    end
end
complete -c stem-remote -f -a '(__stem_remote_complete)'`,
};
