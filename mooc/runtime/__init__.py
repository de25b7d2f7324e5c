"""The process itself: clocks, mail, deadlines, outages, the web server, setting Django up.

Nothing of courses or networks.
"""
