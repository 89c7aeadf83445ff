//! How chats look: designs, their texts and pictures, and what is tried before it is in force.

use std::{collections::BTreeMap, sync::Arc};

use frontdesk_core::Language;
use frontdesk_engine::ports::ConfigurationProblem;
use frontdesk_wire::{
    design::{DesignButton, DesignNotifications, DesignSide, DesignTheme, WidgetDesign},
    form::{FieldKind, FormField},
};
use serde_json::{Value, json};

use crate::{
    config::ApiConfig,
    design::{Design, Picture},
    form::FormQuestion,
    testing::{Gateway, client::Answer},
};

const CONFIG: &str = "/api/v1/channels/shop/config";
const PREVIEW: &str = "/api/v1/designs/preview";

fn texts(of: &[(&str, &str)]) -> BTreeMap<String, String> {
    let text = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    of.iter().map(text).collect()
}

fn design() -> Design {
    let in_language = |tag: &str, of: &[(&str, &str)]| (Language::new(tag).unwrap(), texts(of));
    Design {
        shown: WidgetDesign {
            theme: DesignTheme::Dark,
            corner: 4,
            position: DesignSide::Left,
            button: DesignButton::Round,
            light: texts(&[("header", "#7a1f5c")]),
            dark: BTreeMap::new(),
            logo: None,
            image: None,
            avatar: None,
            notifications: DesignNotifications {
                badge: true,
                tab: false,
                sound: false,
            },
            words: BTreeMap::new(),
        },
        accent: Some("#7a1f5c".to_owned()),
        texts: vec![
            in_language(
                "de",
                &[("title", "Laden"), ("send", "Ab damit"), ("end", "Schluss")],
            ),
            in_language("de-at", &[("title", "Geschäft"), ("end", "Baba")]),
            in_language("fr", &[("greeting", "")]),
        ],
    }
}

fn picture() -> Picture {
    Picture::of(b"GIF89a and so on".to_vec()).unwrap()
}

fn adapt(config: &mut ApiConfig) {
    let shop = config.channels.get_mut(&"shop".parse().unwrap()).unwrap();
    shop.design = Some(design());
    shop.pictures = BTreeMap::from([(picture().digest, picture())]);
    shop.form = vec![FormQuestion {
        field: FormField {
            name: "order".to_owned(),
            label: texts(&[("en", "Order number"), ("de", "Bestellnummer")]),
            required: false,
            kind: FieldKind::Text,
            chars_min: 1,
            chars_max: 64,
            pattern: None,
            choices: Vec::new(),
        },
        match_in: Vec::new(),
    }];
    config.design_trial = Some(Arc::new(|channel, text| {
        assert_eq!(channel.as_str(), "shop");
        if text == "wrong" {
            return Err(vec![ConfigurationProblem {
                place: "design:2:5".to_owned(),
                problem: "there is no such colour".to_owned(),
                remedy: String::new(),
            }]);
        }
        let mut tried = design();
        tried.shown.corner = 24;
        Ok(tried)
    }));
}

