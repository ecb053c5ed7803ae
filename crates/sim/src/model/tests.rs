mod hub_table;
mod the_rules;
