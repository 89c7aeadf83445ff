//! `cargo xtask test`: every check of the repository.

use std::process::Command;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::{
    components, prerequisites,
    suite::Suite,
    web,
    workspace::{Profile, Workspace, npm},
};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Run the checks of one level only
    level: Option<Level>,
}

/// The levels, cheapest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Level {
    /// Formatting and lints
    Lint,
    /// The components and what they are written with
    Guests,
    /// The web package
    Web,
    /// Everything `cargo test` runs: units, scenarios, simulation, suites, tidy, the real binary
    Host,
    /// Pages of the real gateway in Chromium
    Browser,
    /// The page for integrators, followed word for word in an empty folder
    Integrators,
    /// What is sent and what is played, against the providers' own descriptions and libraries
    Official,
}

const CLIPPY: [&str; 4] = ["--all-targets", "--", "-D", "warnings"];

/// Runs all checks, or those of one level; what fails does not stop the others.
pub(crate) fn run_all(workspace: &Workspace, options: &Options) -> Result<()> {
    let wants = |level: Level| options.level.is_none_or(|only| only == level);
    let mut suite = Suite::new();
    if wants(Level::Lint) {
        lint(workspace, &mut suite);
    }
    let real = [
        Level::Host,
        Level::Browser,
        Level::Integrators,
        Level::Official,
    ]
    .into_iter()
    .any(wants);
    let components = (wants(Level::Guests) || real)
        && suite.step("components", || {
            components::build(workspace, components::Which::All)
        });
    if wants(Level::Guests) {
        let mut tests = workspace.cargo_guests("test", &["--workspace"]);
        suite.check("guests: tests", &mut tests);
    }
    let pages = (wants(Level::Web) || real) && suite.step("web: build", || web::build(workspace));
    if wants(Level::Web) {
        if pages {
            web_checks(workspace, &mut suite);
        } else {
            suite.skip("web", "the web package was not built");
        }
    }
    if real {
        // The same set of packages as the tests, so that each dependency is compiled once.
        let arguments = ["build", "--locked", "--workspace", "--all-targets"];
        let host = suite.check("host: build", &mut workspace.cargo(&arguments));
        if !(host && components && pages) {
            suite.skip(
                "host, browser, integrators, official",
                "something they need was not built",
            );
            return suite.finish();
        }
    }
    if wants(Level::Host) && suite.step("host: prepare", || prerequisites::servers(workspace)) {
        let tests = ["test", "--locked", "--workspace", "--no-fail-fast"];
        suite.check(
            "host: tests",
            with_gateway(workspace, &mut workspace.cargo(&tests)),
        );
    }
    if wants(Level::Browser) {
        browser(workspace, &mut suite);
    }
    if wants(Level::Integrators) {
        let program = [
            "run",
            "--locked",
            "--quiet",
            "-p",
            "frontdesk-test-integrator",
        ];
        suite.check(
            "integrators",
            with_gateway(workspace, &mut workspace.cargo(&program)),
        );
    }
    if wants(Level::Official) {
        official(workspace, &mut suite);
    }
    suite.finish()
}

/// `cargo xtask check`.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut suite = Suite::new();
    lint(workspace, &mut suite);
    suite.finish()
}

fn lint(workspace: &Workspace, suite: &mut Suite) {
    suite.check("format", &mut workspace.cargo(&["fmt", "--all", "--check"]));
    suite.check(
        "guests: format",
        &mut workspace.cargo_guests("fmt", &["--all", "--check"]),
    );
    let mut clippy = workspace.cargo(&["clippy", "--locked", "--workspace"]);
    suite.check("lints", clippy.args(CLIPPY));
    let mut clippy = workspace.cargo_guests("clippy", &["--workspace"]);
    suite.check("guests: lints", clippy.args(CLIPPY));
}

fn web_checks(workspace: &Workspace, suite: &mut Suite) {
    let folder = workspace.web();
    for (name, script) in [
        ("web: types, lints", "check"),
        ("web: tests", "test"),
        ("web: size", "size"),
    ] {
        suite.check(name, &mut npm(&folder, &["run", "--silent", script]));
    }
}

fn browser(workspace: &Workspace, suite: &mut Suite) {
    let folder = workspace.root.join("tests/browser");
    let mut chromium = None;
    let ready = suite.step("browser: prepare", || {
        prerequisites::npm_packages(workspace, &folder)?;
        prerequisites::translator(workspace)?;
        chromium = Some(prerequisites::chromium(workspace)?);
        Ok(())
    });
    let (true, Some(chromium)) = (ready, chromium) else {
        return suite.skip("browser", "Chromium or the npm packages are missing");
    };
    let mut tests = npm(&folder, &["run", "--silent", "test"]);
    tests.env("FRONTDESK_CHROMIUM", chromium);
    suite.check("browser", with_gateway(workspace, &mut tests));
}

fn official(workspace: &Workspace, suite: &mut Suite) {
    let folder = workspace.root.join("tests/official");
    let packages = || prerequisites::npm_packages(workspace, &folder);
    if !suite.step("official: prepare", packages) {
        return suite.skip("official", "the npm packages are missing");
    }
    let mut tests = npm(&folder, &["run", "--silent", "test"]);
    suite.check("official", with_gateway(workspace, &mut tests));
}

/// Tells tests where the gateway and its components are.
fn with_gateway<'a>(workspace: &Workspace, command: &'a mut Command) -> &'a mut Command {
    command
        .env("FRONTDESK_BIN", workspace.binary(Profile::Dev))
        .env("FRONTDESK_COMPONENTS", workspace.components())
}
