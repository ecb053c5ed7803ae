//! Small books made by hand: sound ones give no finding, and each rule is broken once.

mod books;
mod counter;
mod once;
mod paper;
mod privacy;
mod real;
mod replies;
mod rig;
mod screen;
mod sends;
mod signature;
mod sound;
