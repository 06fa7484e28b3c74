//! The only room that sees the bytes of a secret: it keeps them, wipes them, signs with them and takes pasted text apart.
//!
//! *Handles travel, bytes stay.* A field or a prompt fills [`Parts`], [`Credential::new`] checks them, the tray holds
//! the result until the engine takes it out once by its handle. What is opened again is opened by a method whose name
//! begins with `expose`, so that one search finds every use; only `vault`, `exchanges` and `system/process` may call one.
//!
//! To add a form of key (another curve, say): a variant in `private`, its signing in `sign` with a published vector as a
//! test, its word in `slot`'s sealed form.

mod credential;
mod der;
mod digest;
mod pem;
mod private;
mod sign;
mod slot;
mod wiped;

pub use credential::{Credential, Form, Parts, check_text};
pub use digest::{Hasher, HomeKey, sha256};
pub use sign::{
    Encoding, ed25519_base64, hmac_sha256_base64, hmac_sha256_hex, rsa_sha256_base64, sign, verify_ed25519,
    verify_hmac_sha256, verify_rsa_sha256,
};
pub use slot::SlotLabel;
pub use wiped::Wiped;
