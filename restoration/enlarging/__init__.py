"""Pictures enlarged by computation: two or four times, by resampling or by networks that learnt from paintings."""
