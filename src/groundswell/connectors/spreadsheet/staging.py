"""Between file and catalog: chunks on disk, read once, compared and recorded from there.

Nothing reaches the catalog before the whole file was read: a damaged end leaves no half import,
the dry run and the run see the same rows, and a run that is cut short goes on from its chunks even
where the file is gone. Each chunk is complete when its ``.json`` stands; everything is written
beside and renamed. Which rows count (the newest of each profile) is decided over the whole file,
in passes that keep memory flat.
"""

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import orjson
import polars as pl

from groundswell.connectors.spreadsheet import shares
from groundswell.connectors.spreadsheet.delimited import ROW, Batch
from groundswell.connectors.spreadsheet.rows import Built
from groundswell.kernel import files

_PER_PASS = 4_000_000  # rows whose keys are held at a time
_CHUNK = 50_000
CELL = "cell:"


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is known of a chunk: rows read, rejected and by name alone, problems listed."""

    rows: int
    rejected: int
    weak: int
    warnings: int
    staged: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the chunks; ``repeated`` rows speak of a profile that a later row speaks of too."""

    chunks: int
    rows: int
    rejected: int
    weak: int
    warnings: int
    repeated: int


class Stage:
    """The staged chunks of one import, in a folder of its own."""

    def __init__(self, uid: str) -> None:
        self.folder = files.home() / "imports" / uid
        self._offsets = [0]

    # ------------------------------------------------------------ writing

    def chunk(self, index: int) -> Chunk | None:
        """A chunk that is complete, else None."""
        path = self.folder / f"{index:06}.json"
        return Chunk(**orjson.loads(path.read_bytes())) if path.exists() else None

    def put(self, index: int, built: Built, batch: Batch) -> Chunk:
        """Write a chunk."""
        problems = _with_cells(built.problems, batch.frame)
        if problems.height:
            self._write(f"{index:06}.problems", problems)
        self._write(f"{index:06}.rows", built.frame)
        warnings = int((built.problems["what"] != "row rejected").sum())
        chunk = Chunk(built.rows, built.rejected, built.weak, warnings, built.frame.height)
        files.write(self.folder / f"{index:06}.json", orjson.dumps(asdict(chunk)))
        return chunk

    def settle(self, chunks: int, *, key: tuple[str, ...], long: bool) -> Totals:
        """Decide which rows count, once every chunk is there; answers the sums."""
        known = [self.chunk(index) for index in range(chunks)]
        whole = [chunk for chunk in known if chunk is not None]
        assert len(whole) == chunks, "a chunk is missing"
        if long:
            count, repeated = self._join(chunks, sum(chunk.staged for chunk in whole))
        else:
            count, repeated = chunks, self._choose(whole, key)
        return Totals(
            count,
            sum(chunk.rows for chunk in whole),
            sum(chunk.rejected for chunk in whole),
            sum(chunk.weak for chunk in whole),
            sum(chunk.warnings for chunk in whole),
            repeated,
        )

    def _choose(self, chunks: list[Chunk], key: tuple[str, ...]) -> int:
        """Mark the newest row of each key; answers how many file rows have none."""
        total = sum(chunk.staged for chunk in chunks)
        keep = np.zeros(total, dtype=np.bool_)
        passes = max(-(-total // _PER_PASS), 1)
        for number in range(passes):
            parts = []
            offset = 0
            for index, chunk in enumerate(chunks):
                if chunk.staged:
                    hashed = self._read(f"{index:06}.rows", tuple({*key, "observed_at"})).select(
                        pl.struct(key).hash().alias("hash"),
                        "observed_at",
                        pl.int_range(offset, offset + chunk.staged, dtype=pl.Int64).alias("at"),
                    )
                    parts.append(hashed.filter(pl.col("hash") % passes == number))
                offset += chunk.staged
            if parts:
                together = pl.concat(parts)
                newest = together.sort("observed_at", "at").unique(
                    "hash", keep="last", maintain_order=False
                )
                keep[newest["at"].to_numpy()] = True
        with files.replacing(self.folder / "keep.npy") as part, part.open("wb") as file:
            np.save(file, keep)
        return self._count_repeated(chunks, keep)

    def _count_repeated(self, chunks: list[Chunk], keep: npt.NDArray[np.bool_]) -> int:
        repeated = offset = 0
        for index, chunk in enumerate(chunks):
            mask = keep[offset : offset + chunk.staged]
            offset += chunk.staged
            if chunk.staged and not mask.all():
                rows = self._read(f"{index:06}.rows", (ROW,))[ROW]
                repeated += rows.n_unique() - rows.filter(pl.Series(mask)).n_unique()
        return repeated

    def _join(self, chunks: int, total: int) -> tuple[int, int]:
        """Rows of one audience share each become one row per profile, in chunks of their own."""
        folder = self.folder / "joined"
        shutil.rmtree(folder, ignore_errors=True)
        passes = max(-(-total // _PER_PASS), 1)
        made = kept = 0
        for number in range(passes):
            parts = [
                self._read(f"{index:06}.rows").filter(
                    pl.struct("platform", "key").hash() % passes == number
                )
                for index in range(chunks)
            ]
            together = shares.joined(pl.concat(parts, how="diagonal_relaxed"))
            for piece in together.iter_slices(_CHUNK):
                self._write(f"joined/{made:06}.rows", piece)
                made += 1
            kept += together.height
        files.write(folder / "complete", str(made).encode())
        return made, total - kept

    # ------------------------------------------------------------ reading

    def winners(self, index: int) -> pl.DataFrame:
        """The rows of a chunk that count."""
        if (self.folder / "joined" / "complete").exists():
            return self._read(f"joined/{index:06}.rows")
        keep: npt.NDArray[np.bool_] = np.load(self.folder / "keep.npy", mmap_mode="r")
        offset = self._offset(index)
        frame = self._read(f"{index:06}.rows")
        return frame.filter(pl.Series(np.array(keep[offset : offset + frame.height])))

    def _offset(self, index: int) -> int:
        """Where the rows of a chunk begin among all staged rows."""
        while len(self._offsets) <= index:
            last = len(self._offsets) - 1
            chunk = self.chunk(last)
            assert chunk is not None, "a chunk is missing"
            self._offsets.append(self._offsets[last] + chunk.staged)
        return self._offsets[index]

    def problems(self) -> Iterator[pl.DataFrame]:
        """What could not be taken, chunk by chunk, with the original cells."""
        for path in sorted(self.folder.glob("*.problems")):
            yield pl.read_ipc(path)

    def refuse(self, index: int, rows: pl.DataFrame) -> None:
        """List rows of a chunk that the catalog refused (`problems.SCHEMA`)."""
        self._write(f"refused-{index:06}.problems", rows)

    def drop(self) -> None:
        """Forget the chunks."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def exists(self) -> bool:
        """Whether anything is staged."""
        return self.folder.exists()

    def _write(self, name: str, frame: pl.DataFrame) -> None:
        with files.replacing(self.folder / name) as part:
            frame.write_ipc(part, compression="lz4")

    def _read(self, name: str, columns: tuple[str, ...] | None = None) -> pl.DataFrame:
        path = self.folder / name
        return pl.read_ipc(path, columns=list(columns) if columns else None)


def _with_cells(problems: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The problems with the original cells of their rows."""
    if not problems.height:
        return problems
    named = cells.rename({name: CELL + name for name in cells.columns if name != ROW})
    return problems.join(named, on=ROW, how="left", maintain_order="left")
