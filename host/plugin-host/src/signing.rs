//! Codes and signatures, computed where the component cannot see the secret.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use hmac::{Hmac, Mac as _};
use md5::{Digest as _, Md5};
use ring::{hmac as codes, signature};
use subtle::ConstantTimeEq as _;

use crate::bindings::{host::WeakCode, http_types::Hash};

/// Bytes of an Ed25519 public key.
const ED25519_KEY_BYTES: usize = 32;

/// Base64 with or without padding, in either alphabet: providers show keys in all of them.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// The code of the parts, joined in order.
pub(crate) fn code<'a>(
    hash: Hash,
    secret: &[u8],
    parts: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<u8> {
    let algorithm = match hash {
        Hash::Sha1 => codes::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => codes::HMAC_SHA256,
        Hash::Sha512 => codes::HMAC_SHA512,
    };
    let mut context = codes::Context::with_key(&codes::Key::new(algorithm, secret));
    for part in parts {
        context.update(part);
    }
    context.sign().as_ref().to_vec()
}

/// The code made with MD5 of the parts, joined in order; `None`: the secret cannot be used so.
pub(crate) fn weak_code<'a>(
    kind: WeakCode,
    secret: &[u8],
    parts: impl IntoIterator<Item = &'a [u8]>,
) -> Option<Vec<u8>> {
    match kind {
        WeakCode::Md5Hmac => {
            let mut mac = Hmac::<Md5>::new_from_slice(secret).ok()?;
            for part in parts {
                mac.update(part);
            }
            Some(mac.finalize().into_bytes().to_vec())
        }
        WeakCode::Md5Suffix => {
            let mut hash = Md5::new();
            for part in parts {
                hash.update(part);
            }
            hash.update(secret);
            Some(hash.finalize().to_vec())
        }
    }
}

/// Whether two byte strings are the same, in a time that says nothing of where they differ.
pub(crate) fn are_equal(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// A public key as operators write it: 64 hexadecimal digits, or base64.
pub(crate) fn ed25519_key(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_ascii();
    let key = hex(text)
        .or_else(|| STANDARD.decode(text).ok())
        .or_else(|| URL_SAFE.decode(text).ok())?;
    (key.len() == ED25519_KEY_BYTES).then_some(key)
}

/// Whether the signature is this key's over the message.
pub(crate) fn is_signed(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    signature::UnparsedPublicKey::new(&signature::ED25519, key)
        .verify(message, signature)
        .is_ok()
}

fn hex(text: &[u8]) -> Option<Vec<u8>> {
    if text.len() != 2 * ED25519_KEY_BYTES {
        return None;
    }
    let digit = |digit: u8| char::from(digit).to_digit(16);
    text.chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
            _ => None,
        })
        .collect()
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _infallible = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
        digits
            .chunks(2)
            .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap())
            .collect()
    }

    /// RFC 4231, test cases 1 to 4, 6 and 7: key, data, SHA-256, SHA-512 (its first 16 bytes).
    #[test]
    fn codes_are_those_of_rfc_4231() {
        let cases: [(&[u8], &[u8], &str, &str); 6] = [
            (
                &[0x0b; 20],
                b"Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                "87aa7cdea5ef619d4ff0b4241a1d6cb0",
            ),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                "164b7a7bfcf819e2e395fbe73b56e0a3",
            ),
            (
                &[0xaa; 20],
                &[0xdd; 50],
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
                "fa73b0089d56a284efb0f0756c890be9",
            ),
            (
                &(1..=25).collect::<Vec<u8>>(),
                &[0xcd; 50],
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
                "b0ba465637458c6990e5a8c5f61d4af7",
            ),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                "80b24263c7c1a3ebb71493c1dd7be8b4",
            ),
            (
                &[0xaa; 131],
                b"This is a test using a larger than block-size key and a larger than block-size \
                  data. The key needs to be hashed before being used by the HMAC algorithm.",
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
                "e37b6a775dc87dbaa4dfa9f96e5e3ffd",
            ),
        ];
        for (key, data, sha256, sha512) in cases {
            let (front, back) = data.split_at(data.len() / 2);
            let code = |hash| code(hash, key, [front, back]);
            assert_eq!(to_hex(&code(Hash::Sha256)), sha256);
            assert!(to_hex(&code(Hash::Sha512)).starts_with(sha512));
        }
    }

    /// RFC 2202, test case 2.
    #[test]
    fn sha1_is_there_for_providers_that_still_use_it() {
        let code = code(Hash::Sha1, b"Jefe", [&b"what do ya want for nothing?"[..]]);
        assert_eq!(to_hex(&code), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    }

    /// RFC 2202, section 2, test cases 1 and 2; RFC 1321, A.5, with the text's end as the secret.
    #[test]
    fn md5_is_there_for_accounts_that_sign_with_nothing_better() {
        let weak = |kind, secret: &[u8], message: &[u8]| {
            let (front, back) = message.split_at(message.len() / 2);
            to_hex(&weak_code(kind, secret, [front, back]).expect("a code"))
        };
        let code = weak(WeakCode::Md5Hmac, &[0x0b; 16], b"Hi There");
        assert_eq!(code, "9294727a3638bb1c13f48ef8158bfc9d");
        let code = weak(WeakCode::Md5Hmac, b"Jefe", b"what do ya want for nothing?");
        assert_eq!(code, "750c783e6ab0b503eaa86e310a5db738");
        let code = weak(WeakCode::Md5Suffix, b"digest", b"message ");
        assert_eq!(code, "f96b697d7cb7938d525a2f31aaf161d0");
        let code = weak(WeakCode::Md5Suffix, b"", b"");
        assert_eq!(code, "d41d8cd98f00b204e9800998ecf8427e");
    }

    /// RFC 8032, section 7.1, tests 1 to 3: public key, message, signature.
    #[test]
    fn signatures_are_those_of_rfc_8032() {
        let cases = [
            (
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac\
                 c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            ),
            (
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e\
                 458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            ),
            (
                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                "af82",
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290\
                 ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
            ),
        ];
        for (key, message, signature) in cases {
            let (message, signature) = (bytes(message), bytes(signature));
            let raw = bytes(key);
            for written in [key.to_owned(), STANDARD.encode(&raw), URL_SAFE.encode(&raw)] {
                let key = ed25519_key(format!(" {written}\n").as_bytes()).expect("a key");
                assert!(is_signed(&key, &message, &signature));
                let mut wrong = signature.clone();
                wrong[0] ^= 1;
                assert!(!is_signed(&key, &message, &wrong));
                assert!(!is_signed(&key, b"another message", &signature));
                assert!(!is_signed(&key, &message, &signature[..63]));
            }
        }
        for key in ["", "zz", "d75a98", &"0".repeat(63), &"g".repeat(64)] {
            assert_eq!(ed25519_key(key.as_bytes()), None, "{key}");
        }
    }
}
