//! Finding the configuration: file or demo, variables, flags.

use std::{env, fs, io::ErrorKind, path::Path};

use anyhow::{Context as _, Result, anyhow, bail};
use frontdesk_config::{Config, Flag, Layers, Problems};

use crate::cli::{DEFAULT_CONFIG, Serve};

/// The demo's configuration, so that a program without any file can show itself.
const DEMO: &str = include_str!("../../config/demo/frontdesk.toml");
/// The demo's channels with providers, which somebody has to play.
const PHONES: &str = include_str!("../../config/demo/phones.toml");
/// The demo's translator, which somebody has to start.
const TRANSLATOR: &str = include_str!("../../config/demo/translator.toml");
/// Where it is, in that file.
const TRANSLATOR_ADDRESS: &str = "http://127.0.0.1:2737";
/// Where they stand for the gateway and for whoever plays the providers, in that file.
const PHONES_GATEWAY: &str = "http://127.0.0.1:8080";
const PHONES_PROVIDERS: &str = "http://127.0.0.1:8090";

/// A configuration and what it is called.
pub(crate) struct Loaded {
    pub(crate) name: String,
    pub(crate) config: Config,
}

/// The configuration that `serve` was asked to run.
pub(crate) fn of_serve(options: &Serve) -> Result<Loaded> {
    let flags = flags(options)?;
    if options.demo {
        return load("demo/frontdesk.toml".to_owned(), &demo(options), flags);
    }
    from_file(options.config.as_deref(), flags)
}

/// The text of that configuration.
pub(crate) fn text_of(options: &Serve) -> Result<String> {
    match options.config_file() {
        Some(path) => fs::read_to_string(path)
            .with_context(|| format!("reading the configuration {}", path.display())),
        None => Ok(demo(options)),
    }
}

/// The configuration that another text would be, under the same variables and flags.
pub(crate) fn tried(options: &Serve, text: &str) -> Result<Config, Problems> {
    let name = match options.config_file() {
        Some(path) => path.display().to_string(),
        None => "demo/frontdesk.toml".to_owned(),
    };
    // A flag that was refused has kept the gateway from starting.
    let flags = flags(options).unwrap_or_default();
    let layers = Layers {
        name: &name,
        text,
        variables: variables(),
        flags,
    };
    layers.load()
}

fn flags(options: &Serve) -> Result<Vec<Flag>> {
    let state = options
        .state
        .as_deref()
        .map(|state| ("--state", ("gateway", "state"), text(state)));
    let components = options
        .components
        .as_deref()
        .map(|dir| ("--components", ("plugins", "dir"), text(dir)));
    let listen = options
        .listen
        .clone()
        .map(|listen| ("--listen", ("gateway", "listen"), Ok(listen)));
    let mut flags = Vec::new();
    for (flag, key, value) in [state, components, listen].into_iter().flatten() {
        flags.push(Flag {
            flag,
            key,
            value: value?,
        });
    }
    Ok(flags)
}

/// The demo's configuration, with the channels of those who play the providers if somebody does, and
/// with the translator if there is one.
fn demo(options: &Serve) -> String {
    let mut demo = DEMO.to_owned();
    if let Some(providers) = &options.phones {
        let listen = options.listen.as_deref().unwrap_or("127.0.0.1:8080");
        let phones = PHONES
            .replace(PHONES_GATEWAY, &format!("http://{listen}"))
            .replace(PHONES_PROVIDERS, providers.trim_end_matches('/'));
        demo = format!("{demo}\n{phones}");
    }
    if let Some(translator) = &options.translator {
        let translator = TRANSLATOR.replace(TRANSLATOR_ADDRESS, translator.trim_end_matches('/'));
        demo = format!("{demo}\n{translator}");
    }
    demo
}

/// The configuration in a file, with the variables over it and flags over both.
pub(crate) fn from_file(path: Option<&Path>, flags: Vec<Flag>) -> Result<Loaded> {
    let path = path.unwrap_or_else(|| Path::new(DEFAULT_CONFIG));
    let name = path.display().to_string();
    match fs::read_to_string(path) {
        Ok(file) => load(name, &file, flags),
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "there is no configuration {name}. Name one with --config, or see the demo: frontdesk \
             serve --demo"
        ),
        Err(error) => Err(error).with_context(|| format!("reading the configuration {name}")),
    }
}

fn load(name: String, file: &str, flags: Vec<Flag>) -> Result<Loaded> {
    let layers = Layers {
        name: &name,
        text: file,
        variables: variables(),
        flags,
    };
    let config = layers.load().map_err(|problems| {
        let count = problems.count();
        let plural = if count == 1 { "problem" } else { "problems" };
        anyhow!("{count} {plural} in the configuration\n\n{problems}\n")
    })?;
    Ok(Loaded { name, config })
}

fn variables() -> Vec<(String, String)> {
    env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// A path as a value of the configuration.
pub(crate) fn text(path: &Path) -> Result<String> {
    path.to_str()
        .map(str::to_owned)
        .with_context(|| format!("the folder {} is not named in UTF-8", path.display()))
}
