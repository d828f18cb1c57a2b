return { title = "Shop", severity = "warning" }
