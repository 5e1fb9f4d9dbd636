"""Download the weights of U2-NetP, which tells the figure of a painting from the ground."""

from restoration.cli.runner import make_app, run_app
from restoration.cli.weights import download_subject_command

if __name__ == "__main__":
    run_app(make_app(download_subject_command))
