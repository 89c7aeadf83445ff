//! The web package as browsers get it.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::{WebAssets, testing::Gateway};

async fn gateway() -> Gateway {
    let file = |path: &str, content: &str| (path.to_owned(), Bytes::from(content.to_owned()));
    let web = WebAssets::of(&BTreeMap::from([
        file(
            "console/index.html",
            r#"<script type="module" src="./assets/main.js"></script>"#,
        ),
        file("console/assets/main.js", "main"),
        file("console/assets/main.js.br", "brotli"),
        file("console/assets/main.js.gz", "gzip"),
        file("widget/loader.js", "loader"),
        file("widget/panel.js", "panel"),
        file(
            "hosted/index.html",
            r#"<script src="/hosted/hosted.js"></script>"#,
        ),
        file("hosted/hosted.js", "hosted"),
        file(
            "preview/index.html",
            r#"<script src="/preview/preview.js"></script>"#,
        ),
        file("preview/preview.js", "preview"),
        file("demo/index.html", r#"<script src="demo.js"></script>"#),
        file("demo/demo.js", "demo"),
    ]));
    Gateway::with(|config| {
        config.web = web;
        config.demo = true;
    })
    .await
}

async fn get(gateway: &Gateway, path: &str, header: &str) -> crate::testing::client::Answer {
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\n{header}Connection: close\r\n\r\n");
    gateway.raw(&request).await
}

#[tokio::test]
async fn a_page_is_asked_for_again_and_its_assets_are_kept_for_ever() {
    let gateway = gateway().await;
    let page = get(&gateway, "/console/", "").await;
    assert_eq!(
        (page.status, page.header("cache-control")),
        (200, "no-cache")
    );
    assert!(
        page.header("content-security-policy")
            .contains("script-src 'self'")
    );
    let again = format!("If-None-Match: {}\r\n", page.header("etag"));
    assert_eq!(get(&gateway, "/console/", &again).await.status, 304);
    let asset = page
        .body
        .split('"')
        .find(|part| part.starts_with("/console/"))
        .unwrap();
    let answer = get(&gateway, asset, "Accept-Encoding: gzip, br\r\n").await;
    assert_eq!(
        (&*answer.body, answer.header("content-encoding")),
        ("brotli", "br")
    );
    assert_eq!(
        answer.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(
        answer.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(answer.header("vary"), "Accept-Encoding");
    let answer = get(&gateway, asset, "Accept-Encoding: br;q=0, gzip\r\n").await;
    assert_eq!(answer.body, "gzip");
    assert_eq!(get(&gateway, asset, "").await.body, "main");
    assert_eq!(
        get(&gateway, "/console/desk/cnv_1", "").await.body,
        page.body
    );
}

#[tokio::test]
async fn what_is_not_there_is_not_a_page() {
    let gateway = gateway().await;
    let id = gateway.api.web().panel_path();
    let id = id.split('/').nth(2).unwrap();
    for path in [
        "/console/0123456789abcdef/assets/main.js".to_owned(),
        "/console/assets/main.js".to_owned(),
        "/console/x.js".to_owned(),
        "/widget/v1/panel.js".to_owned(),
        "/widget/v2/loader.js".to_owned(),
        format!("/widget/{id}/../../Cargo.toml"),
        format!("/widget/{id}/%2e%2e%2fconsole/index.html"),
        format!("/widget/{id}"),
        "/chat/nope".to_owned(),
        "/hosted/hosted.js".to_owned(),
        "/demo/nope.js".to_owned(),
    ] {
        let answer = get(&gateway, &path, "").await;
        assert_eq!(
            (answer.status, &*answer.code()),
            (404, "not_found"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_preview_is_framed_by_the_console_and_by_nobody_else() {
    let gateway = gateway().await;
    let page = get(&gateway, "/preview/", "").await;
    assert_eq!(
        (page.status, page.header("x-frame-options")),
        (200, "SAMEORIGIN")
    );
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
    let script = page.body.split('"').nth(1).unwrap();
    assert_eq!(get(&gateway, script, "").await.body, "preview");
    let console = get(&gateway, "/console/", "").await;
    let policy = console.header("content-security-policy");
    assert!(policy.contains("frame-src 'self'"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[tokio::test]
async fn customers_pages_may_load_the_widget_and_nothing_else() {
    let gateway = gateway().await;
    let loader = get(&gateway, "/widget/v1/loader.js", "").await;
    assert_eq!(loader.body, "loader");
    assert_eq!(
        loader.header("cache-control"),
        "public, max-age=300, stale-while-revalidate=86400"
    );
    let config = get(&gateway, "/api/v1/channels/shop/config", "")
        .await
        .json();
    let panel = get(&gateway, config["panel"].as_str().unwrap(), "").await;
    assert_eq!(panel.body, "panel");
    for file in [&loader, &panel] {
        assert_eq!(file.header("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(file.header("access-control-allow-origin"), "*");
    }
    let page = get(&gateway, "/console/", "").await;
    assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
}

#[tokio::test]
async fn the_hosted_page_and_the_demo_are_served_with_a_strict_policy() {
    let gateway = gateway().await;
    let page = get(&gateway, "/chat/shop", "").await;
    let script = page.body.split('"').nth(1).unwrap();
    assert_eq!(get(&gateway, script, "").await.body, "hosted");
    let demo = get(&gateway, "/demo/", "").await;
    assert_eq!(get(&gateway, "/demo/demo.js", "").await.body, "demo");
    for page in [page, demo] {
        let policy = page.header("content-security-policy");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("report-uri /api/v1/csp-reports"));
    }
    let without = Gateway::start().await;
    assert_eq!(get(&without, "/demo/", "").await.status, 404);
    assert_eq!(
        get(&without, "/console/", "").await.status,
        404,
        "nothing was built"
    );
}
