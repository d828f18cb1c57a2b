return { title = "A library's name, which nobody sees", severity = "critical" }
