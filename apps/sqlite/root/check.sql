-- What a test compares: tables, indexes, transactions, functions, errors. On a file of the RAM file system.
PRAGMA journal_mode;
CREATE TABLE part (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL);
CREATE INDEX part_name ON part (name);
BEGIN;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
INSERT INTO part SELECT i, 'part-' || (i * 7919 % 5000), i / 3.0 FROM n;
COMMIT;
SELECT count(*), sum(id), round(avg(price), 6) FROM part;
SELECT id FROM part WHERE name = 'part-4242';
BEGIN;
DELETE FROM part WHERE id % 2 = 0;
SELECT count(*) FROM part;
ROLLBACK;
SELECT count(*) FROM part;
UPDATE part SET price = price * 2 WHERE id <= 10;
SELECT printf('%.3f', sum(price)) FROM part WHERE id <= 10;
SELECT json_extract('{"a":[1,2,{"b":"skiff"}]}', '$.a[2].b'), upper('ä') IS NOT NULL, date(0, 'unixepoch');
SELECT group_concat(name, ' ') FROM (SELECT name FROM part ORDER BY name LIMIT 3);
SELECT sum(a.id) FROM part a JOIN part b ON a.id = b.id * 2 WHERE b.id < 100;
VACUUM;
PRAGMA integrity_check;
INSERT INTO part VALUES (1, 'twice', 0);
INSERT INTO part VALUES (9999, NULL, 0);
SELECT count(*) FROM sqlite_schema;
