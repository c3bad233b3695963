"""Answers as people read them: sentences, charts and tables, in Korean and English, drawn for any place they go to."""
