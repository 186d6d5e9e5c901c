/** The shells that can be completed. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** A shell of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

/**
 * What a shell needs to ask us at each Tab. Every script calls `openquake __complete WORD...`, the last word being the
 * one that is typed, and gets lines `candidate TAB description` and a last line `:none`, `:jobs`, `:folders` or
 * `:files`: which files of this machine fit as well, which the shell finds (and quotes) best itself.
 */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}

/** Bash breaks words at `=` and `:`, so the pieces are put together, and what stands before them is cut from the answers. */
const BASH = `# Completion of openquake for bash 3.2 and later. Load it: source <(openquake completion bash)
_openquake() {
  local cur="" piece glued=() line value more=:none head i
  COMPREPLY=()
  for ((i = 1; i <= COMP_CWORD; i++)); do
    piece="\${COMP_WORDS[i]}"
    if ((\${#glued[@]} > 0)) && { [[ "$piece" == [=:] ]] || [[ "\${glued[\${#glued[@]}-1]}" == -*= || "\${glued[\${#glued[@]}-1]}" == *: ]]; }; then
      glued[\${#glued[@]}-1]+="$piece"
    else
      glued+=("$piece")
    fi
  done
  cur="\${glued[\${#glued[@]}-1]}"
  head="\${cur%"\${cur##*[=:]}"}"
  while IFS= read -r line; do
    case "$line" in
      :*) more="$line" ;;
      *)
        value="\${line%%$'\\t'*}"
        if [[ "$value" == "$cur"* ]]; then COMPREPLY+=("\${value#"$head"}"); fi
        ;;
    esac
  done < <("\${COMP_WORDS[0]}" __complete "\${glued[@]}" 2>/dev/null)
  cur="\${cur#"$head"}"
  case "$more" in
    :none) ;;
    *)
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
        case "$more" in
          :jobs) compgen -f -X '!*.ini' -- "$cur"; compgen -f -X '!*.zip' -- "$cur"; compgen -d -- "$cur" ;;
          :folders) compgen -d -- "$cur" ;;
          :files) compgen -f -- "$cur" ;;
        esac
      )
      ;;
  esac
  if [[ "\${#COMPREPLY[@]}" == 1 && "\${COMPREPLY[0]}" == *, ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -F _openquake openquake
`;

const ZSH = `#compdef openquake
# Completion of openquake for zsh. Put it into a folder of $fpath as _openquake, or: source <(openquake completion zsh)
_openquake() {
  local line value more=:none
  local -a values shown asked
  asked=("\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}")
  while IFS= read -r line; do
    case "$line" in
      :*) more="$line" ;;
      *)
        value="\${line%%$'\\t'*}"
        values+=("$value")
        if [[ "$line" == *$'\\t'* ]]; then shown+=("\${(r:28:)value}  \${line#*$'\\t'}"); else shown+=("$value"); fi
        ;;
    esac
  done < <("\${(Q)words[1]}" __complete "\${asked[@]}" 2>/dev/null)
  if ((\${#values} > 0)); then compadd -l -V openquake -d shown -- "\${values[@]}"; fi
  case "$more" in
    :jobs) _files -g '*.(ini|zip)(-.)' ;;
    :folders) _files -/ ;;
    :files) _files ;;
  esac
}
if [[ "$funcstack[1]" == _openquake ]]; then _openquake "$@"; else compdef _openquake openquake; fi
`;

const FISH = `# Completion of openquake for fish. Put it into ~/.config/fish/completions/openquake.fish
function __openquake_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    set -l cur (commandline -ct)
    set -l more ':none'
    for line in (command $program __complete $words 2>/dev/null)
        switch $line
            case ':*'
                set more $line
            case '*'
                echo $line
        end
    end
    switch $more
        case ':jobs'
            for path in (__fish_complete_path $cur)
                if string match -qr '(\\.ini|\\.zip|/)(\\t.*)?$' -- $path
                    echo $path
                end
            end
        case ':folders'
            __fish_complete_directories $cur
        case ':files'
            __fish_complete_path $cur
    end
end
complete -c openquake -f -k -a '(__openquake_complete)'
`;

/** An empty last word does not survive the way to a program in Windows PowerShell: it is sent as a word of its own. */
const POWERSHELL = `# Completion of openquake for PowerShell 5.1 and later. Add it to $PROFILE.
Register-ArgumentCompleter -Native -CommandName openquake -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @()
    $elements = $commandAst.CommandElements
    for ($i = 1; $i -lt $elements.Count; $i++) {
        if ($elements[$i].Extent.EndOffset -lt $cursorPosition -or ($wordToComplete -eq '' -and $elements[$i].Extent.EndOffset -le $cursorPosition)) {
            $words += $elements[$i].Extent.Text.Trim('"', "'")
        }
    }
    $program = $elements[0].Extent.Text
    $last = if ($wordToComplete -eq '') { '--current-word-is-empty' } else { $wordToComplete }
    $more = ':none'
    foreach ($line in (& $program __complete @words $last 2>$null)) {
        if ($line.StartsWith(':')) { $more = $line; continue }
        $value, $text = $line -split "\`t", 2
        if (-not $value.StartsWith($wordToComplete)) { continue }
        if (-not $text) { $text = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $text)
    }
    if ($more -ne ':none') {
        foreach ($found in [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)) {
            $isFolder = $found.ResultType -eq 'ProviderContainer'
            $fits = switch ($more) { ':jobs' { $isFolder -or $found.ListItemText -match '\\.(ini|zip)$' } ':folders' { $isFolder } default { $true } }
            if ($fits) { $found }
        }
    }
}
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL };
