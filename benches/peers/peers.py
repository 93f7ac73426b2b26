"""The benchmark's rules in Polars and DuckDB.

peers.py versions
peers.py polars|duckdb PLAN.json ACCOUNTS RESULT THREADS   score a table: Parquet to Parquet, CSV to CSV
peers.py same PLAN.json OURS THEIRS...                     stop unless all results agree; OURS holds the status too

A plan holds exclusions, requirements, rules with points (`pts`, in group `g`, `decay` over days), caps, and tiers. What is
unknown earns nothing, excludes nobody and fails no requirement. A result has id, score and tier: X is excluded (score 0),
D has no tier.
"""

import datetime
import functools
import json
import operator
import os
import sys


def columns(plan):
    """The columns that some rule reads."""
    found = set()

    def visit(condition):
        if condition[0] == "and":
            visit(condition[1])
            visit(condition[2])
        else:
            found.add(condition[1])

    for condition in plan["exclude"] + plan["require"]:
        visit(condition)
    for rule in plan["rules"]:
        if "band" in rule:
            found.add(rule["band"])
        else:
            visit(rule["when"])
    return sorted(found)


# DuckDB


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def sql_age(today, column):
    return f"(DATE '{today}' - {column})"


def sql_condition(today, condition):
    kind, column, *rest = condition
    if kind == "and":
        return f"({sql_condition(today, column)} AND {sql_condition(today, rest[0])})"
    value = rest[0] if rest else None
    values = ",".join(map(quoted, value)) if isinstance(value, list) else None
    return {
        "in": lambda: f"{column} IN ({values})",
        "eq": lambda: f"{column} = {quoted(value)}",
        "ieq": lambda: f"lower({column}) = {quoted(value)}",
        "icontains": lambda: f"contains(lower({column}), {quoted(value)})",
        "ge": lambda: f"{column} >= {value}",
        "lt": lambda: f"{column} < {value}",
        "true": lambda: column,
        "within": lambda: f"({sql_age(today, column)} >= 0 AND {sql_age(today, column)} < {value})",
        "has": lambda: f"list_contains({column}, {quoted(value)})",
        "any": lambda: f"list_has_any({column}, [{values}])",
        "all": lambda: f"list_has_all({column}, [{values}])",
    }[kind]()


def sql_rule(today, rule):
    if "band" in rule:
        column = rule["band"]
        arms = (f"WHEN {column} >= {low} AND {column} < {high} THEN {points}e0" for low, high, points in rule["bands"])
        return f"CASE {' '.join(arms)} ELSE 0e0 END"
    points = f"{rule['pts']}e0"
    if rule["decay"]:
        column, days = rule["decay"]
        points += f" * (1e0 - {sql_age(today, column)} / {days}e0)"
    return f"CASE WHEN {sql_condition(today, rule['when'])} THEN {points} ELSE 0e0 END"


def sql(plan, table, is_csv):
    today = plan["today"]
    if is_csv:
        cut = {"tech_stack": "string_split(tech_stack, ';') AS tech_stack"}
        table = f"(SELECT {', '.join(cut.get(name, name) for name in ['id', *columns(plan)])} FROM {table})"
    groups = {
        group: " + ".join(sql_rule(today, rule) for rule in plan["rules"] if rule["g"] == group) for group in plan["caps"]
    }
    score = " + ".join(f"least({cap}e0, {groups[group]})" for group, cap in plan["caps"].items())
    excluded = " OR ".join(sql_condition(today, condition) for condition in plan["exclude"])
    failed = " OR ".join(f"NOT ({sql_condition(today, condition)})" for condition in plan["require"])
    tiers = " ".join(f"WHEN score >= {least} THEN {quoted(tier)}" for tier, least in plan["tiers"])
    return f"""
        SELECT id, CASE WHEN excluded THEN 0e0 ELSE score END AS score,
            CASE WHEN excluded THEN 'X' WHEN failed THEN 'D' {tiers} ELSE 'D' END AS tier
        FROM (SELECT id, coalesce({excluded}, false) AS excluded, coalesce({failed}, false) AS failed, {score} AS score
              FROM {table})"""


def run_duckdb(plan, accounts, result, threads):
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    is_csv = accounts.endswith(".csv")
    table = f"read_csv('{accounts}')" if is_csv else f"read_parquet('{accounts}')"
    form = "(FORMAT csv, HEADER)" if is_csv else "(FORMAT parquet, COMPRESSION zstd)"
    connection.execute(f"COPY ({sql(plan, table, is_csv)}) TO '{result}' {form}")


# Polars


