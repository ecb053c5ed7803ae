//! The crash-injecting VFS.
