//! `frontdesk simulate` from outside: chance and record, table and JSON, refusals, and the commands that its
//! page shows.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test"
)]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use frontdesk_config::Layers;
use frontdesk_core::{
    AgentId, ContactCard, ConversationId, Delivery, Effect, Floor, Input, OfferId, Presence, Span,
    ThreadId, Timestamp,
};
use frontdesk_store::{Batch, SledOptions, SledStore, Store as _, records};
use serde_json::Value;
use tempfile::TempDir;

const TODAY: &str = r#"
[queue.sales]
title = "Sales"
wrap_up_s = 0
[channel.web]
wasm = "webchat.wasm"
queue = "sales"
title = "Web"
[agent.ana]
name = "Ana"
queues = ["sales"]
capacity = 1
[agent.bea]
name = "Bea"
queues = ["sales"]
capacity = 1
"#;
const ONE_MORE: &str = r#"
[agent.cem]
name = "Cem"
queues = ["sales"]
capacity = 1
"#;
/// What can be served without a component.
const NO_CHANNEL: &str =
    "[queue.sales]\ntitle = \"Sales\"\n\n[agent.ana]\nname = \"Ana\"\nqueues = [\"sales\"]\n";

/// Today's configuration where it usually is, and one with an agent more.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    fs::write(folder.path().join("config/frontdesk.toml"), TODAY).unwrap();
    fs::write(folder.path().join("new.toml"), TODAY.to_owned() + ONE_MORE).unwrap();
    folder
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    command.env_clear().stdin(Stdio::null()).current_dir(folder);
    command
}

fn simulate(folder: &Path, arguments: &str) -> Output {
    let mut command = program(folder);
    command.arg("simulate").args(arguments.split_whitespace());
    command.output().unwrap()
}

#[track_caller]
fn printed(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[track_caller]
fn refused(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_ne!(output.status.code(), Some(0), "it should be refused");
    assert!(output.stdout.is_empty(), "a refusal prints no figures");
    said
}

fn json(folder: &Path, arguments: &str) -> Value {
    let output = simulate(folder, &format!("{arguments} --json"));
    serde_json::from_str(&printed(&output)).unwrap()
}

#[test]
fn one_more_agent_is_seen_beside_today() {
    let folder = folder();
    let arguments = "--config new.toml --rate web=20 --handle-s 300 --patience-s 120 --hours 100";
    let table = printed(&simulate(folder.path(), arguments));
    assert!(
        table.contains("config/frontdesk.toml  new.toml  change"),
        "{table}"
    );
    assert!(
        table.contains("agents on duty") && table.contains("ALL QUEUES"),
        "{table}"
    );
    assert!(
        table.contains("web 20 an hour, talks of 300 s, patience of 120 s"),
        "{table}"
    );

    let report = json(folder.path(), arguments);
    let of = |column: usize, figure: &str| {
        let figures = &report["columns"][column]["total"];
        figures[figure].as_f64().unwrap()
    };
    assert_eq!(of(0, "offered").to_bits(), of(1, "offered").to_bits());
    assert!(of(0, "service_level_percent") < of(1, "service_level_percent"));
    assert!(of(0, "abandoned_percent") > of(1, "abandoned_percent"));
    assert!(of(0, "occupancy_percent") > of(1, "occupancy_percent"));
    assert_eq!(report["columns"][1]["agents"], 3);
    assert_eq!(report["target_s"], 20.0);
    let queue = &report["columns"][0]["queues"]["sales"];
    assert_eq!(queue["offered"], report["contacts"]);
}

#[test]
fn the_same_seed_prints_the_same_and_another_prints_another() {
    let folder = folder();
    let run = |seed: u32| {
        let arguments = format!("--config new.toml --rate 30 --seed {seed}");
        printed(&simulate(folder.path(), &arguments))
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

#[test]
fn one_configuration_is_one_column() {
    let folder = folder();
    let report = json(folder.path(), "--rate 30 --agents-on 1");
    assert_eq!(report["columns"].as_array().unwrap().len(), 1);
    assert_eq!(report["columns"][0]["agents"], 1);
    let table = printed(&simulate(folder.path(), "--rate 30"));
    assert!(!table.contains("change"), "{table}");
}

#[test]
fn what_cannot_be_done_is_refused_with_a_remedy() {
    let folder = folder();
    let refusal = |arguments: &str| refused(&simulate(folder.path(), arguments));
    for (arguments, remedy) in [
        ("", "--rate web=60"),
        ("--rate wbe=60", "did you mean \"web\"?"),
        ("--rate web=many", "a number above 0"),
        ("--rate 60 --agents-on none", "`all`"),
        (
            "--rate 60 --agents-on 7",
            "has 2 agents, and 7 are to be on duty",
        ),
        ("--rate 60 --accept-s 45", "offer_s"),
        ("--rate 60 --accept-s=-1", "from 0 to 3600"),
        ("--rate 30000000 --hours 1000", "fewer hours"),
        ("--rate 60 --config nowhere.toml", "nowhere.toml"),
        ("--rate 60 --days 3", "--hours"),
        ("--traffic recorded --hours 3", "--days"),
        ("--traffic recorded --rate 60", "--traffic poisson"),
        ("--traffic recorded --state nowhere", "--state"),
    ] {
        let said = refusal(arguments);
        assert!(said.contains(remedy), "{arguments}: {said}");
    }
    fs::write(
        folder.path().join("new.toml"),
        "[queue.sales]\npriority = 11\n",
    )
    .unwrap();
    let said = refusal("--rate 60 --config new.toml");
    assert!(
        said.contains("new.toml:2") && said.contains("priority"),
        "{said}"
    );
}

fn two_days_ago() -> Timestamp {
    #[expect(
        clippy::disallowed_methods,
        reason = "the program reads the wall clock, and what it finds must be as old as it asks for"
    )]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(u64::try_from(now.as_millis()).unwrap()) - Span::seconds(2 * 86_400)
}

/// Fills the state as the gateway would have: one contact is answered after 30 s and talks for 200 s, one
/// leaves after 75 s.
fn remember(state: &Path) {
    let mut now = two_days_ago();
    let layers = Layers {
        name: "today.toml",
        text: TODAY,
        ..Layers::default()
    };
    let plan = layers.load().unwrap().routing_plan(|_| Delivery::Outbox);
    let mut floor = Floor::new(plan, now).unwrap();
    let mut batch = Batch::new();
    let mut happens = |after_s: u32, input: Input| {
        now = now + Span::seconds(after_s);
        for effect in floor.apply(now, input).unwrap() {
            if let Effect::Save(record) = effect {
                records::stage_record(&mut batch, &record).unwrap();
            } else if let Effect::Log(step) = effect {
                records::stage_step(&mut batch, &step).unwrap();
            }
        }
    };
    let comes = |thread: &str| Input::ConversationOpened {
        channel: "web".parse().unwrap(),
        thread: ThreadId(thread.into()),
        contact: ContactCard::default(),
        first_message: None,
    };
    let agent: AgentId = "ana".parse().unwrap();
    let conversation = |number| ConversationId::new(number).unwrap();
    happens(0, comes("visitor-1"));
    happens(
        0,
        Input::AgentConnected {
            agent: agent.clone(),
        },
    );
    happens(
        26,
        Input::PresenceDeclared {
            agent: agent.clone(),
            presence: Presence::Available,
        },
    );
    let offer = OfferId::new(1).unwrap();
    happens(
        4,
        Input::OfferAccepted {
            offer,
            agent: agent.clone(),
        },
    );
    happens(20, comes("visitor-2"));
    happens(
        75,
        Input::ContactEnded {
            conversation: conversation(2),
        },
    );
    happens(
        105,
        Input::AgentEnded {
            conversation: conversation(1),
            agent,
        },
    );
    keep(state, batch);
}

fn keep(state: &Path, batch: Batch) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = SledStore::open(SledOptions::new(state.join("store")))
            .await
            .unwrap();
        store.commit(batch).await.unwrap();
        store.close().await;
    });
}

