"""Download CIFAR-10, 60 000 small photographs, for the tutorial."""

from restoration.cli.cifar10 import download_cifar10_command
from restoration.cli.runner import make_app, run_app

if __name__ == "__main__":
    run_app(make_app(download_cifar10_command))
