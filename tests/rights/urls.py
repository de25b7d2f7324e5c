"""All addresses that the matrix asks: also those that are mounted on a condition only."""

from mooc import urls
from mooc.web.urls import demo_urls

urlpatterns = [*demo_urls, *urls.urlpatterns]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500
