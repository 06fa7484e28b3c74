//! Where keyward keeps its things.

use super::environment::Environment;
use super::files::why;
use crate::domain::Problem;
use directories::ProjectDirs;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The places of one keyward: everything in `KEYWARD_HOME`, else where the platform keeps programs' data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The inventory's files, among them the key of its fingerprints, and the folder of the sealed files.
    pub data: PathBuf,
    /// `config.toml`.
    pub config: PathBuf,
    /// The locks of the flows.
    pub locks: PathBuf,
    /// It is `KEYWARD_HOME`'s folder: a timer has to be told so.
    pub named_by: Option<PathBuf>,
    user_home: Option<PathBuf>,
}

impl Home {
    /// Finds the places; makes nothing.
    ///
    /// # Errors
    /// The user has no home folder and `KEYWARD_HOME` is not set.
    pub fn find(environment: &Environment) -> Result<Self, Problem> {
        let user_home = environment.user_home.clone();
        if let Some(named) = &environment.keyward_home {
            // A timer and a later sitting start in other folders.
            let folder = std::path::absolute(named).unwrap_or_else(|_| named.clone());
            return Ok(Self {
                data: folder.clone(),
                config: folder.clone(),
                locks: folder.join("locks"),
                named_by: Some(folder),
                user_home,
            });
        }
        let places = ProjectDirs::from("", "", "keyward").ok_or_else(|| {
            Problem::new(
                "No place to keep keyward's things",
                "this user has no home folder",
                "Set KEYWARD_HOME to a folder.",
            )
        })?;
        let state = places.state_dir().unwrap_or_else(|| places.data_local_dir());
        Ok(Self {
            data: places.data_dir().into(),
            config: places.config_dir().into(),
            locks: state.join("locks"),
            named_by: None,
            user_home,
        })
    }

    /// Everything in one folder: practice, tests.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            data: folder.into(),
            config: folder.into(),
            locks: folder.join("locks"),
            named_by: Some(folder.into()),
            user_home: None,
        }
    }

    /// The folder of the sealed files.
    pub fn sealed(&self) -> PathBuf {
        self.data.join("sealed")
    }

    /// The configuration.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// Makes the folders for data and locks, for their owner alone.
    ///
    /// # Errors
    /// They cannot be made, are no folders, or are open to others and not keyward's own.
    pub fn prepare(&self) -> Result<(), Problem> {
        for folder in [&self.data, &self.locks] {
            make_private(folder)?;
        }
        Ok(())
    }

    /// A path as screens show it: `~/.local/share/keyward`.
    pub fn short(&self, path: &Path) -> String {
        let under_home = self.user_home.as_deref().and_then(|home| path.strip_prefix(home).ok());
        match under_home {
            Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
            Some(rest) => format!("~{}{}", std::path::MAIN_SEPARATOR, rest.display()),
            None => path.display().to_string(),
        }
    }
}

/// A folder that only its owner can look into. One that is there already and open to others is closed if it is empty or
/// keyward's own; somebody else's (`/tmp`, a shared folder) is refused and left as it is.
fn make_private(folder: &Path) -> Result<(), Problem> {
    let trouble = |error: &io::Error| {
        Problem::new(
            format!("The folder {} could not be made", folder.display()),
            why(error),
            "Set KEYWARD_HOME to a folder that you can write to.",
        )
    };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| trouble(&error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(folder).map_err(|error| trouble(&error))?.permissions().mode();
        if mode & 0o077 != 0 {
            if !is_ours(folder) {
                return Err(Problem::new(
                    format!("{} is not used", folder.display()),
                    "others on this computer can look into it, and it holds more than keyward's things",
                    "Name a folder of its own, or close this one: chmod 700.",
                ));
            }
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(|error| trouble(&error))?;
        }
    }
    Ok(())
}

/// Nothing lies in it but what keyward puts there (the inventory names its files itself).
#[cfg(unix)]
fn is_ours(folder: &Path) -> bool {
    let ours = |name: &str| {
        name.starts_with("inventory")
            || name.starts_with(".keyward-")
            || name.ends_with(".lock")
            || matches!(name, "sealed" | "home.key" | "config.toml" | "locks")
    };
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().all(|entry| entry.file_name().to_str().is_some_and(ours))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(home: Option<&str>) -> Environment {
        Environment {
            keyward_home: home.map(PathBuf::from),
            user_home: Some("/home/t".into()),
            ..Environment::default()
        }
    }

    #[test]
    fn one_folder_holds_everything_when_it_is_named() {
        let home = Home::find(&environment(Some("/home/t/k"))).unwrap();
        for path in [home.data.clone(), home.config_file(), home.sealed(), home.locks.clone()] {
            assert!(path.starts_with("/home/t/k"), "{}", path.display());
        }
        assert_eq!(home.short(&home.data), "~/k");
        assert_eq!(home.short(Path::new("/home/t")), "~");
        assert_eq!(home.short(Path::new("/home/tom/k")), "/home/tom/k");
        assert!(Home::find(&environment(Some("relative"))).unwrap().data.is_absolute());
    }

    #[cfg(unix)]
    #[test]
    fn folders_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let base = tempfile::tempdir().unwrap();
        let fresh = Home::in_folder(&base.path().join("a/b"));
        fresh.prepare().unwrap();
        assert_eq!((mode(&fresh.data), mode(&fresh.locks)), (0o700, 0o700));

        let loose = base.path().join("loose");
        fs::create_dir(&loose).unwrap();
        fs::set_permissions(&loose, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(loose.join("config.toml"), "").unwrap();
        Home::in_folder(&loose).prepare().unwrap();
        assert_eq!(mode(&loose), 0o700, "its own is closed");

        let shared = base.path().join("shared");
        fs::create_dir(&shared).unwrap();
        fs::write(shared.join("letter.txt"), "").unwrap();
        fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(Home::in_folder(&shared).prepare().unwrap_err().sentence().contains("others on this computer"));
        assert_eq!(mode(&shared), 0o755, "somebody else's is left as it is");

        let file = base.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(Home::in_folder(&file).prepare().is_err());
    }
}
