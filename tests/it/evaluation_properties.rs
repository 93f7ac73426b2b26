//! evaluation_properties
