//! Codes and tokens that Vonage's own libraries publish with their tests.

mod common;

use std::collections::BTreeMap;

use common::{SECRET, gateway};
use frontdesk_channel_vonage::{
    jwt,
    settings::{Settings, SignatureMethod},
    sig::{self, Params},
};
use frontdesk_plugin::ErrorKind;

const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJPbmxpbmUgSldUIEJ1aWxkZXIiLCJpYXQiOjE2OTc2MzQ2ODAsImV4cCI6MzMyNTQ1NDA4MjgsImF1ZCI6IiIsInN1YiI6IiJ9.88vJc3I2HhuqEDixHXVhc9R30tA6U_HQHZTC29y6CGM";

fn refusal(params: &[(&str, &str)], method: SignatureMethod) -> Option<ErrorKind> {
    let params: Params = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let settings = Settings {
        signature_method: method,
        signature_age_s: 86_400,
        ..Settings::default()
    };
    let verdict =
        gateway("signature_secret").run(|| sig::verify(&params, &settings, 1_234_567_890_000.0));
    verdict.err().map(|error| error.kind)
}

const PARAMS: [(&str, &str); 3] = [
    ("param1", "value1"),
    ("param2", "value2"),
    ("timestamp", "1234567890"),
];

#[test]
fn a_published_code_is_right_and_no_other_is() {
    let code = "280c4320703dbc98bfa22db676655ed2acfbfe8792b062ff7622e67f1183c287";
    let with = |code| {
        let mut params = PARAMS.to_vec();
        params.push(("sig", code));
        params
    };
    let right = with(code);
    assert_eq!(refusal(&right, SignatureMethod::Sha256), None);
    let refused = Some(ErrorKind::Unauthorized);
    assert_eq!(refusal(&right, SignatureMethod::Sha1), refused);
    assert_eq!(refusal(&right, SignatureMethod::Sha512), refused);
    // Of the same parameters by MD5.
    let md5 = with("724c2bf6ca423c36e20631b11d1c5753");
    assert_eq!(refusal(&md5, SignatureMethod::Sha256), refused);
    assert_eq!(refusal(&md5, SignatureMethod::Md5Hash), refused);
    assert_eq!(refusal(&md5, SignatureMethod::Md5Hmac), None);
    assert_eq!(refusal(&right, SignatureMethod::Md5Hmac), refused);
    let short = code.trim_end_matches("87");
    for wrong in [short, &format!("{short}8"), "", "é", &format!("{code}00")] {
        assert_eq!(
            refusal(&with(wrong), SignatureMethod::Sha256),
            refused,
            "{wrong}"
        );
    }
}

#[test]
fn a_code_is_right_under_its_own_method_only() {
    use SignatureMethod::{Md5Hash, Md5Hmac, Sha1, Sha256, Sha512};
    // Computed by another program in the way that Vonage's page and its Python library have.
    let codes = [
        (Md5Hash, "d72f75ac8cda9bbce891c4fa62bee6cd"),
        (Md5Hmac, "724c2bf6ca423c36e20631b11d1c5753"),
        (Sha1, "e4ebfd0ecd877fed7b414b5c87d0d7dfebb10a19"),
        (
            Sha256,
            "280c4320703dbc98bfa22db676655ed2acfbfe8792b062ff7622e67f1183c287",
        ),
        (
            Sha512,
            "740ea4cd4c004c619d3b4cf060484278290d43d2b9d6693ada7b4c4ac48b18f39675710a5a878cde6f4349bd19e8b8e033e3f0b4816b805a969e0f24ae726292",
        ),
    ];
    for (made_with, code) in codes {
        let mut params = PARAMS.to_vec();
        params.push(("sig", code));
        for (method, _) in codes {
            let is_taken = refusal(&params, method).is_none();
            assert_eq!(is_taken, method == made_with, "{made_with:?} {method:?}");
        }
    }
}

#[test]
fn parameters_cannot_be_moved_into_one_another() {
    let code = "280c4320703dbc98bfa22db676655ed2acfbfe8792b062ff7622e67f1183c287";
    for params in [
        vec![
            ("param1", "value1&param2=value2"),
            ("timestamp", "1234567890"),
            ("sig", code),
        ],
        vec![
            ("param1=value1&param2", "value2"),
            ("timestamp", "1234567890"),
            ("sig", code),
        ],
    ] {
        let refused = refusal(&params, SignatureMethod::Sha256);
        assert_eq!(refused, Some(ErrorKind::Unauthorized), "{params:?}");
    }
}

#[test]
fn a_published_token_is_right_under_its_secret_only() {
    let claims = |token: &str, secret: &str| {
        let read = || jwt::claims(&format!("Bearer {token}"));
        gateway(secret).run(read)
    };
    let found = claims(TOKEN, SECRET).unwrap();
    assert_eq!(found["iat"], 1_697_634_680);
    let refused = |token: &str, secret: &str| claims(token, secret).unwrap_err().kind;
    assert_eq!(refused(TOKEN, "asdf"), ErrorKind::Unauthorized);
    // Each part changed in its last or first character, left out, or given twice.
    for wrong in [
        TOKEN.replace("CGM", "CGA"),
        TOKEN.replace(".eyJpc3", ".eyJpc2"),
        TOKEN.replacen("eyJ0eX", "eyJ0eY", 1),
        TOKEN.rsplit_once('.').unwrap().0.to_owned(),
        TOKEN.split_once('.').unwrap().1.to_owned(),
        format!("{TOKEN}.{TOKEN}"),
        format!("{TOKEN}="),
        format!(" {TOKEN}"),
        String::new(),
        "..".to_owned(),
        "é.é.é".to_owned(),
    ] {
        assert_eq!(refused(&wrong, SECRET), ErrorKind::Unauthorized, "{wrong}");
    }
}

#[test]
fn the_word_in_front_of_a_token_is_bearer() {
    for authorization in [TOKEN.to_owned(), format!("Basic {TOKEN}"), String::new()] {
        let verdict = gateway(SECRET).run(|| jwt::claims(&authorization));
        assert_eq!(verdict.unwrap_err().kind, ErrorKind::Unauthorized);
    }
}

#[test]
fn vonages_side_in_these_tests_signs_as_vonage_does() {
    let body = r#"{"message_uuid":"a","from":"447700900001","text":"Hi"}"#;
    assert!(common::heard(&common::with_token(body)).answer.is_ok());
    let params = BTreeMap::from([
        ("messageId", "a".to_owned()),
        ("msisdn", "447700900001".to_owned()),
        ("text", "a&b=c".to_owned()),
        ("timestamp", common::NOW_S.to_string()),
    ]);
    assert!(common::heard(&common::with_sig(&params)).answer.is_ok());
}
