//! Who says so: every answer about one key, newest first.

use super::fleet::row_of;
use crate::domain::{EvidenceKind, KeyId, Problem};
use crate::engine::asking::way_of;
use crate::engine::inner::Inner;
use crate::engine::port::{EvidenceCard, ReadingLine};
use crate::rules;

/// As many answers as a person reads; the rest stays in the inventory.
const SHOWN: u32 = 500;

/// All that was said about one key's life and rights.
pub(in crate::engine) fn evidence(inner: &Inner, id: KeyId) -> Result<EvidenceCard, Problem> {
    inner.inventory.read(|see| {
        let row = see.key_row(id)?.ok_or_else(|| {
            Problem::new("The evidence could not be shown", "the key was removed meanwhile", "Look at the fleet again.")
        })?;
        let venue = inner.venue(&row.key.exchange)?;
        let rows: Vec<_> = see.evidence_page(id, None, SHOWN)?.into_iter().map(|row| row.evidence).collect();
        let read = see.readings(id, None, SHOWN)?;
        let mut readings = Vec::with_capacity(read.len());
        let mut older = read.iter().skip(1);
        for reading in &read {
            let changed =
                older.next().map(|before| rules::changes(&before.reading, &reading.reading)).unwrap_or_default();
            let egress = rows
                .iter()
                .find(|row| row.number == reading.number && matches!(row.kind, EvidenceKind::Answer { .. }))
                .and_then(|row| row.egress)
                .or(reading.seen_from);
            readings.push(ReadingLine {
                number: reading.number,
                at: reading.at,
                way: reading.way.clone(),
                egress,
                skew_millis: reading.skew_millis,
                reading: reading.reading.clone(),
                changed,
            });
        }
        let question = format!("what may this key do, asked of {} with {}", venue.name, row.key.hint);
        Ok(EvidenceCard {
            host_way: way_of(row.host.as_ref()),
            row: row_of(inner, see, &row)?,
            rows,
            readings,
            question,
        })
    })
}
