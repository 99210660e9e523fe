"""A generated corpus of native exports, and the figures each was generated from: `python -m tests.corpus`.

cases (what varies) -> market (figures) -> forms and words (columns) -> styles (cells) -> writing (bytes, what is right)
                    -> checking (the product beside it), doubts (whether two readings are honest)
"""
