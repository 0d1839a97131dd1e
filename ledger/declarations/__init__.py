"""Master data: dated ``custom`` directives, read by models and amended by date."""
