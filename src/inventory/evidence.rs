//! What was asked and said about a key's life, numbered over all keys: the grade is a pure function of these rows.

use super::cells::{Cells, list_word, list_word_text, millis, millis_or_null, tri, way};
use super::trouble::Say;
use super::{Reads, Writing};
use crate::domain::{Asked, Class, Code, Digest, Evidence, EvidenceKind, KeyId, Power, Problem, Sign, SiteId};
use rusqlite::named_params;

/// A row of evidence, with what the evidence screen shows besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRow {
    /// What happened.
    pub evidence: Evidence,
    /// The machine that answered; `None` for words of a person.
    pub host: Option<Box<str>>,
    /// How far our clock stood from the exchange's, in milliseconds; ours minus theirs.
    pub skew_millis: Option<i64>,
    /// How long the answer took, in milliseconds.
    pub took_millis: Option<u32>,
    /// The digest of the reading behind it.
    pub digest: Option<Digest>,
}

const COLUMNS: &str =
    "e.number, e.at, e.exchange_at, e.site, e.way, e.egress, e.what, e.class, e.sign, e.code, e.control,
    e.power_trade, e.power_move, e.list_word";
const UNREAD: &str = "The evidence could not be read";

impl Reads<'_> {
    /// All evidence of a key, oldest first: what its grade follows from.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn evidence(&self, key: KeyId) -> Result<Vec<Evidence>, Problem> {
        self.connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM evidence e WHERE e.key_id = ?1 ORDER BY e.number"))
            .and_then(|mut rows| rows.query_map([key.0], |row| evidence_from(&mut Cells::of(row)))?.collect())
            .say(UNREAD)
    }

    /// A page of a key's evidence, newest first: rows before a number (`None`: from the newest), at most `limit`.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn evidence_page(&self, key: KeyId, before: Option<i64>, limit: u32) -> Result<Vec<EvidenceRow>, Problem> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS}, e.host, e.skew_millis, e.took_millis, e.digest FROM evidence e
                 WHERE e.key_id = ?1 AND e.number < ?2 ORDER BY e.number DESC LIMIT ?3"
            ))
            .and_then(|mut rows| {
                rows.query_map((key.0, before.unwrap_or(i64::MAX), limit), |row| row_from(&mut Cells::of(row)))?
                    .collect()
            })
            .say(UNREAD)
    }
}

impl Writing<'_> {
    /// Adds one question with its answer: the evidence, the key's last answer, and, where it is a reading, that reading
    /// as history and as the key's facts. Returns the row's number. The grade is set apart ([`Writing::set_grade`]).
    ///
    /// # Errors
    /// The key was removed, or the database cannot be written.
    pub fn add_asked(&self, key: KeyId, asked: &Asked) -> Result<i64, Problem> {
        let row = EvidenceRow {
            evidence: asked.evidence(),
            host: Some(asked.host.clone()),
            skew_millis: asked.skew_millis,
            took_millis: Some(asked.took_millis),
            digest: asked.answer.as_ref().ok().map(|reading| reading.digest),
        };
        // The key first: its absence is a sentence of its own.
        self.set_answer(key, asked.at, asked.class())?;
        let number = self.store_evidence(key, &row)?;
        if let Ok(reading) = &asked.answer {
            let before = self.readings(key, None, 1)?.pop();
            let changed_from = before.filter(|row| row.reading_differs(reading)).map(|row| row.number);
            self.add_reading(key, number, reading)?;
            self.set_reading(key, asked.at, reading, changed_from)?;
        }
        Ok(number)
    }

    /// Adds a word of a person, a list's word, or any other row, and returns its number; `evidence.number` is ignored.
    ///
    /// # Errors
    /// The key was removed, or the database cannot be written.
    pub fn add_evidence(&self, key: KeyId, evidence: &Evidence) -> Result<i64, Problem> {
        let row =
            EvidenceRow { evidence: evidence.clone(), host: None, skew_millis: None, took_millis: None, digest: None };
        self.store_evidence(key, &row)
    }

    fn store_evidence(&self, key: KeyId, row: &EvidenceRow) -> Result<i64, Problem> {
        let EvidenceRow { evidence, host, skew_millis, took_millis, digest } = row;
        let mut cells = KindCells { what: what_text(&evidence.kind), ..KindCells::default() };
        match &evidence.kind {
            EvidenceKind::Answer { class, sign, code, control, power } => {
                cells.class = Some(class.word());
                cells.sign = Some(sign.word());
                cells.code = code.as_ref().map(Code::as_str);
                cells.control = Some(*control);
                cells.trade = power.map(|power| power.trade.word());
                cells.moves = power.map(|power| power.move_coins.word());
            }
            EvidenceKind::List { word } => cells.list = Some(list_word_text(*word)),
            EvidenceKind::DeleteConfirmed
            | EvidenceKind::YouSawGone
            | EvidenceKind::YouSaidOff
            | EvidenceKind::YouSaidDeleted => {}
        }
        self.connection
            .prepare_cached(
                "INSERT INTO evidence (key_id, at, exchange_at, site, way, egress, what, class, sign, code, control,
                     power_trade, power_move, list_word, host, skew_millis, took_millis, digest)
                 VALUES (:key, :at, :exchange_at, :site, :way, :egress, :what, :class, :sign, :code, :control, :trade,
                     :moves, :list, :host, :skew, :took, :digest)",
            )
            .and_then(|mut insert| {
                insert.insert(named_params! {
                    ":key": key.0,
                    ":at": millis(evidence.at),
                    ":exchange_at": millis_or_null(evidence.exchange_at),
                    ":site": evidence.site.as_str(),
                    ":way": evidence.way.as_text(),
                    ":egress": evidence.egress.map(|address| address.to_string()),
                    ":what": cells.what,
                    ":class": cells.class,
                    ":sign": cells.sign,
                    ":code": cells.code,
                    ":control": cells.control,
                    ":trade": cells.trade,
                    ":moves": cells.moves,
                    ":list": cells.list,
                    ":host": host,
                    ":skew": skew_millis,
                    ":took": took_millis,
                    ":digest": digest.as_ref().map(Digest::bytes),
                })
            })
            .say("The evidence could not be saved")
    }
}

