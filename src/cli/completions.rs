//! `icp completions`: what the shell needs to complete verbs, options and their values.

use clap::{Args, Command, CommandFactory, ValueEnum};

use super::edge::Edge;
use super::exit::{Ending, Exit};

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub struct Arguments {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Shells that can be told.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    /// Put `source <(icp completions bash)` into ~/.bashrc
    Bash,
    /// Put `source <(icp completions zsh)` into ~/.zshrc
    Zsh,
    /// Put `icp completions fish | source` into config.fish
    Fish,
}

/// One verb: its name, what it does, its options with help and values.
struct Verb {
    name: String,
    about: String,
    options: Vec<(String, String, Vec<String>)>,
}

/// Runs the verb.
///
/// # Errors
/// When nothing can be written.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    let mut command = super::Arguments::command();
    command.build();
    let verbs: Vec<Verb> =
        command.get_subcommands().filter(|verb| verb.get_name() != "help").map(verb).collect();
    edge.print(&match arguments.shell {
        Shell::Bash => bash(&verbs, "complete -o default -F _icp icp"),
        Shell::Zsh => {
            bash(&verbs, "autoload -U +X bashcompinit && bashcompinit\ncomplete -o default -F _icp icp")
        }
        Shell::Fish => fish(&verbs),
    })?;
    Ok(Exit::Clean)
}

fn verb(command: &Command) -> Verb {
    let options = command
        .get_arguments()
        .filter_map(|argument| {
            let name = format!("--{}", argument.get_long()?);
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let values =
                argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
            Some((name, help, values))
        })
        .collect();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    Verb { name: command.get_name().to_owned(), about, options }
}

fn bash(verbs: &[Verb], register: &str) -> String {
    let names: Vec<&str> = verbs.iter().map(|verb| verb.name.as_str()).collect();
    let mut script =
        String::from("_icp() {\n  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n");
    script.push_str("  COMPREPLY=()\n  if [ \"$COMP_CWORD\" -eq 1 ]; then\n");
    script.push_str(&format!(
        "    COMPREPLY=($(compgen -W '{}' -- \"$word\"))\n    return\n  fi\n",
        names.join(" ")
    ));
    script.push_str("  case \"${COMP_WORDS[1]} $before\" in\n");
    for verb in verbs {
        for (option, _, values) in verb.options.iter().filter(|(_, _, values)| !values.is_empty()) {
            let values = values.join(" ");
            script.push_str(&format!(
                "    '{} {option}') COMPREPLY=($(compgen -W '{values}' -- \"$word\")); return ;;\n",
                verb.name
            ));
        }
    }
    script.push_str("  esac\n  [[ $word == -* ]] || return\n  case \"${COMP_WORDS[1]}\" in\n");
    for verb in verbs {
        let options: Vec<&str> = verb.options.iter().map(|(option, _, _)| option.as_str()).collect();
        let options = options.join(" ");
        script
            .push_str(&format!("    {}) COMPREPLY=($(compgen -W '{options}' -- \"$word\")) ;;\n", verb.name));
    }
    script.push_str(&format!("  esac\n}}\n{register}\n"));
    script
}

fn fish(verbs: &[Verb]) -> String {
    let quote = |text: &str| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    let mut script = String::new();
    for verb in verbs {
        let about = quote(&verb.about);
        script
            .push_str(&format!("complete -c icp -n __fish_use_subcommand -f -a {} -d {about}\n", verb.name));
        for (option, help, values) in &verb.options {
            let option = option.trim_start_matches('-');
            let seen = quote(&format!("__fish_seen_subcommand_from {}", verb.name));
            script.push_str(&format!("complete -c icp -n {seen} -l {option} -d {}", quote(help)));
            if !values.is_empty() {
                script.push_str(&format!(" -x -a {}", quote(&values.join(" "))));
            }
            script.push('\n');
        }
    }
    script
}
