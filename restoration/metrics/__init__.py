"""How close one picture comes to another: PSNR, SSIM, colour difference and LPIPS."""
