# fish completion for interview and interviewd. What can be written is asked of the programs themselves, so that it fits the
# version that is installed.
function __interview_command
    for word in (commandline -opc)[2..-1]
        if string match -qr '^[a-z]' -- $word
            echo $word
            return
        end
    end
end

function __interview_help
    set -l program (commandline -opc)[1]
    $program (__interview_command) --help 2>/dev/null
end

function __interview_options
    __interview_help | string replace -rf '^  (?:-h,)?(--[a-z-]+)(?:  +(.*)| .*)?$' '$1\t$2'
end

function __interview_commands
    set -l program (commandline -opc)[1]
    $program --help 2>/dev/null | string match -re '^  [a-z]+ {4,}' | string replace -r '^  ([a-z]+) +(.*)$' '$1\t$2'
end

function __interview_values
    set -l previous (commandline -opc)[-1]
    # An action is written right after its command; what begins with a dash is an option.
    if test "$previous" = "$(__interview_command)"; and not string match -q -- "-*" (commandline -ct)
        set previous action
    end
    if test "$previous" = --role
        printf '%s\n' interviewer reviewer observer teacher student owner
    else
        __interview_help | string replace -rf "^  $previous [A-Z]*:\{([^}]*)\}.*" '$1' | string split ,
    end
end

for program in interview interviewd
    complete -c $program -n 'test -n "$(__interview_values)"' -f -k -a '(__interview_values)'
    complete -c $program -n 'test -z "$(__interview_command)"' -f -a '(__interview_commands)'
    complete -c $program -n 'string match -q -- "-*" (commandline -ct)' -a '(__interview_options)'
end
