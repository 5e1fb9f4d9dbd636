"""Download the weights of Real-ESRGAN, which enlarges pictures four times."""

from restoration.cli.runner import make_app, run_app
from restoration.cli.weights import download_realesrgan_command

if __name__ == "__main__":
    run_app(make_app(download_realesrgan_command))
