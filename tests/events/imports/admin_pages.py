"""The admin's pages about foreign calendars, as tests address and read them."""

LIST = "/verwaltung/fremde-kalender/"


def report(source):
    return f"{LIST}{source.pk}/"


def page(response):
    return response.content.decode()
