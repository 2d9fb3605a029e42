"""The embedded engine: Tantivy in hash shards on disk, one writer, any number of readers."""

from groundswell.discovery.engines.tantivy.reader import TantivyReader
from groundswell.discovery.engines.tantivy.writer import TantivyWriter, create

__all__ = ["TantivyReader", "TantivyWriter", "create"]
