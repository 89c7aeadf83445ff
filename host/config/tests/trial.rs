//! Changes over a configuration, as a dry run takes them.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use frontdesk_config::{Config, Layers};
use frontdesk_core::Delivery;

const IN_FORCE: &str = r#"
[routing]
order = "priority"

[queue.sales]
title = "Sales"
priority = 4

[queue.late]
title = "Late"
overflow = "sales"
overflow_after_s = 60

[agent.ana]
name = "Ana"
queues = ["sales"]
capacity = 2
levels = { sales = 3 }
"#;

fn in_force() -> Config {
    let layers = Layers {
        name: "frontdesk.toml",
        text: IN_FORCE,
        ..Layers::default()
    };
    layers.load().unwrap()
}

fn refused(changes: &str) -> String {
    let refused = in_force().with_changes("changes.toml", changes).err();
    refused.unwrap().to_string()
}

#[test]
fn a_key_that_is_named_is_replaced_and_every_other_stays() {
    let changes = "\
        [agent.ana]\ncapacity = 5\n\
        [agent.bea]\nname = \"Bea\"\nqueues = [\"sales\"]\n\
        [queue.vip]\ntitle = \"VIP\"\n";
    let config = in_force().with_changes("changes.toml", changes).unwrap();
    let plan = config.routing_plan(|_| Delivery::Outbox);
    let ana = plan.agents.get(&"ana".parse().unwrap()).unwrap();
    assert_eq!(ana.capacity, 5);
    assert_eq!(ana.level(&"sales".parse().unwrap()), 3);
    assert_eq!(plan.agents.len(), 2);
    let sales = plan.queues.get(&"sales".parse().unwrap()).unwrap();
    assert_eq!(sales.priority, 4);
    assert_eq!(plan.queues.len(), 3);
}

#[test]
fn no_change_is_the_configuration_itself() {
    let config = in_force();
    let same = config.with_changes("changes.toml", "").unwrap();
    let plan = |config: &Config| config.routing_plan(|_| Delivery::Outbox);
    assert_eq!(plan(&same), plan(&config));
}

#[test]
fn a_problem_is_shown_where_it_stands_in_the_changes() {
    let said = refused("[queue.sales]\npriority = 11\n");
    assert!(
        said.starts_with(
            "changes.toml:2:12: priority takes 1 to 10, and this is 11\n 2 | priority"
        ),
        "{said}"
    );
    let said = refused("[agent.ana]\nqueues = [\"slaes\"]\n");
    assert!(said.contains("did you mean \"sales\"?"), "{said}");
    let said = refused("[queue.sales\n");
    assert!(said.starts_with("changes.toml:1:"), "{said}");
}

#[test]
fn what_makes_the_rest_wrong_is_said_of_the_rest() {
    let said = refused("[queue.sales]\noverflow = \"late\"\noverflow_after_s = 60\n");
    assert!(
        said.starts_with("changes.toml:2:12: queue \"sales\" overflows into itself"),
        "{said}"
    );
    let of_the_rest = "the configuration in force: queue \"late\" overflows into itself";
    assert!(said.contains(of_the_rest), "{said}");
}

#[test]
fn a_section_without_a_say_in_routing_is_refused() {
    let said = refused("[gateway]\nlisten = \"0.0.0.0:1\"\n");
    assert!(
        said.contains("changes.toml:1:2: [gateway] has no say in who answers whom"),
        "{said}"
    );
}
