"""Commands of the project: `scrapy crawl`, `scrapy status`, `scrapy verify`, `scrapy retry`, ..."""
