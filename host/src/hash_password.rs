//! `frontdesk hash-password`: what belongs in the place that `password_hash` names.

use std::{
    io::{IsTerminal as _, stdin},
    process::ExitCode,
};

use anyhow::{Context as _, Result, anyhow, bail};
use argon2::{Argon2, PasswordHasher as _, password_hash::SaltString};
use rand::{TryRngCore as _, rngs::OsRng};

/// Shorter passwords are refused.
const CHARS_MIN: usize = 8;
/// The API refuses longer ones unread.
const BYTES_MAX: usize = 1_024;

/// Reads one line and prints its argon2id hash.
#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the answer is for whoever asked"
)]
pub(crate) fn run() -> Result<ExitCode> {
    if stdin().is_terminal() {
        eprintln!("Type the password (it is shown), then Enter:");
    }
    let mut line = String::new();
    stdin()
        .read_line(&mut line)
        .context("reading the password")?;
    let mut salt = [0; 16];
    OsRng
        .try_fill_bytes(&mut salt)
        .context("asking the system for random bytes")?;
    println!("{}", hash(line.trim_end_matches(['\r', '\n']), salt)?);
    Ok(ExitCode::SUCCESS)
}

fn hash(password: &str, salt: [u8; 16]) -> Result<String> {
    if password.chars().count() < CHARS_MIN {
        bail!("a password needs at least {CHARS_MIN} characters");
    }
    if password.len() > BYTES_MAX {
        bail!("a password has at most {BYTES_MAX} bytes");
    }
    let salt = SaltString::encode_b64(&salt).map_err(|error| anyhow!("the salt: {error}"))?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    Ok(hash
        .map_err(|error| anyhow!("hashing: {error}"))?
        .to_string())
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHash, PasswordVerifier as _};

    use super::*;

    #[test]
    fn a_hash_fits_its_password_and_no_other() {
        let hash = hash("correct horse", [7; 16]).unwrap();
        let hash = PasswordHash::new(&hash).unwrap();
        assert!(
            Argon2::default()
                .verify_password(b"correct horse", &hash)
                .is_ok()
        );
        assert!(
            Argon2::default()
                .verify_password(b"correct horsf", &hash)
                .is_err()
        );
    }

    #[test]
    fn a_short_password_is_refused() {
        assert!(hash("1234567", [7; 16]).is_err());
    }
}
