//! Signatures: `X.wasm.minisig` beside `X.wasm`, made with minisign.

use std::{fs, io::ErrorKind, path::Path};

use minisign_verify::{PublicKey, Signature};

/// Bytes of a signature file.
const BYTES_MAX: u64 = 16 << 10;

/// Whose signatures count, and whether one is needed.
#[derive(Clone, Default)]
pub struct SignatureRule {
    keys: Vec<PublicKey>,
    is_required: bool,
}

impl SignatureRule {
    /// Reads the keys: the second line of a `.pub` file each.
    pub fn new(trusted_keys: &[String], is_required: bool) -> Result<Self, String> {
        let read = |key: &String| {
            PublicKey::from_base64(key).map_err(|error| format!("the trusted key {key}: {error}"))
        };
        let keys = trusted_keys.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { keys, is_required })
    }

    /// Whether these bytes, read from this file, may be loaded, by the signature beside it.
    pub fn check_file(&self, file: &Path, wasm: &[u8]) -> Result<(), String> {
        self.check(file, read_signature(file)?.as_deref(), wasm)
    }

    /// Whether these bytes may be loaded. A signature that is there is checked even where none is
    /// needed.
    pub(crate) fn check(
        &self,
        file: &Path,
        signature: Option<&str>,
        wasm: &[u8],
    ) -> Result<(), String> {
        let file = file.display();
        let text = match signature {
            _ if self.keys.is_empty() && !self.is_required => return Ok(()),
            None if !self.is_required => return Ok(()),
            None => {
                return Err(format!(
                    "there is no signature {file}.minisig, and [plugins] require_signature = true. To \
                     make one: minisign -Sm {file}"
                ));
            }
            Some(text) => text,
        };
        let signature = Signature::decode(text)
            .map_err(|error| format!("the signature {file}.minisig: {error}"))?;
        let is_good = |key: &PublicKey| key.verify(wasm, &signature, false).is_ok();
        if self.keys.iter().any(is_good) {
            Ok(())
        } else {
            Err(format!(
                "the signature {file}.minisig is not by one of [plugins] trusted_keys over this file"
            ))
        }
    }
}

/// The signature beside a component, if there is one.
pub(crate) fn read_signature(file: &Path) -> Result<Option<String>, String> {
    let mut path = file.as_os_str().to_owned();
    path.push(".minisig");
    let path = Path::new(&path);
    let error = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    match fs::metadata(path) {
        Ok(meta) if meta.len() > BYTES_MAX => Err(error(&"it is too long to be a signature")),
        Ok(_) => fs::read(path)
            .map(|bytes| Some(String::from_utf8_lossy(&bytes).into_owned()))
            .map_err(|cause| error(&cause)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(error(&cause)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key and its signature over `test`, from the documentation of minisign-verify.
    const KEY: &str = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
    const SIGNATURE: &str = "untrusted comment: signature from minisign secret key\n\
        RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=\n\
        trusted comment: timestamp:1556193335\tfile:test\n\
        y/rUw2y8/hOUYjZU71eHp/Wo1KZ40fGy2VJEDl34XMJM+TX48Ss/17u3IvIfbVR1FkZZSNCisQbuQY+bHwhEBg==\n";

    fn rule(is_required: bool) -> SignatureRule {
        SignatureRule::new(&[KEY.to_owned()], is_required).unwrap()
    }

    fn check(is_required: bool, signature: Option<&str>, wasm: &[u8]) -> Result<(), String> {
        rule(is_required).check(Path::new("x.wasm"), signature, wasm)
    }

    #[test]
    fn a_signature_is_checked_where_it_is_and_missed_where_it_is_needed() {
        assert!(check(false, None, b"test").is_ok());
        let missing = check(true, None, b"test").unwrap_err();
        assert!(missing.contains("minisign -Sm"), "{missing}");
        assert_eq!(check(true, Some(SIGNATURE), b"test"), Ok(()));
        let wrong = check(false, Some(SIGNATURE), b"another");
        assert!(wrong.is_err(), "a wrong one is worse than none");
        for garbage in ["", "x", "\u{0}\u{0}", &"RWQ\n".repeat(1_000)] {
            assert!(check(true, Some(garbage), b"test").is_err());
        }
    }

    #[test]
    fn a_signature_is_read_from_beside_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.wasm");
        assert_eq!(read_signature(&file), Ok(None));
        fs::write(folder.path().join("x.wasm.minisig"), SIGNATURE).unwrap();
        assert_eq!(read_signature(&file), Ok(Some(SIGNATURE.to_owned())));
        fs::write(folder.path().join("x.wasm.minisig"), "x".repeat(20_000)).unwrap();
        assert!(read_signature(&file).is_err());
    }

    #[test]
    fn what_is_no_key_is_named() {
        let error = SignatureRule::new(&["RWQ".to_owned()], false)
            .err()
            .unwrap();
        assert!(error.contains("RWQ"), "{error}");
    }
}
