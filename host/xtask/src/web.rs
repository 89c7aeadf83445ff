//! Building the web pages.

use anyhow::Result;

use crate::{
    files::Stamp,
    prerequisites, step,
    workspace::{Workspace, npm},
};

/// Builds `host/web/dist` unless it was built from the same sources.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let web = workspace.web();
    prerequisites::npm_packages(workspace, &web)?;
    let stamp = Stamp::new(
        web.join("node_modules/.frontdesk-built"),
        std::slice::from_ref(&web),
    )?;
    let built = [
        "console/index.html",
        "widget/loader.js",
        "hosted/index.html",
        "preview/index.html",
    ];
    if stamp.is_current()
        && built
            .iter()
            .all(|page| web.join("dist").join(page).is_file())
    {
        return Ok(());
    }
    step::announce("Building the web pages");
    step::run(&mut npm(&web, &["run", "--silent", "build"]))?;
    stamp.set()
}
