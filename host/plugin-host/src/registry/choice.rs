//! Which bytes a name runs: the file's, or those that were kept. `host/decisions/0012` says why.

use super::{digest::Digest, lock::Locked};

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// What is in the folder.
    File,
    /// The kept copy with this digest, and why it is not the file.
    Kept {
        digest: Digest,
        /// `None`: the operator wants it so.
        trouble: Option<String>,
    },
    /// Nothing can be run.
    Refused(String),
}

/// What to run when the folder's file has the digest `file` (`None`: it cannot be read). `strict`: only
/// what is locked may run.
pub(crate) fn choose(
    name: &str,
    locked: Option<&Locked>,
    file: Result<Digest, String>,
    strict: bool,
) -> Choice {
    let (locked, file) = match (locked, file) {
        (None, Err(trouble)) => return Choice::Refused(trouble),
        (None, Ok(_)) if !strict => return Choice::File,
        (None, Ok(file)) => {
            return Choice::Refused(format!(
                "plugins.lock has no entry for \"{name}\", and [plugins] locked = true lets nothing else \
                 run. To lock this file ({}): frontdesk plugin lock {name}",
                file.short(),
            ));
        }
        (Some(locked), Err(trouble)) => {
            return Choice::Kept {
                digest: locked.sha256,
                trouble: Some(trouble),
            };
        }
        (Some(locked), Ok(file)) => (locked, file),
    };
    let kept = |trouble| Choice::Kept {
        digest: locked.sha256,
        trouble,
    };
    if file == locked.sha256 {
        Choice::File
    } else if locked.passed_over == Some(file) {
        kept(None)
    } else if strict {
        kept(Some(format!(
            "the file is {}, and plugins.lock says {}. If the change is meant: frontdesk plugin lock {name}",
            file.short(),
            locked.sha256.short(),
        )))
    } else {
        Choice::File
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(passed_over: Option<&[u8]>) -> Locked {
        Locked {
            file: "sms.wasm".to_owned(),
            sha256: Digest::of(b"1"),
            id: "sms".to_owned(),
            version: "1.0.0".to_owned(),
            since_ms: 0,
            earlier: None,
            passed_over: passed_over.map(Digest::of),
        }
    }

    fn of(locked: Option<&Locked>, file: &[u8], strict: bool) -> Choice {
        choose("sms", locked, Ok(Digest::of(file)), strict)
    }

    #[test]
    fn a_file_that_is_locked_or_new_is_taken() {
        assert_eq!(of(None, b"1", false), Choice::File);
        assert_eq!(of(Some(&locked(None)), b"1", false), Choice::File);
        assert_eq!(of(Some(&locked(None)), b"1", true), Choice::File);
        assert_eq!(of(Some(&locked(None)), b"2", false), Choice::File);
    }

    #[test]
    fn a_strict_lock_runs_what_is_locked_and_says_how_to_lock_anew() {
        assert!(
            matches!(of(None, b"1", true), Choice::Refused(why) if why.contains("frontdesk plugin lock sms"))
        );
        let Choice::Kept { digest, trouble } = of(Some(&locked(None)), b"2", true) else {
            panic!("the file is not what is locked");
        };
        assert_eq!(digest, Digest::of(b"1"));
        assert!(trouble.unwrap().contains("frontdesk plugin lock sms"));
    }

    #[test]
    fn what_was_rolled_back_from_stays_away_until_the_file_changes() {
        let locked = locked(Some(b"2"));
        let kept = Choice::Kept {
            digest: Digest::of(b"1"),
            trouble: None,
        };
        assert_eq!(of(Some(&locked), b"2", false), kept);
        assert_eq!(of(Some(&locked), b"3", false), Choice::File);
    }

    #[test]
    fn a_file_that_is_gone_leaves_the_kept_copy() {
        let gone = || Err("not found".to_owned());
        assert!(matches!(
            choose("sms", Some(&locked(None)), gone(), false),
            Choice::Kept { .. }
        ));
        assert_eq!(
            choose("sms", None, gone(), false),
            Choice::Refused("not found".to_owned())
        );
    }
}
