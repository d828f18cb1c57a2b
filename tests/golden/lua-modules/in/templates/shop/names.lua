return { title = "The name above the system, which nobody sees", severity = "critical" }
