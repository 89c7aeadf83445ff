//! Where a channel's widget was seen, as whoever installs it sees it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::testing::{Gateway, SHOP};

const PATH: &str = "/api/v1/channels/shop/installation";

/// A page of this origin asks for the channel.
async fn visited(gateway: &Gateway, origin: &str) -> u16 {
    let request = format!(
        "GET /api/v1/channels/shop/config HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: {origin}\r\n\r\n"
    );
    gateway.raw(&request).await.status
}

async fn installation(gateway: &Gateway) -> Value {
    let sam = gateway.sign_in("sam").await;
    let answer = gateway.get(PATH, Some(&sam)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn sites(installation: &Value) -> Vec<(String, bool)> {
    let seen = installation["seen"].as_array().unwrap().iter();
    let site = |one: &Value| Some((one["origin"].as_str()?.to_owned(), one["allowed"] == true));
    seen.filter_map(site).collect()
}

#[tokio::test]
async fn a_site_that_asked_is_shown_and_outlives_a_restart_and_a_refused_one_does_not() {
    let gateway = Gateway::start().await;
    assert_eq!(visited(&gateway, SHOP).await, 200);
    let refused = "https://elsewhere.example";
    assert_eq!(visited(&gateway, refused).await, 403);
    assert_eq!(visited(&gateway, "null").await, 403);
    let told = installation(&gateway).await;
    let both = [(SHOP.to_owned(), true), (refused.to_owned(), false)];
    let mut seen = sites(&told);
    seen.sort_by_key(|(_, allowed)| !allowed);
    assert_eq!(seen, both);
    assert_eq!(told["allowed_origins"], json!([SHOP]));
    assert!(told["integrity"].as_str().unwrap().starts_with("sha384-"));

    // It is written down beside the answer, not before it.
    let key = frontdesk_store::keys::meta("sightings.shop");
    let kept = async {
        use frontdesk_store::Store as _;
        while gateway.store.get(&key).await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), kept)
        .await
        .unwrap();
    let gateway = Gateway::on(gateway.stop().await, |_| {}).await;
    assert_eq!(
        sites(&installation(&gateway).await),
        [(SHOP.to_owned(), true)]
    );
}

#[tokio::test]
async fn agents_do_not_see_it_and_a_channel_without_a_widget_has_none() {
    let gateway = Gateway::start().await;
    let ann = gateway.sign_in("ann").await;
    assert_eq!(gateway.get(PATH, Some(&ann)).await.status, 403);
    let sam = gateway.sign_in("sam").await;
    let other = PATH.replace("/shop/", "/nowhere/");
    assert_eq!(gateway.get(&other, Some(&sam)).await.status, 404);
}
