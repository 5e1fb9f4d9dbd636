"""Errors that the user caused or can cure: each is one sentence and a hint."""

import re

_NO_MEMORY = ("insufficient memory", "can't allocate memory", "out of memory", "failed to allocate memory")

MAX_MESSAGE = 400  # letters that are shown; a longer message repeats what somebody put into a file
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # a terminal obeys them


class RestorationError(Exception):
    """The base of all errors that are shown to people; `hint` says what to do."""

    hint = ""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = self.hint if hint is None else hint

    @property
    def sentence(self) -> str:
        """The message and the hint on one line; what a file put into the message is cut short and made harmless."""
        message = _CONTROL_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", " ".join(str(self).split()))
        if len(message) > MAX_MESSAGE:
            message = f"{message[: MAX_MESSAGE - 1]}…"
        return f"{message} {' '.join(self.hint.split())}".strip()


def ran_out_of_memory(error: Exception) -> bool:
    """Return whether an error means that memory ran out; each library has its own words for it."""
    message = str(error).lower()
    return isinstance(error, MemoryError) or any(words in message for words in _NO_MEMORY)


def os_error_reason(error: OSError) -> str:
    """Return why the operating system refused, as words for the middle of a sentence."""
    return (error.strerror or type(error).__name__).lower()


class BadImage(RestorationError):
    """The bytes or the array are not a picture that can be read."""

    hint = "Choose a JPEG, PNG, TIFF, WebP, HEIC, AVIF, JPEG XL or Photoshop picture."


class ImageTooLarge(BadImage):
    """The header states more pixels than the limit allows; nothing was decoded."""

    hint = "Scale the picture down, or raise the limit."


class DamagedImage(BadImage):
    """The format can be read, but the file is incomplete or damaged."""

    hint = "Copy or export it again."


class BadMask(RestorationError):
    """The mask does not fit the picture."""

    hint = "Use a mask of exactly the picture's width and height."


class BadDossier(RestorationError):
    """The file is not a dossier, or it was changed after it was saved."""

    hint = "Choose a dossier that was saved here; if this is one, copy it again."


class CannotWrite(RestorationError):
    """The result could not be saved; no incomplete file is left."""

    hint = "Choose a folder that you may write to and that has room."


class UnknownMethod(RestorationError):
    """No method has this key."""


class BadRequest(RestorationError):
    """The request is not valid: an option, an argument or an input file has a wrong value."""


class UnsuitableFormat(RestorationError):
    """The chosen file format cannot store the picture without loss."""

    hint = "Choose TIFF or PNG."


class Stopped(RestorationError):
    """Ctrl+C was pressed during work whose parts cannot be kept; the message says which work."""


class RefusedFill(RestorationError):
    """A model that generates paint answered with a black picture in place of a fill."""

    hint = "Try another seed, other words, or a smaller mask."


class BadSetting(RestorationError):
    """A setting in the environment or in a configuration file has a value that is not valid."""
