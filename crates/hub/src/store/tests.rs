mod crashes;
mod evidence;
mod flow;
mod group;
mod histories;
mod invariants;
#[cfg(feature = "planted")]
mod planted;
mod races;
mod setup;
