//! Every failure ever found, as short as it could be made, plays well for ever.

use std::{fs, path::Path};

use frontdesk_test_sim::{drive, plan::Plan};

#[test]
fn what_once_failed_does_not_fail_again() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("regressions");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "jsonl") {
            let plan = Plan::read(&fs::read_to_string(&path).unwrap()).unwrap();
            if let Err(failure) = drive::replay(&plan, &mut |_| {}) {
                panic!(
                    "{}: {}\n{}",
                    path.display(),
                    failure.sentence,
                    failure.detail
                );
            }
        }
    }
}

#[test]
fn a_plan_reads_back_as_it_was_written() {
    let plan = drive::run(3).unwrap().plan;
    let text = plan.write().unwrap();
    assert_eq!(Plan::read(&text).unwrap().write().unwrap(), text);
    drive::replay(&plan, &mut |_| {}).unwrap();
}

#[test]
fn a_failing_plan_is_shortened_to_what_matters() {
    let plan = drive::run(6).unwrap().plan;
    let restarts = |plan: &Plan| {
        let crashes = plan
            .steps
            .iter()
            .filter(|s| matches!(s.act, frontdesk_test_sim::plan::Act::Wake));
        crashes.count() >= 2
    };
    assert!(restarts(&plan));
    assert_eq!(plan.minimise(&restarts).steps.len(), 2);
}
