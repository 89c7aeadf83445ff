//! What is typed where.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};

use crate::readme::sections;

/// The languages, as they are named to `plugin new`.
pub(crate) const LANGUAGES: [&str; 3] = ["rust", "javascript", "python"];
/// Kinds beside the one that the page for integrators writes.
const OTHER_KINDS: [&str; 3] = ["channel", "translator", "bot"];
/// Pages of the SDKs and examples that are followed in their own folders. Those in Rust are packages of
/// the guests' workspace, whose tests are `cargo xtask test guests`.
const IN_PLACE: [(&str, &str); 4] = [
    ("javascript", "plugins/sdk-javascript"),
    ("javascript", "plugins/examples/javascript-crm"),
    ("python", "plugins/sdk-python"),
    ("python", "plugins/examples/python-crm"),
];

/// `plugin dev` on the project of a bot.
const DEV: &str = include_str!("dev.sh");

/// Steps that are taken in one folder, one after the other.
pub(crate) struct Route {
    pub(crate) title: String,
    pub(crate) language: String,
    pub(crate) place: Place,
    pub(crate) steps: Vec<Step>,
}

/// Where a route begins.
pub(crate) enum Place {
    /// A new empty folder.
    Empty,
    /// A folder of the repository; what is built there is ignored by git.
    There(PathBuf),
}

/// Commands.
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) script: String,
}

/// Every route: those of the page for integrators first.
pub(crate) fn routes(root: &Path) -> Result<Vec<Route>> {
    let mut routes = Vec::new();
    let page = read(&root.join("plugins/README.md"))?;
    for section in sections(&page) {
        let language = section.title.to_lowercase();
        let language = language.trim_start_matches("in ").to_owned();
        let mut steps = vec![Step {
            name: "README".to_owned(),
            script: section.script,
        }];
        for kind in OTHER_KINDS {
            steps.push(Step {
                name: format!("kind {kind}"),
                script: other_kind(&language, kind)?,
            });
        }
        // Watching and reloading differ in no language; building in this one is the quickest.
        if language == "rust" {
            steps.push(Step {
                name: "dev".to_owned(),
                script: DEV.to_owned(),
            });
        }
        routes.push(Route {
            title: section.title,
            language,
            place: Place::Empty,
            steps,
        });
    }
    for (language, folder) in IN_PLACE {
        routes.push(in_place(root, language, folder)?);
    }
    Ok(routes)
}

/// A project of another kind, which shares what the first one has installed or compiled.
fn other_kind(language: &str, kind: &str) -> Result<String> {
    let name = format!("acme-{kind}");
    let steps = match language {
        "rust" => "ln -s ../acme-crm/target target\ncargo test\nfrontdesk plugin build",
        "javascript" => {
            "ln -s ../acme-crm/node_modules node_modules\nnpm test\nfrontdesk plugin build"
        }
        // Twice, because the first time leaves something behind.
        "python" => {
            "ln -s ../acme-crm/.venv .venv\n.venv/bin/python build.py test\n\
             .venv/bin/python build.py test\nfrontdesk plugin build"
        }
        other => anyhow::bail!(
            "plugins/README.md has a section \"In {other}\", whose other kinds are never tried: say how in \
             tests/integrator/src/plan.rs"
        ),
    };
    Ok(format!(
        "frontdesk plugin new --kind {kind} --lang {language} {name}\ncd {name}\n{steps}\n\
         frontdesk plugin check dist/{name}.wasm\n"
    ))
}

fn in_place(root: &Path, language: &str, folder: &str) -> Result<Route> {
    let path = root.join(folder);
    let page = read(&path.join("README.md"))?;
    let steps: Vec<Step> = sections(&page)
        .into_iter()
        .map(|section| Step {
            name: "README".to_owned(),
            script: section.script,
        })
        .collect();
    ensure!(
        !steps.is_empty(),
        "{folder}/README.md shows no commands: they belong into a block ```sh"
    );
    Ok(Route {
        title: folder.replace('/', " "),
        language: language.to_owned(),
        place: Place::There(path),
        steps,
    })
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_and_kind_is_tried() {
        let routes = routes(Path::new(crate::ROOT)).unwrap();
        for language in LANGUAGES {
            let route = routes
                .iter()
                .find(|route| route.language == language && matches!(route.place, Place::Empty))
                .unwrap();
            let kinds = 1 + OTHER_KINDS.len();
            assert!(route.steps.len() >= kinds, "{language}");
            let first = &route.steps[0].script;
            assert!(
                first.contains(&format!("--kind crm --lang {language} acme-crm")),
                "{first}"
            );
            for step in route.steps.iter().take(kinds) {
                assert!(
                    step.script.contains("plugin check dist/"),
                    "{}",
                    step.script
                );
            }
        }
        assert_eq!(routes.len(), LANGUAGES.len() + IN_PLACE.len());
    }

    #[test]
    fn a_language_nobody_tries_is_an_error() {
        let error = other_kind("go", "bot").unwrap_err().to_string();
        assert!(error.contains("\"In go\""), "{error}");
    }
}
