//! What stays on the normal screen after leaving: a few plain lines, nothing secret, no full key.

use super::state::{Shared, State};
use super::words::{count, row_says, wants};
use crate::engine::port::FleetRow;
use crate::rules::RowSign;

/// The lines, each of which begins with `keyward: `.
pub fn lines(shared: &Shared) -> Vec<String> {
    let Some(fleet) = &shared.fleet else { return Vec::new() };
    if shared.practice {
        return vec!["keyward: that was practice; nothing of it is kept.".to_owned()];
    }
    let broken: Vec<&FleetRow> = fleet.rows.iter().filter(|row| row.row.sign == RowSign::Broken).collect();
    let rows = if broken.is_empty() { fleet.rows.iter().filter(|row| wants(row)).collect() } else { broken };
    let need = rows.len();
    let mut lines = Vec::new();
    if need > 0 {
        let verb = if need == 1 { "needs" } else { "need" };
        let named: Vec<String> = rows.iter().take(3).map(|row| row_says(row)).collect();
        let more = if need > 3 { format!("; and {} more", need - 3) } else { String::new() };
        lines.push(format!("keyward: {} {verb} you. {}{more}.", count(need, "key", "keys"), named.join("; ")));
    }
    lines.extend(fleet.rows.iter().filter_map(open_flow));
    lines
}

/// A passphrase that was made and is lost with the sitting.
pub fn lost(state: &State) -> Option<String> {
    let lost = !state.shared.practice && state.layers.iter().any(|layer| layer.screen.holds_made_passphrase());
    let says = "keyward: the passphrase that was made is wiped. Was a key made with it? Make another.";
    lost.then(|| says.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing;

    #[test]
    fn leaving_says_what_is_open() {
        let shared = testing::shared((80, 24));
        assert_eq!(
            lines(&shared),
            [
                "keyward: 2 keys need you. grid-eth can withdraw; 3c-dca is 82 days late.",
                "keyward: rotating hb-xemm, at step Alive.   keyward rotate hb-xemm",
            ]
        );
    }

    #[test]
    fn where_nothing_is_open_nothing_is_said() {
        let mut shared = testing::shared((80, 24));
        let fleet = shared.fleet.as_mut().unwrap();
        fleet.rows.retain(|row| row.row.sign == RowSign::Fine);
        assert!(lines(&shared).is_empty());
        shared.fleet = None;
        assert!(lines(&shared).is_empty());
    }

    #[test]
    fn what_is_only_soon_is_said_where_nothing_is_broken() {
        let mut shared = testing::shared((80, 24));
        let fleet = shared.fleet.as_mut().unwrap();
        fleet.rows.retain(|row| row.row.sign != RowSign::Broken && row.flow.is_none());
        assert_eq!(
            lines(&shared),
            ["keyward: 3 keys need you. mm-sol expires in 7 d; arb-okx is due in 11 d; kr-btc needs you: 4 facts."]
        );
    }
}
