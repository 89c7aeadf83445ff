//! An ext4 in a file, mounted over a loop device: a disk that a test may break. Needs root.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// Set to anything to make a machine that cannot mount a failure instead of a skip.
const REQUIRED: &str = "FRONTDESK_REQUIRE_DISK_TESTS";

/// Cuts the power of the file system named by its argument, once a line comes in: everything the
/// journal has not committed is gone (`EXT4_IOC_SHUTDOWN` with `NOLOGFLUSH`).
const CUT: &str = "
import fcntl, os, struct, sys
disk = os.open(sys.argv[1], os.O_RDONLY)
print('ready', flush=True)
sys.stdin.readline()
fcntl.ioctl(disk, 0x8004587d, struct.pack('I', 2))
";

/// A small disk, mounted.
pub(crate) struct DiskImage {
    dir: TempDir,
}

impl DiskImage {
    /// Makes and mounts one; `None`, and a loud message, where that is not possible.
    pub(crate) fn mount_new(test: &str, mebibytes: u64) -> Option<Self> {
        let disk = Self {
            dir: TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap(),
        };
        fs::create_dir(disk.mount_point()).unwrap();
        fs::File::create(disk.image())
            .unwrap()
            .set_len(mebibytes * 1024 * 1024)
            .unwrap();
        let made = run("mkfs.ext4", &["-q".as_ref(), disk.image().as_os_str()])
            .and_then(|()| disk.mount())
            .and_then(|()| run("python3", &["--version".as_ref()]));
        let Err(reason) = made else { return Some(disk) };
        assert!(
            std::env::var_os(REQUIRED).is_none(),
            "{test} cannot run: {reason}"
        );
        let mut stderr = std::io::stderr().lock();
        writeln!(
            stderr,
            "\n*** SKIPPED: {test} needs root, mkfs.ext4, a loop device and python3"
        )
        .unwrap();
        writeln!(
            stderr,
            "*** ({reason}). Durability at a power cut is NOT checked here.\n"
        )
        .unwrap();
        None
    }

    fn image(&self) -> PathBuf {
        self.dir.path().join("image")
    }

    pub(crate) fn mount_point(&self) -> PathBuf {
        self.dir.path().join("disk")
    }

    fn mount(&self) -> Result<(), String> {
        let options: [&std::ffi::OsStr; 2] = ["-o".as_ref(), "loop".as_ref()];
        let (image, point) = (self.image(), self.mount_point());
        run(
            "mount",
            &[options[0], options[1], image.as_os_str(), point.as_os_str()],
        )
    }

    /// Switches the power on again after a cut: the journal is replayed.
    pub(crate) fn remount(&self) {
        run("umount", &[self.mount_point().as_os_str()]).unwrap();
        self.mount().unwrap();
    }

    /// Gets everything ready, so that the cut itself comes at once.
    pub(crate) fn prepare_cut(&self) -> Cut {
        let mut command = Command::new("python3");
        command.args(["-c", CUT]).arg(self.mount_point());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = crate::forking(|| command.spawn()).unwrap();
        let mut ready = [0; 6];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut ready).unwrap();
        Cut(child)
    }
}

/// Unmounting fails only when the test has failed already, and then says so in the system's log.
impl Drop for DiskImage {
    fn drop(&mut self) {
        drop(run("umount", &[self.mount_point().as_os_str()]));
    }
}

/// A power cut about to happen.
pub(crate) struct Cut(Child);

impl Cut {
    pub(crate) fn now(mut self) {
        drop(self.0.stdin.take());
        assert!(
            self.0.wait().unwrap().success(),
            "the power could not be cut"
        );
    }
}

fn run(program: &str, arguments: &[&std::ffi::OsStr]) -> Result<(), String> {
    let output = crate::forking(|| Command::new(program).args(arguments).output());
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    let text = || {
        format!(
            "{program}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )
    };
    if output.status.success() {
        Ok(())
    } else {
        Err(text())
    }
}

/// Takes room away.
pub(crate) fn occupy(path: &Path, bytes: u64) {
    let file = fs::File::create(path).unwrap();
    rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, bytes).unwrap();
}
