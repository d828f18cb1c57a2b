return { title = "Shop" }
