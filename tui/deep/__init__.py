"""What the screens do with tshark's answers, apart from drawing them."""
