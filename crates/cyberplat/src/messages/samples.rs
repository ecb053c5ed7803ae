//! Values shared by the tests of this module.
