"""From tshark's XML of one packet to the tree that panes show: `pdml` reads it, `deep_fields` makes fields of it,
`numbers` and `sources` put right what tshark cannot know; `dissection` is all of it in order.
"""
