//! data_values
