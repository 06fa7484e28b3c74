//! What is due. Asks no exchange and needs no secret: a timer runs it while nobody is there.

use super::fleet::{fleet, with_case};
use crate::domain::{Problem, RuleId, Severity};
use crate::engine::desk::Filter;
use crate::engine::inner::Inner;
use crate::engine::port::{DueLine, RemindReport};
use crate::rules::{days_between, explain};

/// Everything that needs the user, worst first.
pub(in crate::engine) fn remind(inner: &Inner) -> Result<RemindReport, Problem> {
    let fleet = fleet(inner, &Filter::default())?;
    let mut due = Vec::new();
    inner.inventory.read(|see| {
        for row in &fleet.rows {
            let wants = row.findings.iter().any(|finding| finding.severity > Severity::Info);
            let Some(id) = row.id.filter(|_| wants) else { continue };
            let Some(key) = see.key_row(id)? else { continue };
            with_case(inner, see, &key, |case, findings| {
                for finding in findings.into_iter().filter(|finding| finding.severity > Severity::Info) {
                    let explained = explain(&finding, case);
                    let on = match finding.rule {
                        RuleId::RotationDue | RuleId::RotationOverdue | RuleId::AgeUnknown => Some(case.facts.due),
                        _ => finding.on,
                    };
                    due.push(DueLine {
                        bot: key.key.bot.clone(),
                        exchange: key.key.exchange.clone(),
                        hint: Some(key.key.hint),
                        due_in_days: on.map(|on| days_between(case.now, on)),
                        due: on,
                        finding,
                        explained,
                    });
                }
            })?;
        }
        Ok(())
    })?;
    due.sort_by_key(|line| std::cmp::Reverse(line.finding.severity));
    Ok(RemindReport { due, next: fleet.next_due })
}
