//! Disks that a test may fill or break, mounted where a gateway keeps its state. Needs root.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

/// Set to anything to make a machine that cannot mount a failure instead of a skip.
const REQUIRED: &str = "FRONTDESK_REQUIRE_DISK_TESTS";

/// Makes a file system refuse everything from the moment a line comes in, and forget what its journal
/// has not committed: `EXT4_IOC_SHUTDOWN` with `NOLOGFLUSH`.
const CUT: &str = "
import fcntl, os, struct, sys
disk = os.open(sys.argv[1], os.O_RDONLY)
print('ready', flush=True)
sys.stdin.readline()
fcntl.ioctl(disk, 0x8004587d, struct.pack('I', 2))
";

/// A mounted disk. Taken away again when dropped.
#[derive(Debug)]
pub struct Disk {
    at: PathBuf,
    /// The file that holds it; none: memory.
    image: Option<PathBuf>,
}

impl Disk {
    /// One in memory, with so little room.
    pub fn in_memory(at: &Path, mebibytes: u64) -> Result<Self> {
        fs::create_dir_all(at)?;
        let size = format!("size={mebibytes}m");
        let options = ["-t", "tmpfs", "-o", &size, "frontdesk-test"].map(OsStr::new);
        let [kind, tmpfs, o, size, name] = options;
        run("mount", &[kind, tmpfs, o, size, name, at.as_os_str()])?;
        Ok(Self {
            at: at.to_owned(),
            image: None,
        })
    }

    /// An ext4 in a file: one that can lose its power.
    pub fn in_file(image: &Path, at: &Path, mebibytes: u64) -> Result<Self> {
        fs::create_dir_all(at)?;
        fs::File::create(image)?.set_len(mebibytes << 20)?;
        run("mkfs.ext4", &["-q".as_ref(), image.as_os_str()])?;
        run("python3", &["--version".as_ref()])?;
        mount_image(image, at)?;
        Ok(Self {
            at: at.to_owned(),
            image: Some(image.to_owned()),
        })
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        &self.at
    }

    /// Gets everything ready, so that the cut itself comes at once.
    pub fn prepare_cut(&self) -> Result<Cut> {
        let mut command = Command::new("python3");
        command.args(["-c", CUT]).arg(&self.at);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("starting python3")?;
        let mut ready = [0; 6];
        let said = child.stdout.as_mut().context("no stdout")?;
        said.read_exact(&mut ready)
            .context("waiting for the cut to be ready")?;
        Ok(Cut(child))
    }

    /// Switches the power on again: the journal is replayed. Nobody may hold a file of it any more.
    pub fn restore(&self) -> Result<()> {
        let image = self.image.as_deref().context("it is in memory")?;
        run("umount", &[self.at.as_os_str()])?;
        mount_image(image, &self.at)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazy: whoever still holds it lets go of it in a moment.
        drop(run("umount", &["-l".as_ref(), self.at.as_os_str()]));
    }
}

/// A power cut about to happen.
#[derive(Debug)]
pub struct Cut(Child);

impl Cut {
    /// From here on every write fails.
    pub fn now(mut self) -> Result<()> {
        drop(self.0.stdin.take());
        ensure!(self.0.wait()?.success(), "the power could not be cut");
        Ok(())
    }
}

/// The disk; `None`, and a loud message, where there cannot be one. An error where it is required.
pub fn or_skip(disk: Result<Disk>, test: &str) -> Result<Option<Disk>> {
    let error = match disk {
        Ok(disk) => return Ok(Some(disk)),
        Err(error) => error,
    };
    if env::var_os(REQUIRED).is_some() {
        return Err(error.context(format!("{test} cannot run")));
    }
    // Not by a macro: those are kept from whoever runs the tests unless one fails.
    let mut stderr = std::io::stderr().lock();
    writeln!(
        stderr,
        "\n*** SKIPPED: {test} needs root, `mount`, and for some a loop device, mkfs.ext4, python3\n\
         *** ({error:#}). What happens when a disk fails is NOT checked here.\n"
    )?;
    Ok(None)
}

fn mount_image(image: &Path, at: &Path) -> Result<()> {
    let options = ["-o", "loop"].map(OsStr::new);
    let [o, options] = options;
    run("mount", &[o, options, image.as_os_str(), at.as_os_str()])
}

fn run(program: &str, arguments: &[&OsStr]) -> Result<()> {
    let done = Command::new(program)
        .args(arguments)
        .output()
        .with_context(|| format!("starting {program}"))?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "{program}: {}", said.trim());
    Ok(())
}
