//! The release binary.

use crate::table::Table;

const MOST_MB: f64 = 10.0;

pub fn measure(table: &mut Table) {
    let bytes = std::fs::metadata(crate::binary()).expect("the binary is there").len();
    let mb = bytes as f64 / 1e6;
    table.line("release binary", &format!("{mb:.2} MB"), Some((mb <= MOST_MB, format!("at most {MOST_MB:.0} MB"))));
}
