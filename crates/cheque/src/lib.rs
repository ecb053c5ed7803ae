//! Cheques: documents, layout, plain text and ESC/POS bytes.
