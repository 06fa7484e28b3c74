//! What is due. Asks no exchange and needs no secret: a timer runs it while nobody is there.

use super::fleet::fleet_in_words;
use crate::domain::{Finding, Moment, Problem, RuleId, Severity};
use crate::engine::desk::Filter;
use crate::engine::inner::Inner;
use crate::engine::port::{DueLine, FleetRow, RemindReport};
use crate::rules::{Explained, RowSign, days_between, next_due};

/// Everything that needs the user, worst first.
pub(in crate::engine) fn remind(inner: &Inner) -> Result<RemindReport, Problem> {
    let now = inner.now();
    let rows = fleet_in_words(inner, &Filter::default())?;
    let quiet = rows.iter().filter(|row| row.row.row.sign == RowSign::Fine);
    let next = next_due(quiet.map(|row| (row.row.bot.clone(), &row.row.facts)));
    let mut due: Vec<DueLine> = rows
        .into_iter()
        .flat_map(|row| {
            let found: Vec<Finding> = row.row.findings.clone();
            let words = row.explained;
            let row = row.row;
            found.into_iter().zip(words).map(move |(finding, words)| line(&row, finding, words, now))
        })
        .filter(|line| line.finding.severity > Severity::Info)
        .collect();
    due.sort_by_key(|line| std::cmp::Reverse(line.finding.severity));
    Ok(RemindReport { due, next })
}

fn line(row: &FleetRow, finding: Finding, explained: Explained, now: Moment) -> DueLine {
    let on = match finding.rule {
        RuleId::RotationDue | RuleId::RotationOverdue | RuleId::AgeUnknown => Some(row.facts.due),
        _ => finding.on,
    };
    DueLine {
        bot: row.bot.clone(),
        exchange: row.exchange.clone(),
        hint: row.hint,
        due_in_days: on.map(|on| days_between(now, on)),
        due: on,
        finding,
        explained,
    }
}
