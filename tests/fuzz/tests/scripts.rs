//! Scripts as operators write them and as the console changes them, and what contacts say in one.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use frontdesk_config::{
    Config, Layers, Setting,
    edit::{self, EditError, SectionChange, SectionEdit, Step},
};
use frontdesk_core::{Delivery, ScriptId, Span, Timestamp};
use frontdesk_simulate::{TrialContact, TrialStep, try_script};
use frontdesk_test_fuzz::{Mutator, each_case_of};

const FULL: &str = include_str!("../../../host/config/tests/ui/valid/full.toml");
const CASES: u64 = 1_000;

fn load(text: &str) -> Option<Config> {
    let layers = Layers {
        name: "frontdesk.toml",
        text,
        ..Layers::default()
    };
    layers.load().ok()
}

fn script() -> String {
    let found = edit::section_text(FULL, "script", "welcome");
    found.unwrap().unwrap()
}

/// The whole file with this text in the script's place.
fn with(script: &str) -> Result<String, EditError> {
    edit::with_section(FULL, "script", "welcome", Some(script))
}

#[test]
fn the_seed_itself_is_accepted_and_put_back_as_it_was() {
    let put_back = with(&script()).unwrap();
    assert!(load(&put_back).is_some());
    let again = edit::section_text(&put_back, "script", "welcome");
    assert_eq!(again.unwrap().unwrap().trim(), script().trim());
}

#[test]
fn any_script_is_refused_or_leads_everybody_to_an_end_in_bounded_time() {
    let seed = script();
    each_case_of(&[&seed], CASES, |case| {
        let Ok(whole) = with(case) else { return };
        let Some(config) = load(&whole) else { return };
        let plan = config.routing_plan(|_| Delivery::Stream);
        let name: ScriptId = "welcome".parse().unwrap();
        let mut mutator = Mutator::seeded(case.len() as u64);
        let contact = TrialContact {
            delivery: [Delivery::Stream, Delivery::Outbox][case.len() % 2],
            language: Some("de".into()),
            known: [("_order".into(), mutator.nonsense(2).into())].into(),
        };
        let mut steps = Vec::new();
        for number in 0..20 {
            steps.push(match number % 3 {
                0 => TrialStep::Write(mutator.text(&["1", "2", "3", "Orders", "nichts"]).into()),
                1 => TrialStep::Write(mutator.nonsense(3).into()),
                _ => TrialStep::Wait(Span::seconds(600)),
            });
        }
        let tried = try_script(plan, &name, Timestamp(1_700_000_000_000), &contact, &steps);
        assert!(tried.is_ok(), "{tried:?}");
    });
}

#[test]
fn any_text_is_edited_into_toml_or_refused() {
    let seed = script();
    let values = [
        Setting::Text("\"\u{7}'''".to_owned()),
        Setting::Integer(i64::MIN),
        Setting::Flag(true),
        Setting::List(vec![Setting::Table(
            [(String::new(), Setting::Number(0.5))].into(),
        )]),
    ];
    each_case_of(&[&seed], CASES, |case| {
        let mut mutator = Mutator::seeded(case.len() as u64);
        let at = case.len() / 2;
        let _path = edit::path_at(case, "script", "welcome", at);
        let _value = edit::section_value(case, "script", "welcome");
        let keys = ["tag", "does", "text", "choices", ""];
        let path = [
            Step::Key("objects".to_owned()),
            Step::Index(case.len() % 30),
            Step::Key(mutator.text(&keys)),
        ];
        let value = values[case.len() % values.len()].clone();
        let edits = [
            SectionChange::Set(value.clone()),
            SectionChange::Remove,
            SectionChange::Insert(value),
            SectionChange::Move(at),
        ];
        for change in edits {
            for length in 1..=path.len() {
                let path = path[..length].to_vec();
                let change = change.clone();
                let edited =
                    edit::edit_section(case, "script", "welcome", &[SectionEdit { path, change }]);
                if let Ok(text) = edited {
                    assert_eq!(edit::unreadable_at(&text), None, "{text}");
                }
            }
        }
    });
}
