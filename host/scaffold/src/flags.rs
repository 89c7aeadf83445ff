//! What the compiler is told for components.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// Has cargo compile the components of a project the same way everywhere: without flags that are meant
/// for native code, and without this machine's paths. They would stand in the places of panics, tell whose
/// home it was built in, and give the same source another digest on another machine.
pub fn compile_alike(cargo: &mut Command, project: &Path) {
    let project = project.canonicalize().ok();
    let places = [(cargo_home(), "/cargo"), (project, "/project")];
    let flags: Vec<String> = places
        .into_iter()
        .filter_map(|(path, name)| Some(remap(&path?, name)))
        .collect();
    cargo.env_remove("RUSTFLAGS");
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
}

fn remap(path: &Path, name: &str) -> String {
    format!("--remap-path-prefix={}={name}", path.display())
}

/// Where cargo keeps the sources of dependencies.
fn cargo_home() -> Option<PathBuf> {
    let told = env::var_os("CARGO_HOME").map(PathBuf::from);
    told.or_else(|| Some(env::home_dir()?.join(".cargo")))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn native_flags_and_paths_of_this_machine_stay_out() {
        let mut cargo = Command::new("cargo");
        cargo.env("RUSTFLAGS", "-C target-cpu=native");
        let project = tempfile::tempdir().unwrap();
        compile_alike(&mut cargo, project.path());
        let told = |name: &str| {
            let mut all = cargo.get_envs();
            all.find(|(found, _)| *found == OsStr::new(name))
                .map(|(_, value)| value)
        };
        assert_eq!(told("RUSTFLAGS"), Some(None));
        let flags = told("CARGO_ENCODED_RUSTFLAGS").flatten().unwrap();
        let flags: Vec<&str> = flags.to_str().unwrap().split('\x1f').collect();
        let [home, sources] = flags.as_slice() else {
            panic!("{flags:?}");
        };
        assert!(home.starts_with("--remap-path-prefix=/") && home.ends_with("=/cargo"));
        let project = project.path().canonicalize().unwrap();
        assert_eq!(*sources, remap(&project, "/project"));
    }
}
