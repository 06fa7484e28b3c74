//! The venue's guide for the step that a flow stands at, with everything filled in.

use super::fleet::with_case;
use crate::domain::{Problem, Scope, VenueFacts};
use crate::engine::inner::Inner;
use crate::engine::port::{FleetRow, GuideLine};
use crate::engine::scene::Scene;
use crate::flows::{GuideShown, Snapshot};
use crate::inventory::{KeyRow, Reads};
use crate::rules::fill;

/// The lines for this step, filled in with what is known of a key (its last one, where the bot has none now); empty where
/// the step has none.
pub(in crate::engine) fn lines(
    inner: &Inner,
    see: &Reads<'_>,
    scene: &Scene,
    snapshot: &Snapshot,
    about: &KeyRow,
    row: &FleetRow,
) -> Result<Vec<GuideLine>, Problem> {
    // What is mended is the new key; what is deleted is the old one.
    let about = match (snapshot.guide, &scene.new) {
        (GuideShown::Edit, Some(new)) => &new.row,
        _ => about,
    };
    with_case(inner, see, about, |case, _| {
        let filled = |text: &str| fill(text, case);
        match snapshot.guide {
            GuideShown::Nothing => Vec::new(),
            GuideShown::Create => create(scene, row, filled),
            GuideShown::Edit => {
                let mut lines = vec![page(case.venue, row, filled("{site_path}"))];
                if case.venue.edit_rights {
                    lines.push(plain("Rights", filled(&case.venue.guide.edit_rights)));
                }
                if case.venue.edit_list {
                    lines.push(plain("Addresses", filled(&case.venue.guide.edit_list)));
                }
                lines
            }
            GuideShown::Delete | GuideShown::Kill => {
                let guide = &case.venue.guide.delete;
                let mut lines = vec![
                    page(case.venue, row, filled("{site_path}")),
                    plain("Find", format!("the key that ends in {}", case.key().hint.text())),
                    plain("Delete", filled(&guide.delete)),
                ];
                if snapshot.guide == GuideShown::Kill {
                    if !guide.disarm.is_empty() {
                        lines.push(plain("Untick", filled(&guide.disarm)));
                    }
                    lines.push(plain("Freeze", case.venue.freeze_path.clone()));
                }
                lines
            }
        }
    })
}

fn page(venue: &crate::domain::VenueFacts, row: &FleetRow, text: String) -> GuideLine {
    let address = venue.site(&row.site).map(|site| site.page.clone());
    GuideLine { label: "Page".to_owned(), text, copies: address }
}

fn plain(label: &str, text: String) -> GuideLine {
    GuideLine { label: label.to_owned(), text, copies: None }
}

/// How the key is made: the page, a name, the rights that its bot needs, its host's addresses.
fn create(scene: &Scene, row: &FleetRow, filled: impl Fn(&str) -> String) -> Vec<GuideLine> {
    let label = format!("{}-{}", row.bot, scene.world().now.format("%m%d"));
    let addresses =
        scene.host.as_ref().map(|host| host.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
    let lines: Vec<GuideLine> = scene
        .venue
        .guide
        .create
        .iter()
        .map(|step| {
            let copies = match step.copies.as_deref() {
                Some("page") => scene.venue.site(&row.site).map(|site| site.page.clone()),
                Some("label") => Some(label.clone()),
                Some("addresses") => addresses.clone().filter(|text| !text.is_empty()),
                _ => None,
            };
            // The label is the new key's own name, so that two keys on one page are told apart.
            let text = match (step.label.as_str(), scene.bot.needs()) {
                ("Permissions", Some(needs)) => ticks(scene.venue, needs).unwrap_or_else(|| filled(&step.text)),
                _ => filled(&step.text.replace("{label}", &label)),
            };
            GuideLine { label: step.label.clone(), text, copies }
        })
        .collect();
    lines
}

/// What is to be ticked for a bot of these needs, in the venue's own words: `✓ Read   ✓ Trade   ✗ Withdraw stays off`. `None`
/// where a need has no toggle of its own there.
fn ticks(venue: &VenueFacts, needs: &[Scope]) -> Option<String> {
    let covered = |scope: &Scope| venue.toggles.iter().any(|toggle| toggle.scopes.contains(scope));
    if !needs.iter().all(covered) {
        return None;
    }
    let words: Vec<String> = venue
        .to_tick(needs)
        .into_iter()
        .map(|(on, name)| if on { format!("✓ {name}") } else { format!("✗ {name} stays off") })
        .collect();
    Some(words.join("   "))
}
