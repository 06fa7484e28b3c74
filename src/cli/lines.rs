//! What several commands say for people: signs, a key by name, a finding with its fix, a moment.

use crate::domain::{BotName, ExchangeId, Finding, KeyHint, KeyRef, Moment, Severity};
use crate::engine::desk::Filter;
use crate::engine::port::{ExplainedRow, FleetRow, Target};
use crate::rules::{Explained, RowSign};
use std::io::{self, Write};

/// The sign of a row; the words beside it say the same.
pub(super) const fn row_sign(sign: RowSign, ascii: bool) -> &'static str {
    match (sign, ascii) {
        (RowSign::Broken, false) => "✖",
        (RowSign::Broken, true) => "X",
        (RowSign::Soon, false) => "▲",
        (RowSign::Soon, true) => "!",
        (RowSign::AtWork, false) => "◐",
        (RowSign::AtWork, true) => "~",
        (RowSign::Unknown, _) => "?",
        (RowSign::Fine, false) => "·",
        (RowSign::Fine, true) => ".",
        (RowSign::Dead, false) => "■",
        (RowSign::Dead, true) => "#",
    }
}

/// The sign of a finding.
pub(super) const fn finding_sign(severity: Severity, ascii: bool) -> &'static str {
    match severity {
        Severity::Critical => row_sign(RowSign::Broken, ascii),
        Severity::Warning => row_sign(RowSign::Soon, ascii),
        Severity::Info => row_sign(RowSign::Fine, ascii),
    }
}

/// `2026-03-16 03:10`, UTC.
pub(super) fn minute(moment: Moment) -> String {
    moment.format("%Y-%m-%d %H:%M").to_string()
}

/// `grid-eth …9fQ2 on binance`.
pub(super) fn key_name(bot: &BotName, hint: Option<KeyHint>, exchange: &ExchangeId) -> String {
    match hint {
        Some(hint) => format!("{bot} {hint} on {exchange}"),
        None => format!("{bot} on {exchange}"),
    }
}

/// The same, of a row.
pub(super) fn row_name(row: &FleetRow) -> String {
    key_name(&row.bot, row.hint, &row.exchange)
}

/// A finding: what is so and why it matters, then what to do.
pub(super) fn finding(
    out: &mut dyn Write,
    name: &str,
    finding: &Finding,
    explained: &Explained,
    ascii: bool,
) -> io::Result<()> {
    let sign = finding_sign(finding.severity, ascii);
    writeln!(out, "{sign} {name}: {} [{}]", explained.message(), finding.rule)?;
    if !explained.fix.is_empty() {
        writeln!(out, "    Fix: {}", explained.fix)?;
    }
    if !explained.how.is_empty() {
        writeln!(out, "    Where: {}", explained.how)?;
    }
    Ok(())
}

/// All findings of some keys that are at least this bad, worst first.
pub(super) fn findings(out: &mut dyn Write, rows: &[ExplainedRow], least: Severity, ascii: bool) -> io::Result<()> {
    let mut all: Vec<_> = rows
        .iter()
        .flat_map(|row| row.row.findings.iter().zip(&row.explained).map(|(found, words)| (&row.row, found, words)))
        .filter(|(_, found, _)| found.severity >= least)
        .collect();
    all.sort_by_key(|(_, found, _)| std::cmp::Reverse(found.severity));
    all.into_iter().try_for_each(|(row, found, words)| finding(out, &row_name(row), found, words, ascii))
}

/// `one key`, `12 keys`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("one {one}") } else { format!("{number} {many}") }
}

/// A bot's key as it was typed, in the desk's words.
pub(super) fn target(named: KeyRef) -> Target {
    Target { bot: named.bot, exchange: named.exchange, generation: named.generation }
}

/// One key with all its findings.
pub(super) fn only(row: &FleetRow) -> Filter {
    let target = Target {
        bot: row.bot.clone(),
        exchange: Some(row.exchange.clone()),
        generation: row.id.map(|_| row.generation),
    };
    Filter { targets: vec![target], all_generations: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    #[test]
    fn the_worst_finding_stands_first_and_has_its_fix() {
        let mut out = Vec::new();
        findings(&mut out, &[samples::quiet_row(), samples::bad_row()], Severity::Warning, true).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("X grid-eth …9fQ2 on plain: It may withdraw."), "{text}");
        assert!(text.contains("[withdraw-enabled]\n    Fix: "), "{text}");
        assert!(!text.lines().any(|line| line.starts_with('.')), "notes are left out:\n{text}");
    }
}
