"""What can go wrong that the person at the screen caused or can cure: one sentence and its cure."""

_NO_MEMORY = ("insufficient memory", "can't allocate memory", "out of memory", "failed to allocate memory")


class RestorationError(Exception):
    """Base of every error that is shown to people; `hint` says what to do about it."""

    hint = ""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = self.hint if hint is None else hint

    @property
    def sentence(self) -> str:
        """The message and its cure, as one line, whatever a file may be called."""
        return " ".join(f"{self} {self.hint}".split())


def ran_out_of_memory(error: Exception) -> bool:
    """Whether memory was short, whichever library says so: each has an error of its own."""
    told = str(error).lower()
    return isinstance(error, MemoryError) or any(words in told for words in _NO_MEMORY)


def os_error_reason(error: OSError) -> str:
    """Why the operating system refused, to stand in the middle of a sentence."""
    return (error.strerror or type(error).__name__).lower()


class BadImage(RestorationError):
    """The bytes or the array cannot be read as a picture."""

    hint = "Choose a JPEG, PNG, WebP or TIFF picture."


class ImageTooLarge(BadImage):
    """The header announces more pixels than the limit allows; nothing was decoded."""

    hint = "Scale the picture down, or raise the limit."


class DamagedImage(BadImage):
    """The file is of a readable kind, but cut short or spoilt."""

    hint = "Copy or export it again."


class BadMask(RestorationError):
    """The mask does not belong to the picture."""

    hint = "Use a mask of exactly the picture's width and height."


class BadDossier(RestorationError):
    """The file is no dossier, or not as it was saved."""

    hint = "Choose a dossier as it was saved here; if this was one, copy it again."


class CannotWrite(RestorationError):
    """The result could not be saved; nothing half-written was left behind."""

    hint = "Choose a folder that you may write to and that has room."


class UnknownMethod(RestorationError):
    """No detector or inpainter goes by that key."""


class BadRequest(RestorationError):
    """What was asked for makes no sense; asked otherwise, it would."""


class UnsuitableFormat(RestorationError):
    """The chosen file format cannot hold the picture without loss."""

    hint = "Choose TIFF or PNG."


class Stopped(RestorationError):
    """Ctrl+C was pressed in the middle of work that cannot be kept by halves; the message says which."""


class BadSetting(RestorationError):
    """A setting, in the environment or in a configuration file, has a value that makes no sense."""
