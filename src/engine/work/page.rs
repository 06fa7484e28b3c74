//! The made-up exchange's page of keys, as practice shows it: there keys are made, changed and deleted, mistakes included.

use super::practice::{OpenPage, Practice, kind_of};
use crate::domain::{KeyRef, Problem};
use crate::engine::inner::Inner;
use crate::engine::port::{FreshKey, PageJob, PageLine, PageView, Target};
use crate::practice::Page;
use crate::secret::{Credential, Handle, Wiped, credential_from_json, make_passphrase};
use std::sync::PoisonError;

/// Does something at the page and shows it.
pub(in crate::engine) fn page(inner: &Inner, job: &PageJob) -> Result<PageView, Problem> {
    let practice = inner.practice.as_ref().ok_or_else(|| {
        Problem::new("The page could not be shown", "this is no practice", "In earnest the page is the exchange's own.")
    })?;
    let mut kept = practice.page.lock().unwrap_or_else(PoisonError::into_inner);
    if let PageJob::Show(target) = job {
        let (page, chosen) = open(inner, practice, target)?;
        let open = kept.insert(OpenPage { page, passphrase: None });
        return Ok(view(&open.page, chosen, None));
    }
    let (page, passphrase) = kept
        .as_mut()
        .map(|open| (&mut open.page, &mut open.passphrase))
        .ok_or_else(|| Problem::new("The page could not be shown", "none is open", "Open it from a key: o."))?;
    let name = page_name(page);
    let refused = |error: crate::practice::Refused| {
        Problem::new(format!("{name} did not take it"), error.to_string(), "Change it and save again.")
    };
    let mut taken = None;
    let mut chosen = None;
    match job {
        PageJob::Show(_) => {}
        PageJob::Account(place) => {
            if let Some((number, _)) = page.accounts().get(*place) {
                page.switch(*number);
            }
        }
        PageJob::Toggle { row, toggle } => {
            choose(page, *row);
            page.flip(*toggle);
            chosen = Some(*row);
        }
        PageJob::List { row, text } => {
            choose(page, *row);
            page.set_list(text);
            chosen = Some(*row);
        }
        PageJob::Save => {
            if let Err(error) = page.save() {
                return Err(refused(error));
            }
        }
        PageJob::Make { name, list, passphrase: given } => {
            page.begin();
            page.set_label(name);
            page.set_list(list);
            if page.wants_passphrase() {
                let made = match given {
                    Some(given) => inner.tray.take_passphrase(*given, inner.now())?,
                    None => make_passphrase(inner.chance.as_ref())?,
                };
                page.set_passphrase(std::str::from_utf8(made.expose()).unwrap_or_default());
                *passphrase = Some(made);
            }
            if let Err(error) = page.make() {
                return Err(refused(error));
            }
        }
        PageJob::Take => taken = take(inner, page, passphrase.take())?,
        PageJob::Close => {
            page.close();
            *passphrase = None;
        }
        PageJob::Delete(row) => {
            choose(page, *row);
            if let Err(error) = page.delete() {
                return Err(refused(error));
            }
        }
        PageJob::Weather(place) => page.tick(*place),
    }
    Ok(view(page, chosen, taken))
}

fn open(inner: &Inner, practice: &Practice, target: &Target) -> Result<(Page, Option<usize>), Problem> {
    let meant = KeyRef { bot: target.bot.clone(), exchange: target.exchange.clone(), generation: target.generation };
    let key = inner.inventory.read(|see| see.resolve(&meant))?.key;
    let venue = inner.venue(&key.exchange)?;
    let nowhere = || {
        Problem::new("The page could not be shown", "the made-up exchange has no such account", "Choose another key.")
    };
    let kind = kind_of(venue).ok_or_else(nowhere)?;
    let site = kind.site(key.site.as_str()).ok_or_else(nowhere)?;
    let page = practice.world.page(kind, site, &key.account).ok_or_else(nowhere)?;
    let chosen = page.rows().iter().position(|row| row.hint == key.hint);
    Ok((page, chosen))
}

fn page_name(page: &Page) -> String {
    page.title().split(',').next().unwrap_or_default().to_owned()
}

fn choose(page: &mut Page, row: usize) {
    if let Some(number) = page.rows().get(row).map(|row| row.number)
        && page.chosen() != Some(number)
    {
        page.choose(number);
    }
}

/// The key that is shown once, put where a paste would be: on the tray, not on any clipboard.
fn take(inner: &Inner, page: &mut Page, passphrase: Option<Wiped>) -> Result<Option<Handle>, Problem> {
    let Some(text) = page.take() else { return Ok(None) };
    let mut parts = credential_from_json(text.expose())?;
    if let Some(passphrase) = passphrase {
        parts = parts.with_passphrase(std::str::from_utf8(passphrase.expose()).unwrap_or_default());
    }
    Ok(Some(inner.tray.put(Credential::new(parts)?, inner.now())))
}

/// The page as it is drawn. Looks only: a key whose secret is shown once stays on the screen.
fn view(page: &Page, chosen: Option<usize>, taken: Option<Handle>) -> PageView {
    let unsaved = page.is_edited();
    let under = page.chosen();
    let rows = page.rows().into_iter().map(|row| {
        let edited = unsaved && under == Some(row.number);
        let toggles = if edited { page.toggles() } else { page.toggles_of(row.number) };
        PageLine {
            name: row.label,
            hint: row.hint,
            permissions: row.permissions,
            list: if edited { page.list().to_owned() } else { row.addresses },
            made: row.made,
            last_used: row.last_used.map_or_else(|| "never".to_owned(), |at| at.format("%m-%d %H:%M").to_string()),
            toggles: toggles.into_iter().map(|toggle| (toggle.name.to_owned(), toggle.on)).collect(),
            secret: row.secret_shown.map_or_else(
                || "shown once, when it was made".to_owned(),
                |at| format!("shown once, at {}; it cannot be shown again", at.format("%H:%M")),
            ),
        }
    });
    let rows = rows.collect();
    PageView {
        exchange: page_name(page),
        says: page.notice().map_or_else(|| format!("{} n makes one.", page.head()), str::to_owned),
        rows,
        chosen,
        fresh: page.fresh().map(|fresh| FreshKey {
            name: fresh.label,
            hint: fresh.hint,
            passphrase: fresh.passphrase,
            taken: fresh.taken,
        }),
        weather: page.weather().into_iter().map(|line| (line.name.to_owned(), line.on)).collect(),
        taken,
        unsaved,
    }
}
