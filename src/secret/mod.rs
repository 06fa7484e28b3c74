//! The only room that sees the bytes of a secret: it keeps them, wipes them, signs with them and takes pasted text apart.
//!
//! *Handles travel, bytes stay.* A [`field`], a [`sheet`] of fields or a [`prompt`] fills [`Parts`], [`Credential::new`]
//! checks them, the [`tray`] holds the result until the engine takes it off once by its handle. What is opened again is
//! opened by a method whose name begins with `expose`, so that one search finds every use; only `vault`, `exchanges` and
//! `system/process` may call one (and whoever writes the home's own key to its file).
//!
//! To add a form of key (another curve, say): a variant of [`Form`], its reading in `private`, its signing in [`sign`] with
//! a published vector as a test, its word in `slot`'s sealed form.

mod credential;
mod der;
pub mod digest;
pub mod field;
mod loose_json;
pub mod mask;
mod passphrase;
mod pem;
mod private;
pub mod prompt;
pub mod sheet;
pub mod sign;
mod slot;
pub mod snippet;
mod standard_input;
pub mod tray;
pub mod usual;
mod wiped;

pub use credential::{Credential, Form, Parts, check_text};
pub use digest::{Hasher, HomeKey, sha256};
pub use field::{Field, PASTE_LIMIT};
pub use passphrase::make_passphrase;
pub use sheet::{Place, Sheet};
pub use sign::{
    Encoding, ed25519_base64, hmac_sha256_base64, hmac_sha256_hex, rsa_sha256_base64, sign, verify_ed25519,
    verify_hmac_sha256, verify_rsa_sha256,
};
pub use slot::SlotLabel;
pub use standard_input::credential_from_json;
pub use tray::{Handle, Tray};
pub use wiped::Wiped;
