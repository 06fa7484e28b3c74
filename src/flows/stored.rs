//! A flow's stored form: JSON in an envelope that names its version and kind. A text of a newer keyward and a damaged one are
//! sentences, never a panic and never a guess. No handle and no secret is in it.

use super::{Flow, Revocation, Rotation};
use crate::domain::Problem;
use serde::{Deserialize, Serialize};

/// The version written. A change of the states' form makes it the next, and `read` turns the older into the newer.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Envelope<'a, T> {
    version: u32,
    kind: &'a str,
    flow: &'a T,
}

/// What is read first: the version alone decides how the rest is read.
#[derive(Deserialize)]
struct Opened {
    version: u32,
    kind: String,
    flow: serde_json::Value,
}

/// The flow as text.
pub fn write(flow: &Flow) -> String {
    let kind = flow.kind().word();
    let text = match flow {
        Flow::Rotation(rotation) => serde_json::to_string(&Envelope { version: VERSION, kind, flow: rotation }),
        Flow::Revocation(revocation) => serde_json::to_string(&Envelope { version: VERSION, kind, flow: revocation }),
    };
    // Names, numbers and dates only: there is nothing in a flow that JSON cannot hold.
    text.unwrap_or_default()
}

/// The flow of a text.
///
/// # Errors
/// A text of a newer version, or one that is damaged: a sentence, and nothing is changed.
pub fn read(text: &str) -> Result<Flow, Problem> {
    let opened: Opened = serde_json::from_str(text).map_err(|_| damaged())?;
    if opened.version > VERSION {
        return Err(Problem::new(
            "A flow could not be read",
            format!("a newer keyward wrote it (form {}, this one knows {VERSION})", opened.version),
            "Go on with that keyward. Nothing was changed.",
        ));
    }
    match (opened.version, opened.kind.as_str()) {
        (VERSION, "rotation") => {
            serde_json::from_value::<Rotation>(opened.flow).map(Flow::Rotation).map_err(|_| damaged())
        }
        (VERSION, "revocation") => {
            serde_json::from_value::<Revocation>(opened.flow).map(Flow::Revocation).map_err(|_| damaged())
        }
        _ => Err(damaged()),
    }
}

fn damaged() -> Problem {
    Problem::new(
        "A flow could not be read",
        "its stored form is damaged",
        "Nothing was changed. Both keys stand in `keyward list`, and each can be asked and revoked.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_text_and_a_damaged_one_are_sentences() {
        let newer = read(r#"{"version":2,"kind":"rotation","flow":{"what":"ever"}}"#).unwrap_err();
        assert!(newer.sentence().contains("newer"), "{}", newer.sentence());
        for text in [
            "",
            "{}",
            "null",
            "[1]",
            r#"{"version":1,"kind":"rotation","flow":{}}"#,
            "{\"version\":0,\"kind\":\"rotation\",\"flow\":{}}",
        ] {
            let problem = read(text).unwrap_err();
            assert!(problem.sentence().contains("damaged"), "{text}: {}", problem.sentence());
        }
    }
}
