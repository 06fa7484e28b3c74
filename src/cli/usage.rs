//! Wrong usage as one sentence. The parser's own text repeats what was given; a secret in the wrong place would stand in a
//! terminal, or in a log, once more.

use super::console::Console;
use super::exit::Exit;
use crate::domain::{Problem, clean};
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error;
use std::ffi::OsString;

/// Prints help or the version, or says what is wrong with the call.
pub(super) fn end(error: &clap::Error, arguments: &[OsString], console: &mut Console) -> Exit {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let text = error.render();
        return match console.print(|out| write!(out, "{text}")) {
            Ok(()) => Exit::Done,
            Err(problem) => console.fail(&problem),
        };
    }
    console.fail(&problem(error, arguments))
}

fn problem(error: &clap::Error, arguments: &[OsString]) -> Problem {
    let why = why(error);
    let call = match command(arguments) {
        Some(name) => format!("keyward {name} --help"),
        None => "keyward --help".to_owned(),
    };
    Problem::usage("The call was not understood", why, format!("{call} shows what fits."))
}

fn why(error: &clap::Error) -> String {
    let argument = argument(error);
    match error.kind() {
        ErrorKind::UnknownArgument => match &argument {
            Some(option) if option.starts_with('-') => unknown("option", option, suggestion(error)),
            _ => "there is a word too many".to_owned(),
        },
        ErrorKind::InvalidSubcommand => {
            let word = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            unknown("command", &word, suggestion(error))
        }
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => {
            let wanted = error
                .source()
                .map_or_else(|| "the value does not fit".to_owned(), |source| clean(&source.to_string(), 200));
            format!("{}: {wanted}", argument.unwrap_or_else(|| "a value".to_owned()))
        }
        ErrorKind::MissingRequiredArgument => {
            format!("{} is missing", argument.unwrap_or_else(|| "something".to_owned()))
        }
        ErrorKind::MissingSubcommand => "a command is missing".to_owned(),
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg).unwrap_or_else(|| "another option".to_owned());
            let first = argument.unwrap_or_else(|| "an option".to_owned());
            if first == other {
                format!("{first} stands there twice")
            } else {
                format!("{first} does not go with {other}")
            }
        }
        ErrorKind::InvalidUtf8 => "a word is no UTF-8 text".to_owned(),
        ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues | ErrorKind::TooManyValues | ErrorKind::NoEquals => {
            format!("{} has too many values or too few", argument.unwrap_or_else(|| "an option".to_owned()))
        }
        _ => "its words do not fit together".to_owned(),
    }
}

/// Only what can be no secret is repeated: an option's name up to its `=`, a short word of letters.
fn unknown(what: &str, word: &str, near: Option<String>) -> String {
    let name = word.split('=').next().unwrap_or_default();
    let harmless = name.len() <= 20 && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let near = near.map(|near| format!("; {near} is near")).unwrap_or_default();
    if harmless { format!("there is no {what} {name}{near}") } else { format!("there is no such {what}{near}") }
}

fn argument(error: &clap::Error) -> Option<String> {
    text(error, ContextKind::InvalidArg)
}

fn suggestion(error: &clap::Error) -> Option<String> {
    text(error, ContextKind::SuggestedArg).or_else(|| text(error, ContextKind::SuggestedSubcommand))
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(" and ")),
        _ => None,
    }
}

/// The command that was called, if one was.
fn command(arguments: &[OsString]) -> Option<String> {
    let known = super::arguments::Keyward::command();
    let words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    words.into_iter().find_map(|word| known.find_subcommand(word)).map(|command| command.get_name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::Keyward;
    use crate::cli::console::tests::paper;
    use clap::Parser;

    fn said(line: &str) -> String {
        let arguments: Vec<OsString> = line.split(' ').map(Into::into).collect();
        let (mut console, out, errors) = paper(Default::default());
        let error = Keyward::try_parse_from(&arguments).unwrap_err();
        assert_eq!(end(&error, &arguments, &mut console), Exit::Usage, "{line}");
        assert_eq!(out.text(), "");
        errors.text().trim_end().to_owned()
    }

    #[test]
    fn wrong_usage_is_one_sentence() {
        for (line, wanted) in [
            (
                "keyward lst",
                "The call was not understood: there is no command lst; list is near. keyward --help shows what fits.",
            ),
            (
                "keyward list --jsn",
                "The call was not understood: there is no option --jsn; --json is near. keyward list --help shows what fits.",
            ),
            (
                "keyward remove grid",
                "The call was not understood: --yes-remove <BOT> is missing. keyward remove --help shows what fits.",
            ),
            (
                "keyward edit grid --max-age 0",
                "The call was not understood: --max-age <DAYS>: an age is a number of days like 90d, from 1d to 3650d. keyward edit --help shows what fits.",
            ),
            (
                "keyward remind --install --uninstall",
                "The call was not understood: --install does not go with --uninstall. keyward remind --help shows what fits.",
            ),
            (
                "keyward check --offline --offline",
                "The call was not understood: --offline stands there twice. keyward check --help shows what fits.",
            ),
        ] {
            assert_eq!(said(line), wanted);
        }
        assert!(said("keyward rotate grid --tell frobnicate").contains("no flow knows the word"));
    }

    #[test]
    fn a_secret_in_the_wrong_place_is_not_repeated() {
        let secret = "QZXvmPUZvy8Aj5B6cqPQZXvmPUZvy8Aj5B6cqP";
        for line in [
            format!("keyward add grid {secret}"),
            format!("keyward add grid --secret={secret}"),
            format!("keyward add grid --{secret}"),
            format!("keyward {secret}"),
            format!("keyward add grid --exchange {secret}"),
            format!("keyward add grid --ip {secret}"),
            format!("keyward add grid --created {secret}"),
            format!("keyward edit grid --scope {secret}"),
            format!("keyward list --json={secret}"),
        ] {
            assert!(!said(&line).contains("QZX"), "{}", said(&line));
        }
    }

    #[test]
    fn help_and_version_are_no_error() {
        for line in ["keyward --help", "keyward -V", "keyward add --help", "keyward store move -h"] {
            let arguments: Vec<OsString> = line.split(' ').map(Into::into).collect();
            let (mut console, out, errors) = paper(Default::default());
            let error = Keyward::try_parse_from(&arguments).unwrap_err();
            assert_eq!(end(&error, &arguments, &mut console), Exit::Done);
            assert!(!out.text().is_empty() && errors.text().is_empty(), "{line}");
        }
    }
}
