error("the system's own template comes first")