/// The columns that differ by what happened.
#[derive(Default)]
struct KindCells<'e> {
    what: &'static str,
    class: Option<&'static str>,
    sign: Option<&'static str>,
    code: Option<&'e str>,
    control: Option<bool>,
    trade: Option<&'static str>,
    moves: Option<&'static str>,
    list: Option<&'static str>,
}

const fn what_text(kind: &EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Answer { .. } => "answer",
        EvidenceKind::List { .. } => "list",
        EvidenceKind::DeleteConfirmed => "delete-confirmed",
        EvidenceKind::YouSawGone => "you-saw-gone",
        EvidenceKind::YouSaidOff => "you-said-off",
        EvidenceKind::YouSaidDeleted => "you-said-deleted",
    }
}

fn row_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<EvidenceRow> {
    Ok(EvidenceRow {
        evidence: evidence_from(cells)?,
        host: cells.take()?,
        skew_millis: cells.take()?,
        took_millis: cells.take()?,
        digest: cells.digest_or_null()?,
    })
}

fn evidence_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<Evidence> {
    Ok(Evidence {
        number: cells.take()?,
        at: cells.moment()?,
        exchange_at: cells.moment_or_null()?,
        site: cells.word(|text| SiteId::new(text).ok())?,
        way: cells.word(way)?,
        egress: cells.word_or_null(|text| text.parse().ok())?,
        kind: kind_from(cells)?,
    })
}

fn kind_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<EvidenceKind> {
    let what: Box<str> = cells.take()?;
    let class = cells.word_or_null(Class::parse)?;
    let sign = cells.word_or_null(Sign::parse)?;
    let code = cells.word_or_null(|text| Some(Code::new(text)))?;
    let control: Option<bool> = cells.take()?;
    let trade = cells.word_or_null(tri)?;
    let moves = cells.word_or_null(tri)?;
    let list = cells.word_or_null(list_word)?;
    let power = trade.zip(moves).map(|(trade, move_coins)| Power { trade, move_coins });
    match (&*what, class, sign, control, list) {
        ("answer", Some(class), Some(sign), Some(control), _) => {
            Ok(EvidenceKind::Answer { class, sign, code, control, power })
        }
        ("list", _, _, _, Some(word)) => Ok(EvidenceKind::List { word }),
        ("delete-confirmed", ..) => Ok(EvidenceKind::DeleteConfirmed),
        ("you-saw-gone", ..) => Ok(EvidenceKind::YouSawGone),
        ("you-said-off", ..) => Ok(EvidenceKind::YouSaidOff),
        ("you-said-deleted", ..) => Ok(EvidenceKind::YouSaidDeleted),
        _ => Err(cells.unreadable()),
    }
}
