//! What stays on the normal screen after leaving: a few plain lines, nothing secret, no full key.

use super::state::Shared;
use super::words::{count, row_says, wants};
use crate::engine::port::FleetRow;
use crate::rules::RowSign;

/// The lines, each of which begins with `keyward: `.
pub fn lines(shared: &Shared) -> Vec<String> {
    let Some(fleet) = &shared.fleet else { return Vec::new() };
    if shared.practice {
        return vec!["keyward: that was practice; nothing of it is kept.".to_owned()];
    }
    let mut rows: Vec<&FleetRow> = fleet.rows.iter().filter(|row| row.row.sign == RowSign::Broken).collect();
    let (need, all) = if rows.is_empty() {
        rows = fleet.rows.iter().filter(|row| wants(row)).collect();
        (rows.len(), rows.len())
    } else {
        (rows.len(), rows.len())
    };
    let mut lines = Vec::new();
    if need > 0 {
        let verb = if need == 1 { "needs" } else { "need" };
        let named: Vec<String> = rows.iter().take(3).map(|row| row_says(row)).collect();
        let more = if all > 3 { format!("; and {} more", all - 3) } else { String::new() };
        lines.push(format!("keyward: {} {verb} you. {}{more}.", count(need, "key", "keys"), named.join("; ")));
    }
    lines.extend(fleet.rows.iter().filter_map(open_flow));
    lines
}

fn open_flow(row: &FleetRow) -> Option<String> {
    let flow = row.flow.as_ref()?;
    let (doing, command) = if flow.kind == "revocation" { ("revoking", "revoke") } else { ("rotating", "rotate") };
    let mut step = flow.step.clone();
    if let Some(first) = step.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Some(format!("keyward: {doing} {}, at step {step}.   keyward {command} {}", row.bot, row.bot))
}