fn recorded_as_it_was(report: &Value) {
    assert_eq!(report["contacts"], 2);
    assert_eq!(report["recorded"]["left"], 1);
    assert_eq!(report["recorded"]["handle_mean_s"], 200.0);
    assert_eq!(report["recorded"]["accept_mean_s"], 4.0);
    // Everybody waited 105 s together, and one left.
    assert_eq!(report["recorded"]["patience_mean_s"], 105.0);
    let was = &report["columns"][0]["total"];
    assert_eq!(
        (&was["answered"], &was["abandoned"]),
        (&1.into(), &1.into())
    );
    assert_eq!(was["wait_s"]["max"], 30.0);
    assert_eq!(was["service_level_percent"], 0.0);
    // With both agents there from the start, both are answered as fast as agents accept.
    assert_eq!(report["columns"].as_array().unwrap().len(), 2);
    let total = &report["columns"][1]["total"];
    assert_eq!(total["answered"], 2);
    assert_eq!(total["wait_s"]["max"], 4.0);
    assert_eq!(total["service_level_percent"], 100.0);
}

#[test]
fn recorded_contacts_come_again_from_a_state_that_nobody_runs_on() {
    let folder = folder();
    let state = folder.path().join("state");
    fs::create_dir(&state).unwrap();
    remember(&state);
    recorded_as_it_was(&json(folder.path(), "--traffic recorded --state state"));
    let table = printed(&simulate(folder.path(), "--traffic recorded --state state"));
    assert!(
        table.contains("patience of 105 s on average, as found"),
        "{table}"
    );
    assert!(!table.contains("visitor-1"));
    let said = refused(&simulate(
        folder.path(),
        "--traffic recorded --state state --days 1",
    ));
    assert!(said.contains("--days"), "{said}");
}

/// A running gateway; killed when the test ends.
struct Gateway(Child);

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn recorded_contacts_come_again_from_a_running_gateway() {
    let folder = folder();
    let state = folder.path().join("state");
    fs::create_dir(&state).unwrap();
    remember(&state);
    fs::write(folder.path().join("served.toml"), NO_CHANNEL).unwrap();
    let mut serve = program(folder.path());
    serve.args(["serve", "--config", "served.toml", "--state", "state"]);
    serve.args(["--listen", "127.0.0.1:0"]);
    serve.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut gateway = Gateway(serve.spawn().unwrap());
    let said = BufReader::new(gateway.0.stdout.take().unwrap());
    assert!(said.lines().any(|line| line.unwrap() == "ready"));
    recorded_as_it_was(&json(folder.path(), "--traffic recorded --state state"));
}

#[test]
fn the_commands_of_the_page_work() {
    let page = include_str!("../simulate/README.md");
    let folder = folder();
    let state = folder.path().join(".frontdesk/state");
    fs::create_dir_all(&state).unwrap();
    remember(&state);
    let today = format!("[gateway]\nstate = \".frontdesk/state\"\n{TODAY}");
    fs::write(folder.path().join("config/frontdesk.toml"), today).unwrap();
    let commands = page
        .lines()
        .filter_map(|line| line.strip_prefix("frontdesk simulate"));
    let mut number = 0;
    for command in commands {
        let table = printed(&simulate(folder.path(), command));
        assert!(table.contains("answered"), "{command}: {table}");
        number += 1;
    }
    assert!(number >= 4, "the page shows {number} commands");
}
