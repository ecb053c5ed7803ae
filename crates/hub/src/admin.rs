//! What a person does to a hub from the command line, as library functions.
