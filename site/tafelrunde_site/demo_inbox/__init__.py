"""The mail server and inbox page of `make demo`: shows what really went over SMTP.

Only the development settings name a folder for it; everywhere else its pages answer 404.
"""
