//! `remind --json`.

use super::{Date, Rows, VERSION, end};
use crate::cli::remind::attention_of;
use crate::engine::port::{DueLine, RemindReport};
use serde::Serialize;

/// What is due.
#[derive(Serialize)]
pub(in crate::cli) struct RemindOut<'a> {
    version: u8,
    attention: &'static str,
    due: Rows<'a, DueLine, Due<'a>>,
    next: Option<Next<'a>>,
}

#[derive(Serialize)]
struct Due<'a> {
    bot: &'a str,
    exchange: &'a str,
    key_hint: Option<String>,
    rule: &'static str,
    severity: &'static str,
    due: Option<Date>,
    due_in_days: Option<i64>,
    message: String,
    fix: &'a str,
}

#[derive(Serialize)]
struct Next<'a> {
    bot: &'a str,
    due: Date,
}

impl<'a> RemindOut<'a> {
    /// Of this report.
    pub(in crate::cli) fn of(report: &'a RemindReport) -> Self {
        Self {
            version: VERSION,
            attention: attention_of(report).word(),
            due: Rows(&report.due, due),
            next: report.next.as_ref().map(|(bot, at)| Next { bot: bot.as_str(), due: Date(*at) }),
        }
    }
}

fn due(line: &DueLine) -> Due<'_> {
    Due {
        bot: line.bot.as_str(),
        exchange: line.exchange.as_str(),
        key_hint: end(line.hint),
        rule: line.finding.rule.word(),
        severity: line.finding.severity.word(),
        due: line.due.map(Date),
        due_in_days: line.due_in_days,
        message: line.explained.message(),
        fix: &line.explained.fix,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn what_is_due() {
        insta::assert_snapshot!(serde_json::to_string_pretty(&RemindOut::of(&samples::remind())).unwrap(), @r#"
        {
          "version": 1,
          "attention": "critical",
          "due": [
            {
              "bot": "grid-eth",
              "exchange": "plain",
              "key_hint": "9fQ2",
              "rule": "withdraw-enabled",
              "severity": "critical",
              "due": "2026-03-20T00:00:00Z",
              "due_in_days": 4,
              "message": "It may withdraw. A thief with this key takes the coins, not only the trades.",
              "fix": "on its page turn off Enable Withdrawals. The bot will not notice."
            }
          ],
          "next": {
            "bot": "mm-sol",
            "due": "2026-04-30T09:00:00Z"
          }
        }
        "#);
    }

    #[test]
    fn nothing_is_due() {
        let report = RemindReport { due: Vec::new(), next: None };
        let json = serde_json::to_string(&RemindOut::of(&report)).unwrap();
        assert_eq!(json, r#"{"version":1,"attention":"none","due":[],"next":null}"#);
    }
}
