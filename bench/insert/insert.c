/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Inserts rows into SQLite, each in a transaction: insert DATABASE COUNT. The statement is prepared once; the journal is a
 * write-ahead log, which is synchronised at the end of each transaction. Prints `inserted COUNT of ROWS` when all rows are
 * there. It also compiles as a Linux program (with -lsqlite3).
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static sqlite3 *db;

static void check(int result, int expected, const char *what)
{
	if (result == expected)
		return;
	printf("%s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static void run(const char *sql)
{
	check(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, sql);
}

static sqlite3_stmt *prepare(const char *sql)
{
	sqlite3_stmt *statement = NULL;

	check(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, sql);
	return statement;
}

/* @return the number that is the result of a statement without parameters */
static long long ask(const char *sql)
{
	sqlite3_stmt *statement = prepare(sql);
	long long answer;

	check(sqlite3_step(statement), SQLITE_ROW, sql);
	answer = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return answer;
}

int main(int argc, char **argv)
{
	long long count = argc > 2 ? atoll(argv[2]) : 0, before;
	sqlite3_stmt *insert;

	if (count <= 0) {
		printf("usage: insert DATABASE COUNT\n");
		return 2;
	}
	check(sqlite3_open(argv[1], &db), SQLITE_OK, argv[1]);
	run("PRAGMA locking_mode=EXCLUSIVE");
	run("PRAGMA journal_mode=WAL");
	run("PRAGMA synchronous=FULL");
	run("CREATE TABLE IF NOT EXISTS t(a INTEGER PRIMARY KEY, b TEXT)");
	before = ask("SELECT ifnull(max(a), 0) FROM t");
	insert = prepare("INSERT INTO t(b) VALUES(?)");
	for (long long i = 0; i < count; i++) {
		char text[32];
		int length = snprintf(text, sizeof(text), "row %lld", before + i);

		sqlite3_bind_text(insert, 1, text, length, SQLITE_STATIC);
		check(sqlite3_step(insert), SQLITE_DONE, "INSERT");
		sqlite3_reset(insert);
	}
	sqlite3_finalize(insert);
	if (ask("SELECT max(a) FROM t") != before + count ||
	    ask("SELECT b = 'row ' || (a - 1) FROM t ORDER BY a DESC LIMIT 1") != 1)
		return 1;
	check(sqlite3_close(db), SQLITE_OK, "close");
	printf("inserted %lld of %lld\n", count, before + count);
	return 0;
}
