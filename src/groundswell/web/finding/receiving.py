"""Files of people on their way in: sealed piece by piece, so that none of it stands on a disk."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from groundswell.circle.rules import MOST_BYTES
from groundswell.circle.sealing import SEAL
from groundswell.kernel import files
from groundswell.kernel.ids import random_uid
from groundswell.kernel.sealed import Sealer, unseal

if TYPE_CHECKING:
    _Upload = UploadedFile[bytes]
else:
    _Upload = UploadedFile


class SealedUpload(_Upload):
    """An uploaded file behind a seal; `chunks` gives its content, `discard` forgets it."""

    def __init__(self, path: Path, name: str, size: int) -> None:
        super().__init__(file=None, name=name, size=size)
        self._path = path

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The content in pieces."""
        with unseal(self._path, SEAL) as content:
            while piece := content.read(chunk_size or self.DEFAULT_CHUNK_SIZE):
                yield piece

    def discard(self) -> None:
        """Remove it from the disk."""
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Django closes uploads at the end of the request."""
        self.discard()


class SealingHandler(FileUploadHandler):
    """Takes the place of Django's handlers, which keep large uploads in temporary files."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin one file of the form."""
        super().new_file(*args, **kwargs)
        self._path = files.home() / "files" / "circle" / f"{random_uid('upl')}.sealed"
        self._sealer: Sealer | None = Sealer(self._path, SEAL)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal a piece; too large a file is not read to its end."""
        if start + len(raw_data) > MOST_BYTES:
            self.upload_interrupted()
            raise files.FileTooLarge(
                f"This file is larger than {MOST_BYTES // 2**20:,} MB, the most that is taken here.",
                field="file",
            )
        assert self._sealer is not None
        self._sealer.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        """The file, once all of it has come."""
        assert self._sealer is not None
        self._sealer.close()
        self._sealer = None
        return SealedUpload(self._path, self.file_name or "", file_size)

    def upload_interrupted(self) -> None:
        """The browser went away."""
        if getattr(self, "_sealer", None) is not None:
            assert self._sealer is not None
            self._sealer.abandon()
            self._sealer = None
            self._path.unlink(missing_ok=True)
