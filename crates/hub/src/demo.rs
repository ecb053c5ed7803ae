//! A hub, a bank and a provider on loopback, for training and for the first sale.
