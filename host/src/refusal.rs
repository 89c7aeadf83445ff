//! Why plugins are refused, in the operator's file where it is about the file.

use anyhow::{Error, anyhow};
use frontdesk_config::{Config, Place, Problem, Problems};
use frontdesk_core::{ChannelId, Name, ScriptId, script::Tag};
use frontdesk_engine::ports::ConfigurationProblem;
use frontdesk_plugin_host::{PluginProblem, Stage};

/// Every problem at the place of the configuration that it is about.
pub(crate) fn of(config: &Config, problems: &[PluginProblem]) -> Error {
    let all = problems.iter().flat_map(|problem| places(config, problem));
    match Problems::of(all.collect()) {
        Some(problems) => {
            let count = problems.count();
            let plural = if count == 1 { "problem" } else { "problems" };
            anyhow!("{count} {plural} with plugins\n\n{problems}\n")
        }
        None => anyhow!("plugins are refused"),
    }
}

/// A connector among the translators is something else.
pub(crate) fn no_translator(config: &Config, name: &Name) -> Error {
    let place = config.place_of(&["translation", "order"]);
    one(
        config,
        &place,
        format!("connector \"{name}\" is no translator"),
    )
}

/// A connector that a channel's form is to ask is something else.
pub(crate) fn no_customer_system(config: &Config, channel: &ChannelId, name: &Name) -> Error {
    let place = config.place_of(&["channel", channel.as_str(), "form"]);
    let message = format!("match_in: connector \"{name}\" is no customer system");
    one(config, &place, message)
}

/// A connector that a script is to talk through is something else.
pub(crate) fn no_bot(config: &Config, script: &ScriptId, object: &Tag, name: &Name) -> Error {
    let place = config.place_of(&["script", script.as_str(), "objects"]);
    let message = format!("\"{object}\": connector \"{name}\" is no bot");
    one(config, &place, message)
}

/// A picture that cannot be shown.
pub(crate) fn picture(config: &Config, path: &[&str], message: String) -> Error {
    one(config, &config.place_of(path), message)
}

/// Problems as the console shows them.
pub(crate) fn placed(problems: &Problems) -> Vec<ConfigurationProblem> {
    problems.iter().map(placed_one).collect()
}

/// One of them.
pub(crate) fn placed_one(problem: &Problem) -> ConfigurationProblem {
    let (place, problem) = problem.parts();
    ConfigurationProblem {
        place: place.to_owned(),
        problem: problem.to_owned(),
        remedy: String::new(),
    }
}

fn one(config: &Config, place: &Place, message: String) -> Error {
    match Problems::of(vec![config.problem(place, message.clone())]) {
        Some(problems) => anyhow!("1 problem in the configuration\n\n{problems}\n"),
        None => anyhow!(message),
    }
}

fn places(config: &Config, problem: &PluginProblem) -> Vec<Problem> {
    let PluginProblem {
        name,
        file,
        trouble,
        stage,
        settings,
    } = problem;
    let found = config
        .components()
        .find(|it| it.name.as_str() == name.as_str());
    let section = found.map_or("channel", |it| it.section.as_str());
    let at = |place: &Place, message: String| config.problem(place, message);
    if !settings.is_empty() {
        let each = settings.iter().map(|problem| {
            // An unknown key is a mistake in the name, every other one in the value.
            let place = if problem.message.starts_with("there is no setting") {
                config.place_of_setting_name(section, name, &problem.pointer)
            } else {
                config.place_of_setting(section, name, &problem.pointer)
            };
            at(&place, format!("plugin \"{name}\": {}", problem.message))
        });
        return each.collect();
    }
    let key = match stage {
        Some(Stage::Grants) => "grants",
        Some(Stage::Settings | Stage::Validate) => "settings",
        Some(
            Stage::Read
            | Stage::Format
            | Stage::Compile
            | Stage::Imports
            | Stage::World
            | Stage::Describe,
        )
        | None => "wasm",
    };
    let place = config.place_of(&[section, name, key]);
    let message = format!("plugin \"{name}\" ({file}): {trouble}");
    vec![at(&place, message)]
}
