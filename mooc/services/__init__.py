"""The flow: carries values between the rooms. No rules here, no SQL here."""
