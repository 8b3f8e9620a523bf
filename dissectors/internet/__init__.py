"""Parts of the internet protocols that are protocols' worth of work by themselves: options, extensions, addresses."""
