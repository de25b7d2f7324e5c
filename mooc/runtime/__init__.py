"""The process itself: clocks, mail, deadlines, outages, the web server, setting Django up.

Not here: anything of courses or networks.
"""
