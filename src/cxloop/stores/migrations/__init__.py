"""The history of each kind of database, one file a step; a file that was released is never changed.

A change of tables is a new file here, its name in `layout.HEADS`, and the tables in the code as it leaves them.
"""
