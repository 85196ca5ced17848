"""管理后台: the departments' pages, drawn on the server. It reads and acts through the slices."""
