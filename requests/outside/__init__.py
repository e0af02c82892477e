"""What is asked outside the catalogue: decided lightly, booked on the free room, and looked at
each quarter for what comes back.
"""
