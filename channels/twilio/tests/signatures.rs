//! Signatures that Twilio has published or its own libraries compute, over addresses in every form.

use std::{collections::BTreeMap, rc::Rc};

use frontdesk_channel_twilio::{AUTH_TOKEN, Twilio, body, signature};
use frontdesk_plugin::{
    ErrorKind, Plugin as _,
    http::Method,
    types::{Field, Payload},
};
use frontdesk_plugin_testkit::{FakeHost, provider};

/// The token of Twilio's own example.
const TOKEN: &str = "12345";
const PAGE: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
const HOOK: &str = "https://gw.example.com/in/twilio/ch1";

/// The parameters of Twilio's own example.
const CALL: [(&str, &str); 5] = [
    ("Digits", "1234"),
    ("CallSid", "CA1234567890ABCDE"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
    ("From", "+14158675309"),
];

/// What a call to `called`, which Twilio was told as `told`, comes to.
fn verified(told: &str, called: &str, params: &[(&str, &str)], code: &str) -> Option<ErrorKind> {
    let host = Rc::new(FakeHost {
        secrets: BTreeMap::from([(AUTH_TOKEN.to_owned(), TOKEN.to_owned())]),
        needs: Rc::new(FakeHost::default()).run(Twilio::describe).secrets,
        ..FakeHost::default()
    });
    let empty = Payload::Text(String::new());
    let mut call = provider::call(Method::Post, &[("x-twilio-signature", code)], empty);
    called.clone_into(&mut call.url);
    let params: Vec<_> = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let verdict = host.run(|| signature::verify(&call, told, &params));
    verdict.err().map(|error| error.kind)
}

fn is_right(url: &str, params: &[(&str, &str)], code: &str) -> bool {
    let refusal = verified(url, url, params, code);
    let is_verdict = matches!(refusal, None | Some(ErrorKind::Unauthorized));
    assert!(is_verdict, "{refusal:?}");
    refusal.is_none()
}

#[test]
fn twilios_published_example_is_right() {
    assert!(is_right(PAGE, &CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
}

#[test]
fn an_address_is_right_with_its_port_and_without() {
    for (url, code) in [
        // The address has a port, and what is signed has none.
        (
            "https://mycompany.com:1234/myapp.php?foo=1&bar=2",
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        ),
        // The address has none, and what is signed has the scheme's own.
        (PAGE, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (
            "http://mycompany.com/myapp.php?foo=1&bar=2",
            "0ZXoZLH/DfblKGATFgpif+LLRf4=",
        ),
        // A name and a word stand in front of the host.
        (
            "https://user@mycompany.com/myapp.php?foo=1&bar=2",
            "2YRLlVAflCqxaNicjMpJcSTgzSs=",
        ),
        (
            "https://user:pass@mycompany.com/myapp.php?foo=1&bar=2",
            "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI=",
        ),
    ] {
        assert!(is_right(url, &CALL, code), "{url}");
    }
}

#[test]
fn values_of_one_name_are_sorted() {
    let code = "83O6e2vORAoJHUNzJjDWN1jz+BA=";
    let name = "MessagingBinding.Address";
    assert!(is_right(
        PAGE,
        &[(name, "+1325xxxxxxx"), (name, "+1415xxxxxxx")],
        code
    ));
    assert!(is_right(
        PAGE,
        &[(name, "+1415xxxxxxx"), (name, "+1325xxxxxxx")],
        code
    ));
    // The same value twice is signed once.
    let twice = [
        (name, "+1415xxxxxxx"),
        (name, "+1325xxxxxxx"),
        (name, "+1415xxxxxxx"),
    ];
    assert!(is_right(PAGE, &twice, code));
}

#[test]
fn any_text_is_signed_as_it_is() {
    let spanish = [
        ("Body", "¿Dónde está mi pedido? 😀 — „ok“ & a=b+c%20"),
        ("From", "+34600111222"),
        ("To", "+12028831111"),
        ("MessageSid", "SM00000000000000000000000000000001"),
        ("NumMedia", "0"),
    ];
    assert!(is_right(HOOK, &spanish, "E78Uu+LY0uvkz+fLB63Yf5b7wsM="));
    let spaces = [
        ("Body", " line1\nline2\r\n "),
        ("From", "+14133881111"),
        ("To", "+12028831111"),
        ("MessageSid", "SM00000000000000000000000000000002"),
    ];
    assert!(is_right(HOOK, &spaces, "RoFSDD1hVXqo8z8/npdmh8QwMZE="));
    let names = [("b", "1"), ("B", "2"), ("a", "3"), ("A", "4"), ("_z", "5")];
    assert!(is_right(
        "https://gw.example.com/x",
        &names,
        "tJAcAi6sgVM1ggxoVZxPimFRqXY="
    ));
    let nobody = [
        ("Body", "Hi"),
        ("From", "whatsapp:US.1234"),
        ("ExternalUserId", "whatsapp:US.1234"),
        ("To", "whatsapp:+12028831111"),
        ("MessageSid", "SM06"),
        ("ProfileName", "Kerry"),
        ("WaId", ""),
    ];
    assert!(is_right(
        "https://gw.example.com/in/twilio/ch2",
        &nobody,
        "zx5CpcxZzru3ataSbmTk/1njncU="
    ));
}

#[test]
fn a_picture_and_a_report_are_signed_with_the_addresss_query() {
    let media = "https://api.twilio.com/2010-04-01/Accounts/ACx/Messages/MMx/Media/ME";
    let (first, second) = (format!("{media}0"), format!("{media}1"));
    let picture = [
        ("Body", ""),
        ("NumMedia", "2"),
        ("MediaUrl0", first.as_str()),
        ("MediaContentType0", "image/jpeg"),
        ("MediaUrl1", second.as_str()),
        ("MediaContentType1", "application/pdf"),
        ("MessageSid", "MM00000000000000000000000000000003"),
        ("From", "+14133881111"),
        ("To", "+12028831111"),
    ];
    let url = format!("{HOOK}?tenant=a%20b&x=1");
    assert!(is_right(&url, &picture, "1hekSp/af8B5pHsaYJEEvfRzHXI="));
    let report = [
        ("SmsSid", "SM04"),
        ("SmsStatus", "delivered"),
        ("MessageStatus", "delivered"),
        ("To", "+14133881111"),
        ("MessageSid", "SM04"),
        ("AccountSid", "ACx"),
        ("From", "+12028831111"),
        ("ApiVersion", "2010-04-01"),
    ];
    let told = "https://gw.example.com/st/twilio/ch1";
    let called = format!("{told}?id=019a0719-ac96-7eb9-a837-cac215164834");
    assert_eq!(
        verified(told, &called, &report, "IXw4fa1u9yOfIbUPbka7qJPh/hw="),
        None
    );
}

#[test]
fn a_published_code_over_the_hash_of_a_json_body_is_right_and_holds_for_no_parameter() {
    for (body, code, hash) in [
        (
            r#"{"property": "value", "boolean": true}"#,
            "a9nBmqA0ju/hNViExpshrM61xv4=",
            "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620",
        ),
        (
            "{}",
            "Ldidvp12m26NI7eqEvxnEpkd9Hc=",
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        ),
    ] {
        let url = format!("{PAGE}&bodySHA256={hash}");
        let mut call = provider::call(
            Method::Post,
            &[("content-type", "application/json; charset=utf-8")],
            Payload::Text(body.to_owned()),
        );
        call.query = vec![Field::new("bodySHA256", hash)];
        let posted = body::read(&call).expect("the hash is this body's");
        assert!(!posted.are_signed);
        assert!(is_right(&url, &[], code), "{body}");
        assert!(!is_right(&url, &[("Body", "x")], code));
        assert!(!is_right(PAGE, &[], code));
        call.body = Payload::Text(format!("{body} "));
        let refused = body::read(&call).expect_err("another body");
        assert_eq!(refused.kind, ErrorKind::Unauthorized);
    }
}

#[test]
fn everything_else_is_refused() {
    let right = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    for code in [
        "",
        "WRONG_SIGNATURE",
        "RSOYDt4T1cUTdK1PDd93",
        "👀",
        "RSOYDt4T1cUTdK1PDd93/VVr8C8=",
    ] {
        assert!(!is_right(PAGE, &CALL, code), "{code}");
    }
    // A parameter more in the address, another scheme, host, path or order of the query.
    for url in [
        "https://mycompany.com/myapp.php?foo=1&bar=2&somethingUnexpected=true",
        "http://mycompany.com/myapp.php?foo=1&bar=2",
        "https://mycompany.com.evil.example/myapp.php?foo=1&bar=2",
        "https://mycompany.com/other.php?foo=1&bar=2",
        "https://mycompany.com/myapp.php?bar=2&foo=1",
        "https://mycompany.com/myapp.php",
    ] {
        assert!(!is_right(url, &CALL, right), "{url}");
    }
    // A parameter more, less, or changed.
    let more: Vec<_> = CALL.into_iter().chain([("Body", "x")]).collect();
    assert!(!is_right(PAGE, &more, right));
    assert!(!is_right(PAGE, &CALL[1..], right));
    let changed = CALL.map(|(name, value)| (name, if name == "Digits" { "1235" } else { value }));
    assert!(!is_right(PAGE, &changed, right));
}
