//! `doctor --json`.

use super::{Rows, VERSION};
use crate::engine::port::DoctorLine;
use serde::Serialize;

/// What works here.
#[derive(Serialize)]
pub(in crate::cli) struct DoctorOut<'a> {
    version: u8,
    checks: Rows<'a, DoctorLine, Check<'a>>,
}

#[derive(Serialize)]
struct Check<'a> {
    what: &'a str,
    works: &'static str,
    says: &'a str,
    fix: &'a str,
}

impl<'a> DoctorOut<'a> {
    /// Of these checks.
    pub(in crate::cli) fn of(checks: &'a [DoctorLine]) -> Self {
        Self { version: VERSION, checks: Rows(checks, check) }
    }
}

fn check(of: &DoctorLine) -> Check<'_> {
    Check { what: &of.what, works: of.works.word(), says: &of.says, fix: &of.fix }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn the_checks() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&DoctorOut::of(&samples::checks())).unwrap(), @r#"
        {
          "version": 1,
          "checks": [
            {
              "what": "database",
              "works": "yes",
              "says": "open, version 1",
              "fix": ""
            },
            {
              "what": "keyring",
              "works": "no",
              "says": "none answers",
              "fix": "Start gnome-keyring."
            },
            {
              "what": "okx",
              "works": "unknown",
              "says": "not asked",
              "fix": ""
            }
          ]
        }
        "#);
    }
}
