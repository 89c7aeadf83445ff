//! Dry runs over HTTP.

use frontdesk_core::Span;
use frontdesk_engine::ports::ConfigurationProblem;
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
    assert_eq!(
        (&all["kind"], &one["kind"]),
        (&json!("in_force"), &json!("fewer_agents"))
    );
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
        (json!({}), "recorded_days"),
        (
            json!({"recorded_days": 7, "per_hour": {"shop": 1}}),
            "come as they came",
        ),
        (json!({"recorded_days": 0}), "from 1 to 366"),
        (json!({"recorded_days": 7}), "in the last 7 days"),
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

#[tokio::test]
async fn changes_are_seen_beside_what_is_in_force_and_change_nothing() {
    let gateway = Gateway::start().await;
    let sam = gateway.sign_in("sam").await;
    let mut changed = gateway.api.setup().config.plan.clone();
    changed.agents.pop_first();
    changed.agents.pop_first();
    *gateway.configuration.tried.lock().unwrap() = Some(changed);
    let wish = json!({
        "per_hour": {"shop": 60}, "patience_s": 90, "hours": 20, "changes": "[queue.sales]",
    });
    let wish = wish.to_string();
    let ran = gateway.post(PATH, Some(&sam), &wish).await.json();
    let kinds = ran["columns"].as_array().unwrap().iter();
    let kinds: Vec<_> = kinds.map(|it| (&it["kind"], &it["agents"])).collect();
    let expected = [
        (&json!("in_force"), &json!(4)),
        (&json!("changed"), &json!(2)),
    ];
    assert_eq!(kinds, expected);
    let gone = |at: usize| ran["columns"][at]["total"]["abandoned"].as_u64();
    assert!(gone(0) < gone(1), "{ran}");

    let problem = ConfigurationProblem {
        place: "changes.toml:2:12".to_owned(),
        problem: "priority takes 1 to 10, and this is 11".to_owned(),
        remedy: String::new(),
    };
    gateway.configuration.problems.lock().unwrap().push(problem);
    let refused = gateway.post(PATH, Some(&sam), &wish).await;
    assert_eq!((refused.status, &*refused.code()), (422, "changes_refused"));
    assert_eq!(refused.json()["errors"][0]["place"], "changes.toml:2:12");
    assert!(
        refused.json()["detail"]
            .to_string()
            .contains("One thing is wrong")
    );
}

#[tokio::test]
async fn recorded_contacts_come_again_beside_what_really_became_of_them() {
    let gateway = Gateway::start().await;
    let (mut visitor, _, _) = gateway.visitor(json!({})).await;
    let start = json!({"t": "start", "id": "s1", "name": "Vi", "text": "help"});
    visitor.say(&start).await;
    visitor.until(|frame| frame["state"] == "queued").await;
    gateway.clock.advance(Span::seconds(40));
    visitor.say(&json!({"t": "end", "id": "e1"})).await;
    visitor.until(|frame| frame["state"] == "ended").await;
    let sam = gateway.sign_in("sam").await;
    let wish = json!({"recorded_days": 7}).to_string();
    let ran = gateway.post(PATH, Some(&sam), &wish).await.json();
    assert_eq!(
        (&ran["contacts"], &ran["recorded"]["left"]),
        (&json!(1), &json!(1))
    );
    let [was, in_force] = ran["columns"].as_array().unwrap().as_slice() else {
        panic!("two columns: {ran}")
    };
    assert_eq!(
        (&was["kind"], &was["agents"]),
        (&json!("as_it_was"), &json!(null))
    );
    assert_eq!(was["total"]["left_after_s"]["max"], 40.0);
    // With agents on duty from the start, they are answered at once.
    assert_eq!(in_force["total"]["answered"], 1);
}
