"""The bundled demo: four small news sites of invented cities, served on loopback and crawled.

`python -m crawler.demo` starts them, runs `scrapy crawl news` against them and stops them again.
Everything on these sites was written for this project; places, people and outlets are invented.
"""
