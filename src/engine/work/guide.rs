//! The venue's guide for the step that a flow stands at, with everything filled in.

use super::fleet::with_case;
use crate::domain::{Problem, Scope};
use crate::engine::inner::Inner;
use crate::engine::port::{FleetRow, GuideLine};
use crate::engine::scene::Scene;
use crate::flows::{GuideShown, Snapshot};
use crate::inventory::Reads;
use crate::rules::fill;

/// The lines for this step; empty where the step has none.
pub(in crate::engine) fn lines(
    inner: &Inner,
    see: &Reads<'_>,
    scene: &Scene,
    snapshot: &Snapshot,
    row: &FleetRow,
) -> Result<Vec<GuideLine>, Problem> {
    // What is mended is the new key; what is deleted is the old one.
    let about = match snapshot.guide {
        GuideShown::Edit => scene.new.as_ref().or(scene.old.as_ref()),
        _ => scene.old.as_ref().or(scene.new.as_ref()),
    };
    let Some(about) = about else {
        return Ok(create(scene, row, |text| without_key(text, scene, row)));
    };
    with_case(inner, see, &about.row, |case, _| {
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

/// The places of a guide's sentence for a bot that has no key at all now.
fn without_key(text: &str, scene: &Scene, row: &FleetRow) -> String {
    let path = scene.venue.site(&row.site).map_or(scene.venue.name.as_str(), |site| site.ui_path.as_str());
    let listed = scene.host.as_ref().map(|host| host.addresses.iter().map(ToString::to_string).collect::<Vec<_>>());
    let listed = listed.filter(|list| !list.is_empty()).map(|list| list.join(", "));
    text.replace("{site_path}", path)
        .replace("{account}", &row.account.to_string())
        .replace("{hint}", &row.hint.map_or_else(String::new, |hint| hint.to_string()))
        .replace("{addresses}", listed.as_deref().unwrap_or("the address that its bot is seen from"))
}

fn page(venue: &crate::domain::VenueFacts, row: &FleetRow, text: String) -> GuideLine {
    let address = venue.site(&row.site).map(|site| site.page.clone());
    GuideLine { label: "Page".to_owned(), text, copies: address }
}

fn plain(label: &str, text: String) -> GuideLine {
    GuideLine { label: label.to_owned(), text, copies: None }
}

/// How the key is made: the page, a name, the bot's rights, its host's addresses.
fn create(scene: &Scene, row: &FleetRow, filled: impl Fn(&str) -> String) -> Vec<GuideLine> {
    let label = format!("{}-{}", row.bot, scene.world().now.format("%m%d"));
    let addresses =
        scene.host.as_ref().map(|host| host.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
    let mut lines: Vec<GuideLine> = scene
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
            let text = filled(&step.text.replace("{label}", &label));
            GuideLine { label: step.label.clone(), text, copies }
        })
        .collect();
    if let Some(needs) = scene.bot.needs() {
        let words: Vec<&str> = needs.iter().map(|scope| scope.word()).collect();
        if !needs.contains(&Scope::Withdraw) {
            let text = format!("{} needs {}; withdraw stays off.", scene.bot.name, words.join(", "));
            lines.push(plain("It needs", text));
        }
    }
    lines
}