def run_polars(plan, accounts, result, threads):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars

    is_csv = accounts.endswith(".csv")
    table = polars.scan_csv(accounts, try_parse_dates=True) if is_csv else polars.scan_parquet(accounts)
    if is_csv:
        table = table.with_columns(polars.col("tech_stack").str.split(";"))
    today = datetime.date.fromisoformat(plan["today"])
    both, either, total = (functools.partial(functools.reduce, step) for step in (operator.and_, operator.or_, operator.add))

    def age(column):
        return (polars.lit(today) - polars.col(column)).dt.total_days()

    def condition(parts):
        kind, name, *rest = parts
        if kind == "and":
            return condition(name) & condition(rest[0])
        column, value = polars.col(name), rest[0] if rest else None
        return {
            "in": lambda: column.is_in(value),
            "eq": lambda: column == value,
            "ieq": lambda: column.str.to_lowercase() == value,
            "icontains": lambda: column.str.to_lowercase().str.contains(value, literal=True),
            "ge": lambda: column >= value,
            "lt": lambda: column < value,
            "true": lambda: column,
            "within": lambda: (age(name) >= 0) & (age(name) < value),
            "has": lambda: column.list.contains(value),
            "any": lambda: either(column.list.contains(one) for one in value),
            "all": lambda: both(column.list.contains(one) for one in value),
        }[kind]()

    def rule(parts):
        if "band" in parts:
            column, chosen = polars.col(parts["band"]), polars
            for low, high, points in parts["bands"]:
                chosen = chosen.when((column >= low) & (column < high)).then(polars.lit(float(points)))
            return chosen.otherwise(0.0)
        points = polars.lit(float(parts["pts"]))
        if parts["decay"]:
            column, days = parts["decay"]
            points = points * (1.0 - age(column) / days)
        return polars.when(condition(parts["when"])).then(points).otherwise(0.0)

    score = total(
        polars.min_horizontal(polars.lit(float(cap)), total(rule(parts) for parts in plan["rules"] if parts["g"] == group))
        for group, cap in plan["caps"].items()
    )
    table = table.select(
        "id",
        either(condition(parts) for parts in plan["exclude"]).fill_null(False).alias("excluded"),
        either(~condition(parts) for parts in plan["require"]).fill_null(False).alias("failed"),
        score.alias("score"),
    )
    tier = polars.when("excluded").then(polars.lit("X")).when("failed").then(polars.lit("D"))
    for name, least in plan["tiers"]:
        tier = tier.when(polars.col("score") >= least).then(polars.lit(name))
    table = table.select(
        "id",
        polars.when("excluded").then(0.0).otherwise("score").alias("score"),
        tier.otherwise(polars.lit("D")).alias("tier"),
    )
    table.sink_csv(result) if is_csv else table.sink_parquet(result, compression="zstd")


# Agreement


def summary(path, plan):
    """Rows, the sum of scores, and accounts per tier, in the words of the peers."""
    import duckdb

    table = f"read_csv('{path}', all_varchar = true)" if path.endswith(".csv") else f"read_parquet('{path}')"
    names = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {table}").fetchall()]
    score = "CAST(score AS DOUBLE)"
    tier = "coalesce(nullif(tier, ''), 'D')"
    if "status" in names:
        score = f"CASE WHEN status = 'excluded' THEN 0 ELSE {score} END"
        tier = f"CASE WHEN status = 'excluded' THEN 'X' ELSE {tier} END"
    tiers = ["X", *(name for name, _ in plan["tiers"]), "D"]
    counts = ", ".join(f"count(*) FILTER (WHERE {tier} = {quoted(name)})" for name in tiers)
    rows, total, *counts = duckdb.sql(f"SELECT count(*), sum({score}), {counts} FROM {table}").fetchall()[0]
    return rows, total, dict(zip(tiers, counts))


def check_same(plan, ours, theirs):
    rows, total, tiers = summary(ours, plan)
    print(f"{rows} rows, sum of scores {total:.3f}, " + ", ".join(f"{name} {count}" for name, count in tiers.items()))
    # Ruling 18: every fading rule is rounded to a thousandth, so half of one at most for each row and rule.
    fading = sum(1 for rule in plan["rules"] if rule.get("decay"))
    for path in theirs:
        other_rows, other_total, other_tiers = summary(path, plan)
        if (rows, tiers) != (other_rows, other_tiers) or abs(total - other_total) > rows * fading * 0.0005:
            sys.exit(f"{path} differs: {other_rows} rows, sum of scores {other_total:.3f}, {other_tiers}")


def main():
    verb, *arguments = sys.argv[1:]
    if verb == "versions":
        import duckdb
        import polars

        print(f"Polars {polars.__version__}, DuckDB {duckdb.__version__}")
        return
    with open(arguments[0], encoding="utf-8") as file:
        plan = json.load(file)
    if verb == "same":
        check_same(plan, arguments[1], arguments[2:])
    else:
        run = {"duckdb": run_duckdb, "polars": run_polars}[verb]
        run(plan, arguments[1], arguments[2], int(arguments[3]))


main()
