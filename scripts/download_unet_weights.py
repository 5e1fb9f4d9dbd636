"""Download the weights of the U-Net that finds damage."""

from restoration.cli.runner import make_app, run_app
from restoration.cli.weights import download_unet_command

if __name__ == "__main__":
    run_app(make_app(download_unet_command))
