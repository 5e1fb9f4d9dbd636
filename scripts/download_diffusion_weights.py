"""Download the weights of a diffusion model, which generates paint from words."""

from restoration.cli.runner import make_app, run_app
from restoration.cli.weights import download_diffusion_command

if __name__ == "__main__":
    run_app(make_app(download_diffusion_command))
