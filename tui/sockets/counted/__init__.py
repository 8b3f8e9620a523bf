"""What each of the kernel's counters counts, in a sentence, by protocol; by nstat's names without those of trouble."""
