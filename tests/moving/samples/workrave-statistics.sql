-- builds a statistics.db in the form of 1.12; times are seconds from the midnight of their day
CREATE TABLE schema_info (key TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO schema_info VALUES ('schema_version', '1'), ('today', '2026-11-27');
CREATE TABLE stats_day (day TEXT PRIMARY KEY, start_time INTEGER, stop_day TEXT, stop_time INTEGER);
INSERT INTO stats_day VALUES ('2026-11-27', 85200, '2026-11-28', 4500), ('never', 0, 'never', 0);
CREATE TABLE stats_break (day TEXT, break_id INTEGER, counter INTEGER, value INTEGER);
INSERT INTO stats_break VALUES
    ('2026-11-27', 0, 0, 8), ('2026-11-27', 0, 1, 5), ('2026-11-27', 0, 2, 1), ('2026-11-27', 0, 3, 2),
    ('2026-11-27', 1, 1, 1), ('2026-11-27', 1, 3, 1), ('2026-11-27', 2, 1, 9), ('never', 0, 1, 3);
CREATE TABLE stats_misc (day TEXT, counter INTEGER, value INTEGER);
INSERT INTO stats_misc VALUES ('2026-11-27', 0, 4980), ('2026-11-27', 1, 77);
