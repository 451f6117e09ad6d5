import Route
