//! `rotate --json` and `revoke --json`.

use super::{Date, Rows, VERSION};
use crate::flows::check::CheckLine;
use crate::flows::{KeySnapshot, Snapshot};
use serde::Serialize;

/// A flow as it stands.
#[derive(Serialize)]
pub(in crate::cli) struct FlowOut<'a> {
    version: u8,
    flow: Flow<'a>,
}

#[derive(Serialize)]
struct Flow<'a> {
    id: i64,
    kind: &'static str,
    bot: &'a str,
    exchange: &'a str,
    step: &'static str,
    at: u8,
    of: u8,
    waits_for: &'a [String],
    takes: &'a [String],
    next_at: Option<Date>,
    old: Option<FlowKey>,
    new: Option<FlowKey>,
    lines: Rows<'a, CheckLine, Line<'a>>,
    grade: Option<&'static str>,
    open_points: &'a [String],
    message: &'a str,
}

#[derive(Serialize)]
struct FlowKey {
    hint: String,
    generation: u32,
    alive: &'static str,
}

#[derive(Serialize)]
struct Line<'a> {
    line: &'static str,
    holds: &'static str,
    by: Option<&'static str>,
    says: &'a str,
}

impl<'a> FlowOut<'a> {
    /// Of this flow.
    pub(in crate::cli) fn of(flow: &'a Snapshot) -> Self {
        let flow = Flow {
            id: flow.id,
            kind: flow.kind.word(),
            bot: flow.bot.as_str(),
            exchange: flow.exchange.as_str(),
            step: flow.step,
            at: flow.at,
            of: flow.of,
            waits_for: &flow.waits_for,
            takes: &flow.takes,
            next_at: flow.next_at.map(Date),
            old: flow.old.as_ref().map(key),
            new: flow.new.as_ref().map(key),
            lines: Rows(&flow.lines, line),
            grade: flow.grade.map(|grade| grade.word()),
            open_points: &flow.open_points,
            message: &flow.message,
        };
        Self { version: VERSION, flow }
    }
}

fn key(of: &KeySnapshot) -> FlowKey {
    FlowKey { hint: of.hint.text(), generation: of.generation.0, alive: of.alive.word() }
}

fn line(of: &CheckLine) -> Line<'_> {
    Line { line: of.line.word(), holds: of.holds.word(), by: of.by.map(|by| by.word()), says: &of.says }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn a_flow_has_the_design_s_fields_in_its_order() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&FlowOut::of(&samples::flow().snapshot)).unwrap(), @r#"
        {
          "version": 1,
          "flow": {
            "id": 7,
            "kind": "rotation",
            "bot": "grid-eth",
            "exchange": "plain",
            "step": "check",
            "at": 4,
            "of": 9,
            "waits_for": [
              "ask",
              "told:listed",
              "override:listed"
            ],
            "takes": [
              "ask",
              "have-key",
              "told:listed",
              "override:listed",
              "abort"
            ],
            "next_at": "2026-03-16T03:11:00Z",
            "old": {
              "hint": "9fQ2",
              "generation": 1,
              "alive": "alive"
            },
            "new": {
              "hint": "77b1",
              "generation": 2,
              "alive": "alive"
            },
            "lines": [
              {
                "line": "sealed",
                "holds": "yes",
                "by": null,
                "says": "It lies in the keyring."
              },
              {
                "line": "answers",
                "holds": "yes",
                "by": "exchange",
                "says": "Plain answers it."
              },
              {
                "line": "listed",
                "holds": "unknown",
                "by": null,
                "says": "Plain does not tell its addresses."
              }
            ],
            "grade": "alive",
            "open_points": [
              "The old key was never heard."
            ],
            "message": "One line does not hold yet."
          }
        }
        "#);
    }
}
