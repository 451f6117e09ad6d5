// Route
