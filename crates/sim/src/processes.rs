//! Torture of real processes.
