//! Dry runs over HTTP.

use serde_json::json;

use crate::testing::Gateway;

const PATH: &str = "/api/v1/simulations";

#[tokio::test]
async fn a_supervisor_sees_what_would_become_of_contacts() {
    let gateway = Gateway::start().await;
    let sam = gateway.sign_in("sam").await;
    let wish = json!({
        "per_hour": {"shop": 60, "blog": 20}, "handle_s": 240, "patience_s": 90, "hours": 20, "agents": 1,
    });
    let answer = gateway.post(PATH, Some(&sam), &wish.to_string()).await;
    assert_eq!(answer.status, 200);
    let ran = answer.json();
    let [all, one] = ran["columns"].as_array().unwrap().as_slice() else {
        panic!("two columns")
    };
    assert_eq!((&all["agents"], &one["agents"]), (&json!(4), &json!(1)));
    assert_eq!(all["total"]["offered"], ran["contacts"]);
    let level = |column: &serde_json::Value| column["total"]["service_level_percent"].as_f64();
    assert!(level(all).unwrap() > level(one).unwrap());
    assert_eq!(all["queues"]["sales"]["offered"], ran["contacts"]);
    let offered = all["intervals"].as_array().unwrap().iter();
    let offered: u64 = offered.filter_map(|it| it["offered"].as_u64()).sum();
    assert_eq!(json!(offered), ran["contacts"]);
    let again = gateway.post(PATH, Some(&sam), &wish.to_string()).await;
    assert_eq!(again.json(), ran, "the same seed");
}

#[tokio::test]
async fn a_run_keeps_its_limits_and_an_agent_runs_none() {
    let gateway = Gateway::start().await;
    let sam = gateway.sign_in("sam").await;
    for (wish, says) in [
        (json!({"per_hour": {"nowhere": 1}}), "no channel"),
        (json!({"per_hour": {"shop": 0}}), "Per_hour takes"),
        (
            json!({"per_hour": {"shop": 1}, "hours": 1e9}),
            "Hours takes",
        ),
        (
            json!({"per_hour": {"shop": 1}, "handle_s": -1}),
            "Handle_s takes",
        ),
        (json!({"per_hour": {"shop": 9_000}}), "frontdesk simulate"),
        (
            json!({"per_hour": {"shop": 1}, "agents": 9}),
            "has 4 agents",
        ),
    ] {
        let refused = gateway.post(PATH, Some(&sam), &wish.to_string()).await;
        assert_eq!(refused.status, 422, "{wish}");
        let detail = refused.json()["detail"].to_string();
        assert!(detail.contains(says), "{wish}: {detail}");
    }
    let bea = gateway.sign_in("bea").await;
    let wish = json!({"per_hour": {"shop": 1}}).to_string();
    assert_eq!(gateway.post(PATH, Some(&bea), &wish).await.status, 403);
}

#[tokio::test]
async fn one_run_at_a_time() {
    let gateway = Gateway::start().await;
    let sam = gateway.sign_in("sam").await;
    let wish = json!({"per_hour": {"shop": 1}}).to_string();
    let place = gateway
        .api
        .simulations()
        .clone()
        .try_acquire_owned()
        .unwrap();
    let refused = gateway.post(PATH, Some(&sam), &wish).await;
    assert_eq!((refused.status, &*refused.code()), (503, "busy"));
    drop(place);
    assert_eq!(gateway.post(PATH, Some(&sam), &wish).await.status, 200);
}
