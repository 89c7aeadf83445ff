//! Plugins and the configuration over HTTP: what operators see and do.

use frontdesk_engine::ports::ConfigurationProblem;
use serde_json::json;

use crate::testing::Gateway;

#[tokio::test]
async fn a_supervisor_sees_how_plugins_fare() {
    let gateway = Gateway::start().await;
    let sam = gateway.sign_in("sam").await;
    let list = gateway.get("/api/v1/plugins", Some(&sam)).await.json();
    let rows = list["items"].as_array().unwrap().iter();
    let names: Vec<_> = rows.map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["shop", "sms"]);
    let sms = &list["items"][1];
    assert_eq!(sms["health"], "quarantined");
    assert_eq!(
        sms["breaker"],
        json!({"kind": "open", "until_at": "2023-11-14T22:13:28.000Z"})
    );
    assert_eq!(sms["last_error"]["cause"], "trap");
    assert_eq!(
        (&sms["p50_us"], &sms["earlier"]),
        (&json!(null), &json!(null))
    );

    let one = gateway.get("/api/v1/plugins/shop", Some(&sam)).await.json();
    assert_eq!(one["plugin"], list["items"][0]);
    assert_eq!(one["grants"], json!(["may keep values"]));
    let wanted = "[channel.shop.grants]\nhosts = [\"https://api.example.com\"]\n";
    assert_eq!(one["wants"][0]["toml"], wanted);
    assert_eq!(one["limits"], json!([{"key": "memory_mib", "value": 64}]));
}

#[tokio::test]
async fn a_restart_and_a_rollback_answer_what_runs_then() {
    let gateway = Gateway::start().await;
    let eve = gateway.sign_in("eve").await;
    let act = async |path: &str| {
        let path = format!("/api/v1/plugins/{path}");
        gateway.post(&path, Some(&eve), "").await
    };
    let restarted = act("sms/restart").await.json();
    assert_eq!(restarted["plugin"]["health"], "running");
    assert_eq!(restarted["plugin"]["breaker"]["kind"], "closed");
    assert_eq!(restarted["plugin"]["generation"], 2);

    let back = act("shop/rollback").await.json();
    assert_eq!(back["plugin"]["version"], "0.9.0");
    assert_eq!(back["plugin"]["earlier"]["version"], "1.0.0");
    let refused = act("sms/rollback").await;
    assert_eq!((refused.status, &*refused.code()), (409, "plugin_refused"));
    let detail = "Plugin \"sms\" has no earlier version to go back to.";
    assert_eq!(refused.json()["detail"], detail);
}

#[tokio::test]
async fn a_log_is_read_on_from_a_line() {
    let gateway = Gateway::start().await;
    let eve = gateway.sign_in("eve").await;
    let read = async |query: &str| {
        let path = format!("/api/v1/plugins/shop/logs{query}");
        gateway.get(&path, Some(&eve)).await
    };
    let first = read("?limit=4").await.json();
    assert_eq!(first["items"].as_array().unwrap().len(), 4);
    assert_eq!(
        (&first["next_after"], &first["missed"]),
        (&json!(4), &json!(0))
    );
    let rest = read("?after=4").await.json();
    assert_eq!(rest["items"][0]["text"], "line 5");
    assert_eq!(rest["items"][1]["level"], "warn");
    assert_eq!(read("?after=9").await.json()["next_after"], 9);
    for bad in ["?after=-1", "?after=x", "?until=3"] {
        assert_eq!(read(bad).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn what_is_no_plugins_name_is_not_found() {
    let gateway = Gateway::start().await;
    let eve = gateway.sign_in("eve").await;
    for name in ["nobody", "%00", "..%2fshop", "%f0%9f%98%80", "shop%20"] {
        for (method, verb) in [("GET", ""), ("POST", "/restart"), ("GET", "/logs")] {
            let path = format!("/api/v1/plugins/{name}{verb}");
            let answer = gateway.request(method, &path, Some(&eve), "").await;
            assert_eq!(answer.status, 404, "{path}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_configuration_is_compared_then_taken_whole_or_not_at_all() {
    let gateway = Gateway::start().await;
    let eve = gateway.sign_in("eve").await;
    let compare = async || {
        gateway
            .get("/api/v1/configuration/changes", Some(&eve))
            .await
    };
    let reload = async || {
        gateway
            .post("/api/v1/configuration/reload", Some(&eve), "")
            .await
    };
    let change = json!({"key": "channel.shop.greeting", "before": "\"Hello\"",
                        "after": "\"Welcome\"", "needs_restart": false});
    assert_eq!(compare().await.json()["changes"], json!([change]));

    let problem = ConfigurationProblem {
        place: "frontdesk.toml:12:5".to_owned(),
        problem: "there is no queue \"sals\"".to_owned(),
        remedy: "did you mean \"sales\"?".to_owned(),
    };
    gateway.configuration.problems.lock().unwrap().push(problem);
    for answer in [compare().await, reload().await] {
        assert_eq!(
            (answer.status, &*answer.code()),
            (422, "configuration_refused")
        );
        let errors = &answer.json()["errors"];
        assert_eq!(errors[0]["place"], "frontdesk.toml:12:5");
        assert_eq!(errors[0]["remedy"], "did you mean \"sales\"?");
    }

    gateway.configuration.problems.lock().unwrap().clear();
    assert_eq!(reload().await.json()["changes"], json!([change]));
    assert_eq!(compare().await.json()["changes"], json!([]));
}

#[tokio::test]
async fn consoles_of_those_who_may_see_plugins_hear_that_they_changed() {
    let gateway = Gateway::start().await;
    let sam = gateway.sign_in("sam").await;
    let (mut console, _) = gateway.console(&sam).await;
    let eve = gateway.sign_in("eve").await;
    let path = "/api/v1/plugins/shop/restart";
    assert_eq!(gateway.post(path, Some(&eve), "").await.status, 200);
    console.event("plugins_changed").await;
}
