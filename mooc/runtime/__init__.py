"""The process itself: clocks, mail, deadlines, outages, the web server.

Not here: anything of courses or networks; setting Django up, which commands do.
"""
