//! The one identity that all credentials are sealed to, itself sealed by the passphrase.

use super::folder::Folder;
use super::{IDENTITY, IDENTITY_DIGEST, why};
use crate::secret::{Wiped, sha256};
use crate::vault::VaultError;
use age::secrecy::{ExposeSecret as _, SecretString};
use age::{DecryptError, Decryptor, scrypt, x25519};
use std::io::Read;

/// Files of a slower or a faster computer are opened up to this work factor: 4 GiB, half a minute.
const MOST_WORK: u8 = 22;

/// Makes a new identity and keeps it under a passphrase. Of two processes that do so at once one gets
/// [`VaultError::Exists`].
pub(super) fn make(folder: &Folder, passphrase: &Wiped, work_factor: u8) -> Result<x25519::Identity, VaultError> {
    if folder.has(IDENTITY)? {
        return Err(VaultError::Exists);
    }
    let identity = x25519::Identity::generate();
    let text = identity.to_string();
    let mut file = Wiped::with_capacity(256);
    file.push(b"# Opens keyward's sealed files: age -d -i THIS SLOT.age\n");
    file.push(text.expose_secret().as_bytes());
    file.push(b"\n");
    let mut recipient = scrypt::Recipient::new(words(passphrase)?);
    recipient.set_work_factor(work_factor.clamp(1, MOST_WORK));
    let sealed = age::encrypt(&recipient, file.expose()).map_err(|_| not_sealed())?;
    folder.make()?;
    folder.write_new(IDENTITY, &sealed)?;
    note_digest(folder, &sealed);
    Ok(identity)
}

/// Opens the identity. A wrong passphrase, a cut file, a changed one and one that is none are four answers.
pub(super) fn open(folder: &Folder, passphrase: &Wiped) -> Result<x25519::Identity, VaultError> {
    let damaged = |why: String| VaultError::Damaged { what: format!("the file {IDENTITY}"), why };
    let sealed = folder.read(IDENTITY)?.ok_or(VaultError::Unmade)?;
    let digest = folder.read(IDENTITY_DIGEST)?;
    let is_whole = digest.as_deref().map(|digest| digest == sha256(&sealed).hex().as_bytes());
    let mut key = scrypt::Identity::new(words(passphrase)?);
    key.set_max_work_factor(MOST_WORK);
    let opened = unseal(&key, &sealed).map_err(|error| match error {
        DecryptError::InvalidHeader | DecryptError::UnknownFormat if !sealed.starts_with(b"age-encryption.org/") => {
            damaged("it is no age file".into())
        }
        DecryptError::InvalidHeader => damaged("it was cut off or changed".into()),
        DecryptError::NoMatchingKeys => damaged("it is not sealed by a passphrase".into()),
        DecryptError::ExcessiveWork { .. } => damaged("its passphrase costs more work than keyward does".into()),
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed if is_whole == Some(false) => {
            damaged("it was changed".into())
        }
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => VaultError::WrongPassphrase,
        error => damaged(why(&error)),
    })?;
    if is_whole != Some(true) {
        note_digest(folder, &sealed);
    }
    let text = std::str::from_utf8(opened.expose()).unwrap_or_default();
    let line = text.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-"));
    line.and_then(|line| line.parse().ok()).ok_or_else(|| damaged("there is no identity in it".into()))
}

/// Seals bytes to the identity.
pub(super) fn seal(identity: &x25519::Identity, bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
    age::encrypt(&identity.to_public(), bytes).map_err(|_| not_sealed())
}

/// Opens what was sealed, straight into wiped memory that never moves: what is inside is shorter than the file.
pub(super) fn unseal(identity: &dyn age::Identity, sealed: &[u8]) -> Result<Wiped, DecryptError> {
    let mut reader = Decryptor::new_buffered(sealed)?.decrypt(std::iter::once(identity))?;
    let mut opened = Wiped::with_capacity(sealed.len());
    let mut piece = zeroize::Zeroizing::new([0; 1024]);
    loop {
        match reader.read(&mut *piece)? {
            0 => return Ok(opened),
            count => opened.push(piece.get(..count).unwrap_or_default()),
        }
    }
}

/// Kept beside, so that a changed file is never called a wrong passphrase. Without it nothing is worse than before: a failure
/// is none.
fn note_digest(folder: &Folder, sealed: &[u8]) {
    let _ = folder.remove(IDENTITY_DIGEST);
    let _ = folder.write_new(IDENTITY_DIGEST, sha256(sealed).hex().as_bytes());
}

fn words(passphrase: &Wiped) -> Result<SecretString, VaultError> {
    let text = std::str::from_utf8(passphrase.expose()).map_err(|_| VaultError::WrongPassphrase)?;
    Ok(SecretString::from(text.to_owned()))
}

fn not_sealed() -> VaultError {
    VaultError::Refused { place: "the sealed file", why: "it could not be encrypted".into() }
}
