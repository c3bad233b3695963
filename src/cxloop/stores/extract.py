"""One property out of a column of JSON objects, as text."""

from __future__ import annotations

import pyarrow as pa


def property_texts(objects: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """The member `name` of each JSON object as text (numbers and booleans as JSON writes them); null where missing.

    >>> property_texts(pa.chunked_array([['{"plan": "pro", "n": 3}', None, '{"n": 4}']]), "plan").to_pylist()
    ['pro', None, None]
    """
    import duckdb

    if objects.null_count == len(objects):
        return pa.chunked_array([pa.nulls(len(objects), pa.string())])
    pointer = "/" + name.replace("~", "~0").replace("/", "~1")
    source = pa.table({"row": pa.array(range(len(objects)), pa.int64()), "object": objects.cast(pa.large_string())})
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.register("source", source)
        query = "select object ->> $name as text from source order by row"
        found = connection.sql(query, params={"name": pointer}).to_arrow_table()
    return found["text"].cast(pa.string())
