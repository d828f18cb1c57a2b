return { text = "doubled" }
