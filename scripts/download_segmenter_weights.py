"""Download the weights of MobileSAM, which outlines objects."""

from restoration.cli.runner import make_app, run_app
from restoration.cli.weights import download_segmenter_command

if __name__ == "__main__":
    run_app(make_app(download_segmenter_command))
