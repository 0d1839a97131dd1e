"""The pages under the name that books have for them; they are in ``ringfence.pages``.

    2017-04-01 custom "fava-extension" "ringfence.reports.fava_pages"

It stands in books, so it goes on working: the one module here that imports what is above reports.
"""

from ringfence.pages import *  # noqa: F403 - Fava looks here for every page that is listed there
