//! Everything that a component's kind promises, tried: what `frontdesk plugin check` shows.
//!
//! Nothing leaves the machine: requests that the component asks for are answered here, with what
//! providers answer on their worst days. Secrets are made up, values are forgotten.

mod given;
mod inbound;
mod outbound;
mod passes;
mod report;

use std::sync::Arc;

use frontdesk_core::Timestamp;

pub use self::report::{Check, Outcome, Report};
use crate::{
    Limits, PluginHost,
    config::LoadOptions,
    descriptor::{Descriptor, Kind},
    first_calls::describe,
    load::{ComponentSource, LoadError, Stage, check_format},
    plugin::Plugin,
    registry::{Digest, Forgetful},
    settings::check_settings,
};

/// The name that a component is tried under.
const NAME: &str = "trial";
/// When the trial takes place: 2026-01-01, and an hour later.
const NOW: Timestamp = Timestamp(1_767_225_600_000);
const LATER: Timestamp = Timestamp(1_767_229_200_000);

/// What a component is tried with.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// Its settings; `None`: made from its schema's defaults and examples.
    pub settings_json: Option<String>,
    /// What its calls may use.
    pub limits: Limits,
}

impl PluginHost {
    /// What a component says of itself, whatever is granted.
    pub async fn describe(&self, wasm: &[u8]) -> Result<Descriptor, LoadError> {
        let caller = self.trial_caller(wasm, "{}", &Trial::default()).await?;
        describe(&caller, NOW).await
    }

    /// Tries a component.
    pub async fn conformance(&self, wasm: &[u8], trial: &Trial) -> Report {
        let mut report = Report::new(Digest::of(wasm), wasm.len());
        let Some(descriptor) = self.first_checks(wasm, trial, &mut report).await else {
            return report;
        };
        let settings = match &trial.settings_json {
            Some(settings) => settings.clone(),
            None => given::settings(&descriptor.settings_schema),
        };
        report.descriptor = Some(descriptor.clone());
        let options = LoadOptions {
            limits: trial.limits.clone(),
            grants: given::grants(&descriptor, &settings),
            settings_json: settings,
            values: Arc::new(Forgetful),
            ..LoadOptions::default()
        };
        self.settings_checks(wasm, &options, &mut report).await;
        let source = ComponentSource::Bytes(wasm.to_vec());
        let plugin = match self.load(NAME, source, options).await {
            Ok(plugin) => plugin,
            Err(error) => {
                report.fail(
                    "accepts settings",
                    format!("{error}; say which settings to try it with: --settings JSON"),
                );
                return report;
            }
        };
        report.pass("accepts settings");
        match descriptor.kind {
            Kind::Channel => {
                inbound::webhooks(&plugin, &mut report).await;
                inbound::frames(&plugin, &mut report).await;
                outbound::check(&plugin, &mut report).await;
            }
            Kind::Crm | Kind::Translator | Kind::Bot => {
                outbound::check(&plugin, &mut report).await;
            }
        }
        last_checks(&plugin, &mut report);
        report
    }

    /// Everything before the component is asked to work; `None`: there is no going on.
    async fn first_checks(
        &self,
        wasm: &[u8],
        trial: &Trial,
        report: &mut Report,
    ) -> Option<Descriptor> {
        let bytes_max = trial.limits.wasm_bytes;
        if wasm.len() > bytes_max {
            report.fail(
                "size",
                format!("{} bytes, {bytes_max} are allowed", wasm.len()),
            );
            return None;
        }
        report.pass("size");
        let caller = match self.trial_caller(wasm, "{}", trial).await {
            Ok(caller) => caller,
            Err(error) => {
                report.failed_at(error);
                return None;
            }
        };
        for stage in [Stage::Format, Stage::Compile, Stage::Imports, Stage::World] {
            report.pass(stage_name(stage));
        }
        let first = match describe(&caller, NOW).await {
            Ok(first) => first,
            Err(error) => {
                report.failed_at(error);
                return None;
            }
        };
        report.pass(stage_name(Stage::Describe));
        match describe(&caller, LATER).await {
            Ok(second) if second == first => report.pass("describe is pure"),
            Ok(_) => report.fail("describe is pure", "it says something else each time"),
            Err(error) => report.fail("describe is pure", error.to_string()),
        }
        match check_settings(&first.settings_schema, "{}") {
            Ok(_) => report.pass("settings schema is a JSON Schema"),
            Err(error) => report.fail("settings schema is a JSON Schema", error.to_string()),
        }
        Some(first)
    }

    /// `validate` must answer whatever an operator has written.
    async fn settings_checks(&self, wasm: &[u8], options: &LoadOptions, report: &mut Report) {
        let name = "validate survives any settings";
        for settings in given::ODD_SETTINGS {
            let trial = Trial {
                limits: options.limits.clone(),
                ..Trial::default()
            };
            let answer = match self.trial_caller(wasm, settings, &trial).await {
                Ok(caller) => crate::first_calls::validate(&caller, NOW).await,
                Err(error) => Err(error),
            };
            // Problems are an answer; a trap or a deadline is not.
            if let Err(error) = answer
                && given::is_fault(&error.reason)
            {
                return report.fail(name, error.to_string());
            }
        }
        report.pass(name);
    }
}

fn last_checks(plugin: &Plugin, report: &mut Report) {
    let health = plugin.health();
    match health.last_fault {
        Some(fault) if health.faults_total > 0 => {
            report.fail("no fault", format!("{}: {}", fault.kind, fault.message));
        }
        Some(_) | None => report.pass("no fault"),
    }
    if let Some((p50, p95)) = health.call_times {
        let (p50, p95) = (p50.as_micros(), p95.as_micros());
        report.note(format!(
            "a call took {p50} us (half of them), {p95} us (95 %)"
        ));
    }
}

/// The line of the report for a stage of loading.
fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Read => "size",
        Stage::Format => "is a component",
        Stage::Compile => "compiles",
        Stage::Imports => "imports only what is offered",
        Stage::World => "exports its kind",
        Stage::Describe => "describe is well-formed",
        Stage::Settings | Stage::Grants | Stage::Validate => "accepts settings",
    }
}

impl PluginHost {
    /// Something to call, without any check of what it says.
    async fn trial_caller(
        &self,
        wasm: &[u8],
        settings: &str,
        trial: &Trial,
    ) -> Result<Arc<crate::call::Caller>, LoadError> {
        check_format(wasm)?;
        let compiled = self
            .compile_bytes(wasm.to_vec(), trial.limits.wasm_bytes)
            .await?;
        let options = LoadOptions {
            limits: trial.limits.clone(),
            values: Arc::new(Forgetful),
            ..LoadOptions::default()
        };
        Ok(self.caller(NAME, settings.to_owned(), options, compiled))
    }
}