/// What a page of the gateway's own is told.
async fn told(gateway: &Gateway, query: &str) -> Value {
    let request = format!(
        "GET {CONFIG}{query} HTTP/1.1\r\nHost: x\r\nOrigin: {}\r\nConnection: close\r\n\r\n",
        crate::testing::SHOP
    );
    let answer = gateway.raw(&request).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn a_page_is_told_the_texts_of_its_language_and_no_other() {
    let gateway = Gateway::with(adapt).await;
    let german = told(&gateway, "?lang=de-CH").await;
    assert_eq!(german["title"], "Laden");
    assert_eq!(german["locale"], "de");
    assert_eq!(german["form"][0]["label"], json!({"de": "Bestellnummer"}));
    assert_eq!(
        german["design"]["words"],
        json!({"send": "Ab damit", "end": "Schluss"}),
        "Austrian words are for Austrians"
    );
    let austrian = told(&gateway, "?lang=de-AT").await;
    assert_eq!(austrian["title"], "Geschäft");
    assert_eq!(
        austrian["design"]["words"],
        json!({"send": "Ab damit", "end": "Baba"})
    );
    // The channel's own texts are English, and its greeting is not taken away from the English.
    let english = told(&gateway, "?lang=en").await;
    assert_eq!(
        (&english["title"], &english["greeting"]),
        (&json!("Shop"), &json!("Hello"))
    );
    assert_eq!(english["design"]["words"], json!({}));
    assert_eq!(told(&gateway, "?lang=fr").await["greeting"], "");
    assert_eq!(told(&gateway, "?lang=ja").await["title"], "Shop");
}

#[tokio::test]
async fn what_is_no_language_is_told_everything_in_the_channels() {
    let gateway = Gateway::with(adapt).await;
    for query in ["", "?lang=", "?lang=%00", "?lang=7", "?x=1"] {
        let told = told(&gateway, query).await;
        assert_eq!(told["title"], "Shop", "{query}");
        let label = json!({"en": "Order number", "de": "Bestellnummer"});
        assert_eq!(told["form"][0]["label"], label, "{query}");
        assert_eq!(told["design"]["corner"], 4);
        assert_eq!(told["accent"], "#7a1f5c");
    }
}

#[tokio::test]
async fn a_picture_is_kept_for_ever_and_shown_on_any_page_and_nothing_in_it_runs() {
    let gateway = Gateway::with(adapt).await;
    let path = format!("/{}", picture().address(&"shop".parse().unwrap()));
    let shown = gateway.get(&path, None).await;
    assert_eq!((shown.status, &*shown.body), (200, "GIF89a and so on"));
    assert_eq!(shown.header("content-type"), "image/gif");
    assert_eq!(
        shown.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(shown.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert!(shown.header("content-security-policy").contains("sandbox"));
    for path in [
        path.replace("/shop/", "/blog/"),
        path.replace("/shop/", "/nope/"),
        path.clone() + "0",
    ] {
        assert_eq!(gateway.get(&path, None).await.status, 404, "{path}");
    }
}

#[test]
fn only_pictures_are_pictures() {
    for bytes in [
        &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
        b"%PDF-1.7",
        b"<html>",
        b"",
        b"ID3 sound",
    ] {
        assert!(Picture::of(bytes.to_vec()).is_none());
    }
    assert_eq!(
        picture().data_address(),
        "data:image/gif;base64,R0lGODlhIGFuZCBzbyBvbg=="
    );
}

async fn preview(gateway: &Gateway, who: &str, wish: &Value) -> Answer {
    let cookie = gateway.sign_in(who).await;
    gateway
        .post(PREVIEW, Some(&cookie), &wish.to_string())
        .await
}

#[tokio::test]
async fn a_supervisor_sees_how_a_design_looks_before_it_is_in_force() {
    let gateway = Gateway::with(adapt).await;
    let mut wish = json!({"channel": "shop", "text": "[design.x]", "language": "de"});
    assert_eq!(preview(&gateway, "bea", &wish).await.status, 403);
    let looks = preview(&gateway, "sam", &wish).await;
    assert_eq!(looks.status, 200, "{}", looks.body);
    let looks = looks.json();
    assert_eq!(
        (&looks["design"]["corner"], &looks["title"]),
        (&json!(24), &json!("Laden"))
    );
    assert_eq!(told(&gateway, "").await["design"]["corner"], 4);
    wish["text"] = json!("wrong");
    let refused = preview(&gateway, "sam", &wish).await;
    assert_eq!((refused.status, &*refused.code()), (422, "changes_refused"));
    assert_eq!(refused.json()["errors"][0]["place"], "design:2:5");
    for (key, value, status) in [("language", "klingon", 422), ("channel", "nope", 404)] {
        let mut wish = json!({"channel": "shop", "text": "[design.x]", "language": "de"});
        wish[key] = json!(value);
        assert_eq!(
            preview(&gateway, "sam", &wish).await.status,
            status,
            "{key}"
        );
    }
}
